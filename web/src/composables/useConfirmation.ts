import { shallowRef } from 'vue'

import { problemOf } from '../api/problem'

/** A request that can be repeated with the password. */
type Confirmable = (password?: string) => Promise<void>

/** Sends a request. If the server requires the password, waits until the user has entered it, and sends the request again. */
export function useConfirmation() {
  const unconfirmed = shallowRef<Confirmable>()

  async function send(work: Confirmable): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (problemOf(error)?.code !== 'password-required') throw error
      unconfirmed.value = work
    }
  }

  function close(): void {
    unconfirmed.value = undefined
  }

  return { unconfirmed, send, close }
}
