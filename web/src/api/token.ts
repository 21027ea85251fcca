import { basePath } from '../base'
import type { Token } from './types'

/**
 * The access token of this page: in memory and nowhere else. `changed` tells the other tabs of this browser, so that
 * one refresh serves all of them.
 */
let current: string | undefined
let generation = 0

type Word = { kind: 'token'; token: string } | { kind: 'signed-in' } | { kind: 'signed-out' }

// Below another path of the same host another server may have its app.
const channel =
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel(`tasklane-session${basePath}`)
const listeners = new Set<(word: 'signed-in' | 'signed-out') => void>()

channel?.addEventListener('message', ({ data }: MessageEvent<Word>) => {
  if (data.kind === 'token') {
    // A tab that nobody is signed in at asks for itself when it has to.
    if (current !== undefined) keep(data.token)
    return
  }
  if (data.kind === 'signed-out') forget()
  for (const listener of listeners) listener(data.kind)
})

export function accessToken(): string | undefined {
  return current
}

/** Another number after each token that came; to see whether one came while something was waited for. */
export function tokenGeneration(): number {
  return generation
}

export function keepToken(token: Token): void {
  keep(token.access_token)
  channel?.postMessage({ kind: 'token', token: token.access_token } satisfies Word)
}

export function forgetToken(): void {
  forget()
}

/** Tells the other tabs that somebody has logged in or out here. */
export function announce(kind: 'signed-in' | 'signed-out'): void {
  channel?.postMessage({ kind } satisfies Word)
}

export function onAnnounced(listener: (word: 'signed-in' | 'signed-out') => void): void {
  listeners.add(listener)
}

function keep(token: string): void {
  current = token
  generation += 1
}

function forget(): void {
  current = undefined
  generation += 1
}
