import { defineStore } from 'pinia'
import { onScopeDispose, shallowReactive, toRaw, type Ref } from 'vue'

import * as api from '../api/tasks'
import type { TaskQuery } from '../api/tasks'
import { newIdempotencyKey } from '../api/idempotency-key'
import { problemOf, statusOf } from '../api/problem'
import { follow } from '../api/stream'
import type { NewTask, Task, TaskPatch } from '../api/types'
import { useConnection } from '../composables/useConnection'
import { isFulfilled, patched } from '../tasks/draft'
import { createTaskCounts } from './task-counts'
import { createTaskList, type TaskList } from './task-list'

/** The task was changed elsewhere since the user started to edit it. */
export class Conflict extends Error {
  override name = 'Conflict'
  constructor(
    readonly patch: TaskPatch,
    readonly theirs: Task,
  ) {
    super('The task was changed elsewhere')
  }
}

/**
 * The displayed tasks: the server's state plus unconfirmed local changes. Each write is displayed immediately. If the
 * server rejects a write, the store undoes the change and rejects the promise.
 */
export const useTasksStore = defineStore('tasks', () => {
  const { persistWrite } = useConnection()
  const shown = shallowReactive(new Map<number, Task>())
  const confirmed = new Map<number, Task>()
  const pending = new Map<number, TaskPatch[]>()
  /** Tasks deleted locally, and whether the server has confirmed the deletion. */
  const deleted = new Map<number, 'asked' | 'done'>()
  /** Temporary local ids, and the server's ids for them. */
  const renamed = new Map<number, number>()
  const queues = new Map<number, Promise<unknown>>()
  const lists = new Set<TaskList>()
  let creating = 0
  let heldBack: Task[] = []
  let lastMadeUp = 0
  let following: AbortController | undefined
  const counts = createTaskCounts(() => pending.size === 0 && creating === 0)

  const source = {
    get: (id: number) => shown.get(id),
    all: () => toRaw(shown).values(),
    accept: (tasks: Task[]) => {
      for (const task of tasks) accept(task)
    },
    unconfirmed: () => {
      const ids = [...pending.keys(), ...[...shown.keys()].filter((id) => id < 0)]
      return ids.flatMap((id) => shown.get(id) ?? [])
    },
  }

  /** Creates a list that exists as long as the calling component. */
  function useList(query: Ref<TaskQuery>): TaskList {
    const list = createTaskList(source, query)
    lists.add(list)
    onScopeDispose(() => {
      list.stop()
      lists.delete(list)
    })
    return list
  }

  async function create(task: NewTask): Promise<Task> {
    lastMadeUp -= 1
    const id = lastMadeUp
    const key = newIdempotencyKey()
    confirmed.set(id, draftTask(id, task))
    show(id)
    counts.add(task.status ?? 'pending', 1)
    creating += 1
    try {
      return await inTurn(id, async () => {
        const created = await persistWrite(() => api.createTask(task, key), isSignedIn)
        settleCreated(id, created)
        return created
      })
    } catch (error) {
      counts.add(task.status ?? 'pending', -1)
      lose(id)
      throw error
    } finally {
      creating -= 1
      releaseHeldBack()
      counts.readSoon()
    }
  }

  /** Edits a task. `seen` is the version that the user edited. Throws `Conflict` if the task was changed elsewhere to other values. */
  async function edit(id: number, patch: TaskPatch, seen?: number): Promise<void> {
    const before = shown.get(id)
    if (!before || isFulfilled(patch, before)) return
    const isOnTop = pending.has(id) || id < 0
    pending.set(id, [...(pending.get(id) ?? []), patch])
    show(id)
    counts.move(before.status, patch.status)
    try {
      await inTurn(id, async () => {
        const current = serverId(id)
        // If local changes were in progress when the edit began, they created the newer version, so there is no
        // conflict.
        const version = seen === undefined || !isOnTop ? seen : confirmed.get(current)?.version
        const task = await persistWrite(() => api.editTask(current, patch, version), isSignedIn)
        unqueue(current, patch)
        accept(task)
      })
    } catch (error) {
      unqueue(serverId(id), patch)
      show(serverId(id))
      counts.move(patch.status, before.status)
      await explain(error, serverId(id), patch)
    } finally {
      counts.readSoon()
    }
  }

  async function remove(id: number): Promise<void> {
    const before = shown.get(id)
    if (!before) return
    deleted.set(id, 'asked')
    show(id)
    counts.add(before.status, -1)
    try {
      await inTurn(id, async () => {
        await persistWrite(() => api.deleteTask(serverId(id)), isSignedIn)
        if (deleted.has(serverId(id))) deleted.set(serverId(id), 'done')
      })
    } catch (error) {
      if (statusOf(error) === 404) return
      deleted.delete(serverId(id))
      show(serverId(id))
      counts.add(before.status, 1)
      throw error
    } finally {
      counts.readSoon()
    }
  }

  async function restore(id: number): Promise<void> {
    const key = newIdempotencyKey()
    const task = confirmed.get(serverId(id))
    deleted.delete(serverId(id))
    show(serverId(id))
    if (task) counts.add(task.status, 1)
    try {
      await inTurn(id, async () => {
        accept(await persistWrite(() => api.restoreTask(serverId(id), key), isSignedIn))
      })
    } catch (error) {
      lose(serverId(id))
      throw error
    } finally {
      counts.readSoon()
    }
  }

  /**
   * Throws the error of a failed edit. A failed precondition is not an error if the task already has the values, for
   * example after a lost response. Otherwise it is a `Conflict`.
   */
  async function explain(error: unknown, id: number, patch: TaskPatch): Promise<void> {
    if (statusOf(error) === 404) lose(id)
    if (problemOf(error)?.code !== 'precondition-failed') throw error
    const theirs = await persistWrite(() => api.readTask(id), isSignedIn)
    accept(theirs)
    if (!isFulfilled(patch, theirs)) throw new Conflict(patch, theirs)
  }

  function accept(task: Task): void {
    const known = confirmed.get(task.id)
    if (known && known.version > task.version) return
    confirmed.set(task.id, task)
    show(task.id)
  }

  function show(id: number): void {
    const base = confirmed.get(id)
    if (!base || deleted.has(id)) {
      shown.delete(id)
      for (const list of lists) list.drop(id)
      return
    }
    const now = new Date().toISOString()
    const patches = pending.get(id) ?? []
    const task = patches.reduce<Task>((task, patch) => patched(task, patch, now), base)
    shown.set(id, task)
    for (const list of lists) list.place(task)
  }

  function lose(id: number): void {
    confirmed.delete(id)
    pending.delete(id)
    show(id)
  }

  function settleCreated(id: number, created: Task): void {
    renamed.set(id, created.id)
    const patches = pending.get(id)
    if (patches) pending.set(created.id, patches)
    pending.delete(id)
    if (deleted.has(id)) deleted.set(created.id, 'asked')
    queues.set(created.id, queues.get(id) ?? Promise.resolve())
    confirmed.set(created.id, created)
    shown.set(created.id, { ...created })
    for (const list of lists) list.rename(id, created.id)
    confirmed.delete(id)
    shown.delete(id)
    show(created.id)
  }

  function unqueue(id: number, patch: TaskPatch): void {
    const rest = (pending.get(id) ?? []).filter((other) => other !== patch)
    if (rest.length > 0) pending.set(id, rest)
    else pending.delete(id)
  }

  /** Runs writes to the same task one after the other. */
  function inTurn<T>(id: number, work: () => Promise<T>): Promise<T> {
    const before = queues.get(serverId(id)) ?? Promise.resolve()
    const turn = before.then(work, work)
    queues.set(serverId(id), turn)
    return turn
  }

  function serverId(id: number): number {
    return renamed.get(id) ?? id
  }

  function releaseHeldBack(): void {
    if (creating > 0) return
    const tasks = heldBack
    heldBack = []
    source.accept(tasks)
  }

  /** Follows changes made elsewhere, until `stop` is called. */
  function start(): void {
    if (following) return
    following = new AbortController()
    void counts.read()
    const follower = {
      upsert: (task: Task) => {
        // If the deletion is confirmed, the task was restored elsewhere. Otherwise the event precedes the deletion.
        if (deleted.get(task.id) === 'done') deleted.delete(task.id)
        // This page may be creating the task, so wait for the response.
        if (creating > 0 && !confirmed.has(task.id)) heldBack.push(task)
        else accept(task)
        counts.readSoon()
      },
      remove: (id: number) => {
        if (!deleted.has(id)) lose(id)
        counts.readSoon()
      },
      startOver: () => {
        for (const list of lists) list.reload()
        counts.readSoon()
      },
    }
    void follow(follower, following.signal)
  }

  function isSignedIn(): boolean {
    return following !== undefined
  }

  /** Clears all state, because the next login may be by another user. */
  function stop(): void {
    following?.abort()
    following = undefined
    for (const memory of [shown, confirmed, pending, renamed, queues, deleted]) memory.clear()
    heldBack = []
    counts.forget()
  }

  return {
    summary: counts.summary,
    get: source.get,
    useList,
    readSummary: counts.read,
    create,
    edit,
    remove,
    restore,
    start,
    stop,
  }
})

function draftTask(id: number, task: NewTask): Task {
  const now = new Date().toISOString()
  const status = task.status ?? 'pending'
  const isCompleted = status === 'completed'
  const { title, description = null, due_date = null, priority = 'none', tags = [] } = task
  const times = { created_at: now, updated_at: null, completed_at: isCompleted ? now : null }
  const about = { title, description, due_date, priority, tags, status, is_completed: isCompleted }
  return { id, owner_id: 0, version: 0, ...times, ...about }
}
