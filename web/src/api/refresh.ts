import axios from 'axios'

import { statusOf } from './problem'
import { forgetToken, keepToken, tokenGeneration } from './token'
import type { Token } from './types'

/** Says that the session is over; whoever waits for a token is told so, and the person is asked to log in. */
export class SignedOut extends Error {
  override name = 'SignedOut'
}

let running: Promise<void> | undefined

/**
 * A new access token. Whoever asks while one is on its way waits for that one; across tabs a lock sees to the same.
 * Only an answer that says so ends the session; any other failure is passed on, and can be tried again.
 */
export function refresh(baseURL: string): Promise<void> {
  running ??= alone(() => fetchToken(baseURL)).finally(() => {
    running = undefined
  })
  return running
}

async function alone(work: () => Promise<void>): Promise<void> {
  // Where there are no locks (plain HTTP on another host) the server bears tabs that race.
  if (typeof navigator === 'undefined' || !('locks' in navigator)) return work()
  const before = tokenGeneration()
  await navigator.locks.request('tasklane-refresh', async () => {
    if (tokenGeneration() === before) await work()
  })
}

async function fetchToken(baseURL: string): Promise<void> {
  try {
    const options = { baseURL, withCredentials: true, timeout: 15_000 }
    const { data } = await axios.post<Token>('/auth/refresh', undefined, options)
    keepToken(data)
  } catch (error) {
    const status = statusOf(error)
    // 422: there is no cookie at all.
    if (status !== 401 && status !== 422) throw error
    forgetToken()
    throw new SignedOut('The session is over', { cause: error })
  }
}
