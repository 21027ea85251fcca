import { expect, it, vi } from 'vitest'

import { newIdempotencyKey } from './idempotency-key'

it('creates keys of 128 random bits on plain HTTP pages', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const keys = new Set(Array.from({ length: 1000 }, newIdempotencyKey))
  expect(keys.size).toBe(1000)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
  vi.unstubAllGlobals()
})
