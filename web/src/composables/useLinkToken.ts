import { shallowRef, watch } from 'vue'

import { capturedLinkToken, takeLinkToken } from '../account/link-token'
import { problemOf } from '../api/problem'

/** Returns whether the link that opened the page is invalid, and a function that sends the token of the link. */
export function useLinkToken() {
  const token = shallowRef(takeLinkToken())
  const isInvalid = shallowRef(!token.value)

  // The user can open another link in the same tab.
  watch(capturedLinkToken, (captured) => {
    if (captured === undefined) return
    token.value = takeLinkToken()
    isInvalid.value = !token.value
  })

  /** Sends a request with the token. Returns whether the server accepted the link. */
  async function useToken(send: (token: string) => Promise<void>): Promise<boolean> {
    try {
      await send(token.value ?? '')
      return true
    } catch (error) {
      if (problemOf(error)?.code !== 'link-invalid') throw error
      isInvalid.value = true
      return false
    }
  }

  return { isInvalid, useToken }
}
