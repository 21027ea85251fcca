import { computed, ref } from 'vue'

import { isTemporary } from '../api/problem'

/** The state of the connection, and the number of changes that wait for the server. */

const isOnline = ref(typeof navigator === 'undefined' || navigator.onLine)
const failing = ref(0)
const waiting = ref(0)
const wakers = new Set<() => void>()

const state = computed(() => (!isOnline.value ? 'offline' : failing.value > 0 ? 'unreachable' : 'connected'))

if (typeof window !== 'undefined') {
  window.addEventListener('online', () => {
    isOnline.value = true
    for (const wake of wakers) wake()
  })
  window.addEventListener('offline', () => (isOnline.value = false))
}

export function useConnection() {
  return { state, waiting, persist, persistWrite }
}

/**
 * Sends a request, and retries it while the server is unreachable, until the request succeeds or is rejected. Use this
 * function only for requests that may be repeated.
 */
async function persist<T>(
  work: () => Promise<T>,
  isWanted: () => boolean = () => true,
  isRetryable: (error: unknown) => boolean = isTemporary,
): Promise<T> {
  let isFailing = false
  try {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await work()
      } catch (error) {
        if (!isRetryable(error) || !isWanted()) throw error
        if (!isFailing) failing.value += 1
        isFailing = true
        await untilWorthIt(attempt)
      }
    }
  } finally {
    if (isFailing) failing.value -= 1
  }
}

async function persistWrite<T>(work: () => Promise<T>, isWanted?: () => boolean): Promise<T> {
  waiting.value += 1
  try {
    return await persist(work, isWanted)
  } finally {
    waiting.value -= 1
  }
}

async function untilWorthIt(attempt: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const wake = () => {
      wakers.delete(wake)
      clearTimeout(timer)
      resolve()
    }
    const timer = setTimeout(wake, Math.min(500 * 2 ** attempt, 15_000))
    wakers.add(wake)
  })
}
