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
 * Pauses before each retry after `refresh-superseded`, when another tab was faster and the browser already has the newer
 * cookie. The last retry comes after the server's grace period for races (10 s), so its response is final and a stolen
 * cookie is detected.
 */
const RETRIES = [0, 11_000]
/** Maximum random wait of tabs without Web Locks, in milliseconds. Later tabs then find the token of the first one. */
const SPREAD = 200

let running: Promise<void> | undefined

/**
 * Obtains a new access token. Concurrent calls share one request, across tabs by a lock. Only a response that rejects the
 * refresh token ends the session. Other errors are rethrown and can be retried.
 */
export function refresh(baseURL: string): Promise<void> {
  running ??= alone(() => fetchToken(baseURL)).finally(() => {
    running = undefined
  })
  return running
}

async function alone(work: () => Promise<void>): Promise<void> {
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
      if (wait === undefined || problemOf(error)?.code !== 'refresh-superseded') throw judged(error)
    }
    await pause(wait)
    // The other tab may have published its token.
    if (tokenGeneration() !== before) return
  }
}

/** Classifies a failed refresh. */
function judged(error: unknown): unknown {
  const status = statusOf(error)
  // The server returns 422 if there is no cookie.
  if (status !== 401 && status !== 422) return error
  forgetToken()
  return new SignedOut('The session has ended', { cause: error })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
