import { expect, it, vi } from 'vitest'

import { newKey } from './keys'

it('creates keys of 128 random bits on plain HTTP pages', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  const keys = new Set(Array.from({ length: 1000 }, newKey))
  expect(keys.size).toBe(1000)
  for (const key of keys) expect(key).toMatch(/^[0-9a-f]{32}$/)
  vi.unstubAllGlobals()
})
