import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'

import { readServer } from '../api/recovery'
import type { ServerInfo } from '../api/types'
import { useConnection } from '../composables/useConnection'

/** The features and limits of the server. Optional features are hidden until they are loaded. */
export const useServerStore = defineStore('server', () => {
  const info = shallowRef<ServerInfo>()
  let loading: Promise<void> | undefined

  const isRegistrationOpen = computed(() => info.value?.registration === 'open')
  const sendsMail = computed(() => info.value !== undefined && info.value.email_verification !== 'disabled')
  const requiresVerification = computed(() => info.value?.email_verification === 'required')

  /** Loads the features and limits once. Waits while the server is unreachable. */
  function load(): Promise<void> {
    loading ??= useConnection()
      .persist(readServer)
      .then((read) => {
        info.value = read
      })
      .catch(() => {
        // The next page that calls this function tries again.
        loading = undefined
      })
    return loading
  }

  return { info, isRegistrationOpen, sendsMail, requiresVerification, load }
})
