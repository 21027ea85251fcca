import { baseURL, renew } from './client'
import { eventParser, type ServerEvent } from './event-parser'
import { SignedOut } from './refresh'
import { changesSince } from './tasks'
import { accessToken } from './token'
import type { Task } from './types'

export interface Follower {
  upsert(task: Task): void
  remove(id: number): void
  /** Called when the stream starts without a position, because data that was loaded earlier may be stale. */
  startOver(): void
}

/** A stream is closed after this time without data, in milliseconds. The server sends a comment every 15 seconds. */
const READ_TIMEOUT_MS = 40_000
const MAX_WAIT_MS = 30_000
/** Above this number of consecutive failures, poll for changes. */
const MAX_FAILURES = 2

/**
 * Follows changes of the user's tasks until `signal` is aborted. Uses the stream, which resumes after interruptions, or
 * polls if no stream can be established. A hidden page has no open stream.
 */
export async function follow(follower: Follower, signal: AbortSignal): Promise<void> {
  const position: Position = { lastId: undefined, follower }
  for (let failures = 0; !signal.aborted;) {
    await untilVisible(signal)
    try {
      await read(position, signal, () => (failures = 0))
      await pause(250, signal)
    } catch (error) {
      if (error instanceof SignedOut) return
      failures += 1
      if (failures > MAX_FAILURES) await catchUp(position).catch(() => undefined)
      await pause(Math.min(500 * 2 ** failures, MAX_WAIT_MS), signal)
    }
  }
}

interface Position {
  lastId: string | undefined
  follower: Follower
}

async function read(position: Position, signal: AbortSignal, onOpen: () => void): Promise<void> {
  const watch = new AbortController()
  const stop = () => {
    watch.abort()
  }
  const onVisibility = () => {
    if (document.hidden) stop()
  }
  signal.addEventListener('abort', stop)
  document.addEventListener('visibilitychange', onVisibility)
  let timer = setTimeout(stop, READ_TIMEOUT_MS)
  try {
    const body = await open(position, watch.signal)
    if (!body) return
    onOpen()
    const reader = body.pipeThrough(new TextDecoderStream()).getReader()
    const parse = eventParser()
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) {
      clearTimeout(timer)
      timer = setTimeout(stop, READ_TIMEOUT_MS)
      for (const event of parse(chunk.value)) apply(event, position)
    }
  } catch (error) {
    if (!watch.signal.aborted) throw error
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
    document.removeEventListener('visibilitychange', onVisibility)
    stop()
  }
}

/** Returns `undefined` if the stream must be reopened, with a new token or from the start. */
async function open(
  position: Position,
  signal: AbortSignal,
): Promise<ReadableStream<BufferSource> | undefined> {
  const headers = new Headers({ Accept: 'text/event-stream', Authorization: `Bearer ${accessToken() ?? ''}` })
  if (position.lastId !== undefined) headers.set('Last-Event-ID', position.lastId)
  const options: RequestInit = { headers, signal, cache: 'no-store', credentials: 'include' }
  const response = await fetch(`${baseURL}/tasks/stream`, options)
  if (response.status === 401) {
    await renew()
    return undefined
  }
  if (response.status === 410) {
    position.lastId = undefined
    return undefined
  }
  if (!response.ok || !response.body) throw new Error(`The stream returned ${response.status}`)
  return response.body
}

/** Processes an event. The first event, `ready`, contains only the id at which the stream starts. */
function apply({ id, event, data }: ServerEvent, position: Position): void {
  const isFirst = position.lastId === undefined
  position.lastId = id
  if (isFirst) position.follower.startOver()
  if (event === 'task.upsert') position.follower.upsert(JSON.parse(data) as Task)
  else if (event === 'task.delete') position.follower.remove((JSON.parse(data) as { id: number }).id)
}

async function catchUp(position: Position): Promise<void> {
  if (position.lastId === undefined) {
    position.follower.startOver()
    return
  }
  for (let more = true; more;) {
    const { changes, next, has_more } = await changesSince(Number(position.lastId))
    for (const change of changes) {
      if (change.type === 'upsert') position.follower.upsert(change.task)
      else position.follower.remove(change.id)
    }
    position.lastId = String(next)
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
