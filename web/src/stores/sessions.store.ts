import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '../api/auth'
import { messageOf } from '../api/problem'
import type { Session } from '../api/types'

/** Loads, shows and ends the user's sessions. */
export const useSessionsStore = defineStore('sessions', () => {
  const sessions = ref<Session[]>([])
  const error = ref('')
  const isLoading = ref(false)

  async function load(): Promise<void> {
    isLoading.value = true
    error.value = ''
    try {
      sessions.value = await api.listSessions()
    } catch (cause) {
      error.value = messageOf(cause)
    } finally {
      isLoading.value = false
    }
  }

  /** Removes the sessions from the list immediately, and restores them if the request fails. */
  async function end(which: (session: Session) => boolean, work: () => Promise<void>): Promise<void> {
    const before = sessions.value
    sessions.value = before.filter((session) => !which(session))
    try {
      await work()
    } catch (cause) {
      sessions.value = before
      throw cause
    }
  }

  const endOne = (id: string, password?: string) =>
    end(
      (session) => session.id === id,
      () => api.endSession(id, password),
    )
  const endOthers = (password?: string) =>
    end(
      (session) => !session.current,
      () => api.endOtherSessions(password),
    )

  return { sessions, error, isLoading, load, endOne, endOthers }
})
