import { shallowReactive } from 'vue'

export interface Notice {
  id: number
  text: string
  tone: 'plain' | 'error'
  action?: { label: string; run: () => void }
}

const LIFETIME_MS = 7000
const MAX_NOTICES = 3

const notices = shallowReactive<Notice[]>([])
const timers = new Map<number, ReturnType<typeof setTimeout>>()
let lastId = 0

/** Short messages that disappear after a few seconds. */
export function useNotification() {
  return { notices, notify, notifyError, dismiss, stopTimers, startTimers, runLatestAction }
}

function notify(text: string, action?: Notice['action'], tone: Notice['tone'] = 'plain'): number {
  lastId += 1
  notices.push({ id: lastId, text, tone, ...(action && { action }) })
  start(lastId)
  while (notices.length > MAX_NOTICES) dismiss(notices[0]?.id ?? 0)
  return lastId
}

function notifyError(text: string): void {
  notify(text, undefined, 'error')
}

function dismiss(id: number): void {
  const index = notices.findIndex((notice) => notice.id === id)
  if (index >= 0) notices.splice(index, 1)
  clearTimeout(timers.get(id))
  timers.delete(id)
}

/** Stops all timers, because messages stay while the pointer or the focus is on one of them. */
function stopTimers(): void {
  for (const timer of timers.values()) clearTimeout(timer)
}

function startTimers(): void {
  for (const { id } of notices) start(id)
}

/** Runs the action of the latest message with an action, such as “Undo”. Returns whether there was such a message. */
function runLatestAction(): boolean {
  const notice = notices.findLast((candidate) => candidate.action)
  if (!notice) return false
  dismiss(notice.id)
  notice.action?.run()
  return true
}

function start(id: number): void {
  clearTimeout(timers.get(id))
  timers.set(id, setTimeout(dismiss, LIFETIME_MS, id))
}
