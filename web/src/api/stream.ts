import { baseURL, renew } from './client'
import { eventParser, type ServerEvent } from './event-parser'
import { SignedOut } from './refresh'
import { changesSince } from './tasks'
import { accessToken } from './token'
import type { Task } from './types'

export interface Follower {
  upsert(task: Task): void
  remove(id: number): void
  /** Called when the stream starts over, because loaded data may then be stale. */
  startOver(): void
}

/** A stream is closed after this time without data, in milliseconds. The server sends a comment every 15 seconds. */
const SILENCE = 40_000
const LONGEST_WAIT = 30_000
/** Above this number of consecutive failures, poll for changes. */
const PATIENCE = 2

/**
 * Follows changes of the user's tasks until `signal` is aborted. Uses the stream, which resumes after interruptions, or
 * polls if no stream can be established. A hidden page has no open stream.
 */
export async function follow(follower: Follower, signal: AbortSignal): Promise<void> {
  const place: Place = { lastId: undefined, follower }
  for (let failures = 0; !signal.aborted;) {
    await untilVisible(signal)
    try {
      await read(place, signal, () => (failures = 0))
      await pause(250, signal)
    } catch (error) {
      if (error instanceof SignedOut) return
      failures += 1
      if (failures > PATIENCE) await catchUp(place).catch(() => undefined)
      await pause(Math.min(500 * 2 ** failures, LONGEST_WAIT), signal)
    }
  }
}

interface Place {
  lastId: string | undefined
  follower: Follower
}

async function read(place: Place, signal: AbortSignal, onOpen: () => void): Promise<void> {
  const watch = new AbortController()
  const stop = () => {
    watch.abort()
  }
  const onVisibility = () => {
    if (document.hidden) stop()
  }
  signal.addEventListener('abort', stop)
  document.addEventListener('visibilitychange', onVisibility)
  let alarm = setTimeout(stop, SILENCE)
  try {
    const body = await open(place, watch.signal)
    if (!body) return
    onOpen()
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    const parse = eventParser()
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      clearTimeout(alarm)
      alarm = setTimeout(stop, SILENCE)
      for (const event of parse(piece.value)) take(event, place)
    }
  } catch (error) {
    if (!watch.signal.aborted) throw error
  } finally {
    clearTimeout(alarm)
    signal.removeEventListener('abort', stop)
    document.removeEventListener('visibilitychange', onVisibility)
    stop()
  }
}

/** Returns `undefined` if the stream must be reopened, with a new token or from the start. */
async function open(place: Place, signal: AbortSignal): Promise<ReadableStream<BufferSource> | undefined> {
  const headers = new Headers({ Accept: 'text/event-stream', Authorization: `Bearer ${accessToken() ?? ''}` })
  if (place.lastId !== undefined) headers.set('Last-Event-ID', place.lastId)
  const options: RequestInit = { headers, signal, cache: 'no-store', credentials: 'include' }
  const response = await fetch(`${baseURL}/tasks/stream`, options)
  if (response.status === 401) {
    await renew()
    return undefined
  }
  if (response.status === 410) {
    place.lastId = undefined
    return undefined
  }
  if (!response.ok || !response.body) throw new Error(`The stream returned ${response.status}`)
  return response.body
}

/** Processes an event. The first event, `ready`, contains only the id at which the stream starts. */
function take({ id, event, data }: ServerEvent, place: Place): void {
  const isFirst = place.lastId === undefined
  place.lastId = id
  if (isFirst) place.follower.startOver()
  if (event === 'task.upsert') place.follower.upsert(JSON.parse(data) as Task)
  else if (event === 'task.delete') place.follower.remove((JSON.parse(data) as { id: number }).id)
}

async function catchUp(place: Place): Promise<void> {
  if (place.lastId === undefined) {
    place.follower.startOver()
    return
  }
  for (let more = true; more;) {
    const { changes, next, has_more } = await changesSince(Number(place.lastId))
    for (const change of changes) {
      if (change.type === 'upsert') place.follower.upsert(change.task)
      else place.follower.remove(change.id)
    }
    place.lastId = String(next)
    more = has_more
  }
}

async function untilVisible(signal: AbortSignal): Promise<void> {
  while (document.hidden && !signal.aborted) {
    await new Promise((resolve) => {
      document.addEventListener('visibilitychange', resolve, { once: true })
      signal.addEventListener('abort', resolve, { once: true })
    })
  }
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await new Promise((resolve) => {
    setTimeout(resolve, milliseconds)
    signal.addEventListener('abort', resolve, { once: true })
    window.addEventListener('online', resolve, { once: true })
  })
}
