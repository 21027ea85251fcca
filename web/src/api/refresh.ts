import axios from 'axios'

import { basePath } from '../base-path'
import { problemOf, statusOf } from './problem'
import { forgetToken, keepToken, tokenGeneration } from './token'
import type { Token } from './types'

/** The session has ended, and the user must log in again. */
export class SignedOut extends Error {
  override name = 'SignedOut'
}

/**
 * Pauses before the retries after `refresh-superseded`, in milliseconds. The code means that another tab was faster, so
 * the browser already has a newer cookie. For 10 s, the server returns this code for the old cookie. The last retry
 * comes after these 10 s, when the server treats the old cookie as stolen and ends the session.
 */
const RETRIES = [0, 11_000]
/** Maximum random wait of tabs without Web Locks, in milliseconds. A later tab then usually finds the token of the first tab. */
const SPREAD = 200

let running: Promise<void> | undefined

/**
 * Obtains a new access token. Concurrent calls share one request, also across tabs if Web Locks are available. Only a
 * response that rejects the refresh token ends the session. Other errors are rethrown and can be retried.
 */
export function refresh(baseURL: string): Promise<void> {
  running ??= withLock(() => fetchToken(baseURL)).finally(() => {
    running = undefined
  })
  return running
}

async function withLock(work: () => Promise<void>): Promise<void> {
  const before = tokenGeneration()
  const unlessDone = async () => {
    if (tokenGeneration() === before) await work()
  }
  if (typeof navigator !== 'undefined' && 'locks' in navigator) {
    await navigator.locks.request(`tasklane-refresh${basePath}`, unlessDone)
    return
  }
  // Plain HTTP pages have no Web Locks.
  await pause(Math.random() * SPREAD)
  await unlessDone()
}

async function fetchToken(baseURL: string): Promise<void> {
  const before = tokenGeneration()
  for (const wait of [...RETRIES, undefined]) {
    try {
      const options = { baseURL, withCredentials: true, timeout: 15_000 }
      const { data } = await axios.post<Token>('/auth/refresh', undefined, options)
      keepToken(data)
      return
    } catch (error) {
      if (wait === undefined || problemOf(error)?.code !== 'refresh-superseded') throw errorToThrow(error)
    }
    await pause(wait)
    // Stop if another tab has published its token.
    if (tokenGeneration() !== before) return
  }
}

/** Returns the error to throw for a failed refresh. Deletes the token if the session has ended. */
function errorToThrow(error: unknown): unknown {
  const status = statusOf(error)
  // The server returns 422 if there is no cookie.
  if (status !== 401 && status !== 422) return error
  forgetToken()
  return new SignedOut('The session has ended', { cause: error })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
