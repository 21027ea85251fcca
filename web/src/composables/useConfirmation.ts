import { shallowRef } from 'vue'

import { problemOf } from '../api/problem'

/** What can be sent again with the password. */
type Confirmable = (password?: string) => Promise<void>

/** Sends what the server may want confirmed, and keeps it until the password is there if it does. */
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
