import { expect, it } from 'vitest'

import { isUnencrypted } from './encryption'

it.each([
  ['http://nas.local:8000', true],
  ['http://192.168.1.5:8000', true],
  ['http://[fd00::5]:8000', true],
  ['http://localhost.example.org', true],
  ['http://127.0.0.1.example.org', true],
  ['https://nas.local:8000', false],
  ['http://localhost:8000', false],
  ['http://127.0.0.1:8000', false],
  ['http://[::1]:8000', false],
])('connection to %s is unencrypted: %s', (url, expected) => {
  expect(isUnencrypted(new URL(url))).toBe(expected)
})
