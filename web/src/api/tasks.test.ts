import { describe, expect, it } from 'vitest'

import { nextCursor } from './tasks'

describe('the link to the next page', () => {
  it('is read for its cursor', () => {
    expect(nextCursor('</api/v1/tasks?limit=50&cursor=a%2Bb>; rel="next"')).toBe('a+b')
    expect(nextCursor('<https://example.org/tasks/api/v1/tasks?cursor=a>; rel="next"')).toBe('a')
  })

  it('may be missing, or lead somewhere else', () => {
    expect(nextCursor(undefined)).toBeUndefined()
    expect(nextCursor('</api/v1/tasks?cursor=a>; rel="prev"')).toBeUndefined()
  })
})
