import { describe, expect, it } from 'vitest'

import { nextCursor } from './tasks'

describe('the link to the next page', () => {
  it('contains the cursor', () => {
    expect(nextCursor('</api/v1/tasks?limit=50&cursor=a%2Bb>; rel="next"')).toBe('a+b')
    expect(nextCursor('<https://example.org/tasks/api/v1/tasks?cursor=a>; rel="next"')).toBe('a')
  })

  it('may be missing or have another relation', () => {
    expect(nextCursor(undefined)).toBeUndefined()
    expect(nextCursor('</api/v1/tasks?cursor=a>; rel="prev"')).toBeUndefined()
  })
})
