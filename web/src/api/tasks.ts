import { client } from './client'
import type { Changes, NewTask, Priority, Status, Summary, Task, TaskPatch } from './types'

export type SortKey = 'created_at' | 'updated_at' | 'title' | 'due_date' | 'priority'
export type Sort = SortKey | `-${SortKey}`

export interface TaskQuery {
  status?: Status
  priority?: Priority
  tag?: string
  q?: string
  sort: Sort
}

export interface Page {
  tasks: Task[]
  /** The cursor of the next page. */
  next: string | undefined
}

export const PAGE_SIZE = 50

export async function listTasks(query: TaskQuery, cursor?: string, signal?: AbortSignal): Promise<Page> {
  const params = { ...query, limit: PAGE_SIZE, cursor }
  const { data, headers } = await client.get<Task[]>('/tasks', { params, ...(signal && { signal }) })
  return { tasks: data, next: nextCursor(headers.link) }
}

/** Returns the cursor in `Link: <…>; rel="next"` (RFC 8288). */
export function nextCursor(link: unknown): string | undefined {
  if (typeof link !== 'string') return undefined
  const target = /<([^>]*)>\s*;[^,]*rel="?next"?/.exec(link)?.[1]
  return target === undefined
    ? undefined
    : (new URLSearchParams(target.split('?')[1]).get('cursor') ?? undefined)
}

export async function readTask(id: number): Promise<Task> {
  return (await client.get<Task>(`/tasks/${id}`)).data
}

/** Creates a task. `key` is the idempotency key, which makes retries safe. */
export async function createTask(task: NewTask, key: string): Promise<Task> {
  return (await client.post<Task>('/tasks', task, { headers: { 'Idempotency-Key': key } })).data
}

/** Edits a task. With `version`, fails with 412 unless the task has that version. */
export async function editTask(id: number, patch: TaskPatch, version?: number): Promise<Task> {
  const headers = version === undefined ? {} : { 'If-Match': `"${version}"` }
  return (await client.patch<Task>(`/tasks/${id}`, patch, { headers })).data
}

export async function deleteTask(id: number): Promise<void> {
  await client.delete(`/tasks/${id}`)
}

export async function restoreTask(id: number, key: string): Promise<Task> {
  return (await client.post<Task>(`/tasks/${id}/restore`, undefined, { headers: { 'Idempotency-Key': key } }))
    .data
}

/** Returns the counts of the user's tasks. `today` is the user's local day. */
export async function summarize(today: string): Promise<Summary> {
  return (await client.get<Summary>('/tasks/summary', { params: { today } })).data
}

export async function changesSince(since: number): Promise<Changes> {
  return (await client.get<Changes>('/tasks/changes', { params: { since, limit: 500 } })).data
}
