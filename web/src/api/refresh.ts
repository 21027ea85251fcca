import axios from 'axios'

import { basePath } from '../base'
import { problemOf, statusOf } from './problem'
import { forgetToken, keepToken, tokenGeneration } from './token'
import type { Token } from './types'

/** Says that the session is over; whoever waits for a token is told so, and the person is asked to log in. */
export class SignedOut extends Error {
  override name = 'SignedOut'
}

/**
 * Pauses before each further try after `refresh-superseded`: another tab was faster, and the browser holds the newer
 * cookie already. Where even that is superseded, the last try comes when the server takes no race for an excuse any more
 * (10 s): then its answer is final, and a stolen cookie raises the alarm.
 */
const RETRIES = [0, 11_000]
/** Where tabs can't lock, they wait up to so long, at random: all but the first then find its token. */
const SPREAD = 200

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
  const before = tokenGeneration()
  const unlessDone = async () => {
    if (tokenGeneration() === before) await work()
  }
  if (typeof navigator !== 'undefined' && 'locks' in navigator) {
    await navigator.locks.request(`tasklane-refresh${basePath}`, unlessDone)
    return
  }
  // Pages by plain HTTP have no locks.
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
    // The faster tab may have told its token meanwhile.
    if (tokenGeneration() !== before) return
  }
}

/** What a failure means for the session. */
function judged(error: unknown): unknown {
  const status = statusOf(error)
  // 422: there is no cookie at all.
  if (status !== 401 && status !== 422) return error
  forgetToken()
  return new SignedOut('The session is over', { cause: error })
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
