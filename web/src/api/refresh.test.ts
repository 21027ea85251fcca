import axios, { AxiosError, type AxiosResponse } from 'axios'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

import { refresh, SignedOut } from './refresh'
import { accessToken, forgetToken } from './token'

const post = vi.spyOn(axios, 'post')

beforeEach(() => {
  vi.useFakeTimers()
  post.mockReset()
})

afterEach(() => {
  vi.useRealTimers()
  forgetToken()
})

function rejection(status: number, code: string): AxiosError {
  const response = { status, data: { code, detail: code } } as AxiosResponse
  return new AxiosError(code, undefined, undefined, undefined, response)
}

const token = { data: { access_token: 'newer', token_type: 'bearer', expires_in: 1800 } }

it('a tab that loses the race retries', async () => {
  post.mockRejectedValueOnce(rejection(401, 'refresh-superseded')).mockResolvedValueOnce(token)
  const done = refresh('/api/v1')
  await vi.runAllTimersAsync()
  await done
  expect(post).toHaveBeenCalledTimes(2)
  expect(accessToken()).toBe('newer')
})

it('the last retry comes more than 10 s later and is final', async () => {
  post
    .mockRejectedValueOnce(rejection(401, 'refresh-superseded'))
    .mockRejectedValueOnce(rejection(401, 'refresh-superseded'))
    .mockRejectedValueOnce(rejection(401, 'refresh-reused'))
  const done = expect(refresh('/api/v1')).rejects.toBeInstanceOf(SignedOut)
  await vi.advanceTimersByTimeAsync(10_000)
  expect(post).toHaveBeenCalledTimes(2)
  await vi.runAllTimersAsync()
  await done
  expect(post).toHaveBeenCalledTimes(3)
})

it.each([
  ['refresh-invalid', 401],
  ['refresh-reused', 401],
  ['validation-failed', 422],
])('%s ends the session immediately', async (code, status) => {
  post.mockRejectedValueOnce(rejection(status, code))
  const done = expect(refresh('/api/v1')).rejects.toBeInstanceOf(SignedOut)
  await vi.runAllTimersAsync()
  await done
  expect(post).toHaveBeenCalledTimes(1)
})

it('an error unrelated to the session is rethrown', async () => {
  const unavailable = rejection(503, 'unavailable')
  post.mockRejectedValueOnce(unavailable)
  const done = expect(refresh('/api/v1')).rejects.toBe(unavailable)
  await vi.runAllTimersAsync()
  await done
})
