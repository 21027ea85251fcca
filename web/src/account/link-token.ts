import { shallowRef } from 'vue'

const PREFIX = '#token='

/**
 * The token of a link from an e-mail. The token is stored only in memory, and removed from the address bar immediately,
 * so that it is not in the history of the browser.
 */
const captured = shallowRef<string>()

interface Page {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>
  history: Pick<History, 'state' | 'replaceState'>
}

/** Moves the token from the address bar into memory. Call this function before the router reads the address. */
export function captureLinkToken({ location, history }: Page): void {
  if (storeLinkToken(location.hash))
    history.replaceState(history.state, '', location.pathname + location.search)
}

/** Stores the token of a fragment. Returns whether the fragment has a token. */
export function storeLinkToken(hash: string): boolean {
  if (!hash.startsWith(PREFIX)) return false
  captured.value = hash.slice(PREFIX.length)
  return true
}

/** Returns the token and removes it from memory. */
export function takeLinkToken(): string | undefined {
  const token = captured.value
  captured.value = undefined
  return token
}

export { captured as capturedLinkToken }
