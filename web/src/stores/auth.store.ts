import { defineStore } from 'pinia'
import { ref } from 'vue'

import * as api from '../api/auth'
import { cancelEmailChange as cancelPending } from '../api/recovery'
import { renew, whenSignedOut } from '../api/client'
import { statusOf } from '../api/problem'
import { SignedOut } from '../api/refresh'
import { onAnnounced } from '../api/token'
import type { PasswordChange, ProfilePatch, Registration, User } from '../api/types'
import { useConnection } from '../composables/useConnection'

/** Returns whether the server rejected the request, as opposed to a temporary failure. */
function isRefusal(error: unknown): boolean {
  const status = statusOf(error)
  return error instanceof SignedOut || (status !== undefined && status < 500 && status !== 429)
}

export const useAuthStore = defineStore('auth', () => {
  const user = ref<User>()
  /** Whether the session ended without a logout in this tab. */
  const endedElsewhere = ref(false)
  let resuming: Promise<void> | undefined

  whenSignedOut(() => {
    if (user.value) forget({ endedElsewhere: true })
  })
  onAnnounced((word) => {
    if (word === 'signed-out') forget({ endedElsewhere: true })
    // Another user may have logged in, and this page may show the previous user's tasks.
    else location.reload()
  })

  /** Restores the session from the cookie, once. Waits while the server is unreachable. */
  function resume(): Promise<void> {
    resuming ??= useConnection().persist(
      async () => {
        try {
          await renew()
          user.value = await api.readMe()
        } catch (error) {
          if (!isRefusal(error)) throw error
        }
      },
      () => true,
      () => true,
    )
    return resuming
  }

  async function logIn(username: string, password: string): Promise<void> {
    await api.logIn(username, password)
    user.value = await api.readMe()
    endedElsewhere.value = false
  }

  async function register(registration: Registration): Promise<void> {
    await api.register(registration)
  }

  /** Reads the user again, if a user is logged in in this tab. */
  async function reload(): Promise<void> {
    if (user.value) user.value = await api.readMe()
  }

  /**
   * Clears the local state if the server has ended the session. Call it after a link has ended all sessions of its
   * user, because another user may be logged in in this browser.
   */
  async function forgetEndedSession(): Promise<void> {
    if (user.value) {
      // After a temporary failure, a later request detects the end of the session.
      const hasEnded = await renew().then(
        () => false,
        (error: unknown) => error instanceof SignedOut,
      )
      if (!hasEnded) return
      api.forgetSession()
    }
    forget({ endedElsewhere: false })
  }

  async function cancelEmailChange(): Promise<void> {
    await cancelPending()
    await reload()
  }

  async function logOut(): Promise<void> {
    api.forgetSession()
    forget({ endedElsewhere: false })
    // Notify the server as soon as it can be reached, unless a user has logged in again.
    await useConnection().persist(api.endThisSession, () => user.value === undefined)
  }

  async function changeProfile(patch: ProfilePatch): Promise<void> {
    user.value = await api.changeProfile(patch)
  }

  async function changePassword(change: PasswordChange): Promise<void> {
    await api.changePassword(change)
  }

  async function deleteAccount(password: string): Promise<void> {
    await api.deleteAccount(password)
    forget({ endedElsewhere: false })
  }

  function forget(reason: { endedElsewhere: boolean }): void {
    user.value = undefined
    endedElsewhere.value = reason.endedElsewhere
  }

  return {
    user,
    endedElsewhere,
    resume,
    logIn,
    register,
    reload,
    forgetEndedSession,
    cancelEmailChange,
    logOut,
    changeProfile,
    changePassword,
    deleteAccount,
    exportAll: api.exportAll,
  }
})
