import { describe, expect, it } from 'vitest'

import { destination } from './guards'

describe('the destination after login', () => {
  it('is the requested page', () => {
    expect(destination('/board?x=1')).toBe('/board?x=1')
  })

  it.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '',
    null,
    ['/a'],
  ])('never leads to another site: %s', (next) => {
    expect(destination(next)).toBe('/tasks')
  })
})
