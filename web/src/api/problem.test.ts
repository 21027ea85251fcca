import { AxiosError, AxiosHeaders, type AxiosResponse } from 'axios'
import { describe, expect, it } from 'vitest'

import { faultsOf, isPassing, messageOf } from './problem'

function answered(status: number, data: unknown): AxiosError {
  const config = { headers: new AxiosHeaders() }
  const response: AxiosResponse = { status, data, statusText: '', headers: {}, config }
  return new AxiosError('refused', undefined, config, undefined, response)
}

describe('a refusal', () => {
  it('is told in the words of the server', () => {
    expect(messageOf(answered(409, { detail: 'Not like this' }))).toBe('Not like this')
  })

  it('is told without technical words where it is not of the API', () => {
    expect(messageOf(answered(502, '<html>'))).toBe('Something went wrong')
    expect(messageOf(new AxiosError('Network Error'))).toBe('The server can’t be reached')
    expect(messageOf(new Error('x is undefined'))).toBe('Something went wrong')
  })

  it('names the first fault of each member of the body', () => {
    const errors = [
      { loc: ['body', 'title'], msg: 'must not be blank', type: 'a' },
      { loc: ['body', 'title'], msg: 'is too short', type: 'b' },
      { loc: ['query', 'q'], msg: 'is too long', type: 'c' },
    ]
    expect(faultsOf(answered(422, { detail: 'x', errors }))).toEqual({ title: 'Must not be blank' })
  })
})

describe('a failure that passes', () => {
  it('is one without an answer, or with one that says so', () => {
    expect(isPassing(new AxiosError('Network Error'))).toBe(true)
    for (const status of [429, 502, 503, 504]) expect(isPassing(answered(status, ''))).toBe(true)
  })

  it('is no refusal, no fault of the server, and nothing that was called off', () => {
    for (const status of [400, 401, 409, 412, 422, 500]) expect(isPassing(answered(status, ''))).toBe(false)
    expect(isPassing(new AxiosError('canceled', 'ERR_CANCELED'))).toBe(false)
  })
})
