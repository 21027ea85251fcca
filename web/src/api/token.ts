import { basePath } from '../base-path'
import type { Token } from './types'

/**
 * The access token of this page, stored only in memory. It is published to the browser's other tabs, so that one
 * refresh serves all tabs.
 */
let current: string | undefined
let generation = 0

type ChannelMessage = { kind: 'token'; token: string } | { kind: 'signed-in' } | { kind: 'signed-out' }

// The channel's name contains the path, because another path of this host may belong to another server.
const channel =
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`tasklane-session${basePath}`)
const listeners = new Set<(word: 'signed-in' | 'signed-out') => void>()

channel?.addEventListener('message', ({ data }: MessageEvent<ChannelMessage>) => {
  if (data.kind === 'token') {
    // A signed-out tab ignores the token. It requests its own token when necessary.
    if (current !== undefined) setToken(data.token)
    return
  }
  if (data.kind === 'signed-out') clearToken()
  for (const listener of listeners) listener(data.kind)
})

export function accessToken(): string | undefined {
  return current
}

/** Returns a number that changes with the token, to detect a token that arrived during a wait. */
export function tokenGeneration(): number {
  return generation
}

export function keepToken(token: Token): void {
  setToken(token.access_token)
  channel?.postMessage({ kind: 'token', token: token.access_token } satisfies ChannelMessage)
}

export function forgetToken(): void {
  clearToken()
}

/** Notifies the other tabs of a login or logout in this tab. */
export function announce(kind: 'signed-in' | 'signed-out'): void {
  channel?.postMessage({ kind } satisfies ChannelMessage)
}

export function onAnnounced(listener: (word: 'signed-in' | 'signed-out') => void): void {
  listeners.add(listener)
}

function setToken(token: string): void {
  current = token
  generation += 1
}

function clearToken(): void {
  current = undefined
  generation += 1
}
