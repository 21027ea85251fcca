import { AxiosError, AxiosHeaders, type AxiosResponse } from 'axios'
import { describe, expect, it } from 'vitest'

import { fieldErrorsOf, isTemporary, messageOf } from './problem'

function errorOf(status: number, data: unknown): AxiosError {
  const config = { headers: new AxiosHeaders() }
  const response: AxiosResponse = { status, data, statusText: '', headers: {}, config }
  return new AxiosError('refused', undefined, config, undefined, response)
}

describe('a rejected request', () => {
  it('shows the server’s message', () => {
    expect(messageOf(errorOf(409, { detail: 'Not like this' }))).toBe('Not like this')
  })

  it('shows a generic message for a response that is not from the API', () => {
    expect(messageOf(errorOf(502, '<html>'))).toBe('Something went wrong')
    expect(messageOf(new AxiosError('Network Error'))).toBe('Can’t reach the server')
    expect(messageOf(new Error('x is undefined'))).toBe('Something went wrong')
  })

  it('has the first error of each body member', () => {
    const errors = [
      { loc: ['body', 'title'], msg: 'must not be blank', type: 'a' },
      { loc: ['body', 'title'], msg: 'is too short', type: 'b' },
      { loc: ['query', 'q'], msg: 'is too long', type: 'c' },
    ]
    expect(fieldErrorsOf(errorOf(422, { detail: 'x', errors }))).toEqual({ title: 'Must not be blank' })
  })
})

describe('a temporary failure', () => {
  it('is a missing response or a temporary status', () => {
    expect(isTemporary(new AxiosError('Network Error'))).toBe(true)
    for (const status of [429, 502, 503, 504]) expect(isTemporary(errorOf(status, ''))).toBe(true)
  })

  it('is not a rejection, a server error or a cancelled request', () => {
    for (const status of [400, 401, 409, 412, 422, 500]) expect(isTemporary(errorOf(status, ''))).toBe(false)
    expect(isTemporary(new AxiosError('canceled', 'ERR_CANCELED'))).toBe(false)
  })
})
