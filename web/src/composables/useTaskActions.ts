import { shallowRef } from 'vue'

import { messageOf } from '../api/problem'
import { SignedOut } from '../api/refresh'
import type { NewTask, Status, Task, TaskPatch } from '../api/types'
import { Conflict, useTasksStore } from '../stores/tasks.store'
import { shorten, STATUS_NAMES } from '../tasks/labels'
import { useNotification } from './useNotification'

/** An edit that conflicts with a change made elsewhere, until the user chooses a version. */
const conflict = shallowRef<Conflict>()

/** The user's actions on tasks, with their messages. */
export function useTaskActions() {
  const store = useTasksStore()
  const { notify, notifyError, dismiss } = useNotification()

  /** Waits for a request. Returns whether it succeeded, and shows the error if it failed. */
  async function attempt(work: Promise<unknown>): Promise<boolean> {
    try {
      await work
      return true
    } catch (error) {
      if (error instanceof Conflict) conflict.value = error
      else if (!(error instanceof SignedOut)) notifyError(messageOf(error))
      return false
    }
  }

  function create(task: NewTask): Promise<boolean> {
    return attempt(store.create(task))
  }

  /** Like `attempt`. If the request fails, also dismisses the message that was shown in advance. */
  async function attemptWithNotice(notice: number, work: Promise<unknown>): Promise<boolean> {
    const isDone = await attempt(work)
    if (!isDone) dismiss(notice)
    return isDone
  }

  function setStatus(task: Task, status: Status): Promise<boolean> {
    if (task.status === status) return Promise.resolve(true)
    const before = task.status
    const notice = notify(`${STATUS_NAMES[status]}: “${shorten(task.title)}”`, {
      label: 'Undo',
      run: () => void attempt(store.edit(task.id, { status: before })),
    })
    return attemptWithNotice(notice, store.edit(task.id, { status }))
  }

  function toggle(task: Task): Promise<boolean> {
    return setStatus(task, task.status === 'completed' ? 'pending' : 'completed')
  }

  function save(task: Task, patch: TaskPatch): Promise<boolean> {
    return attempt(store.edit(task.id, patch, task.version))
  }

  function remove(task: Task): Promise<boolean> {
    const notice = notify(`Deleted “${shorten(task.title)}”`, {
      label: 'Undo',
      run: () => void attempt(store.restore(task.id)),
    })
    return attemptWithNotice(notice, store.remove(task.id))
  }

  function keepTheirs(): void {
    conflict.value = undefined
  }

  async function useMine(): Promise<void> {
    const { patch, theirs } = conflict.value ?? {}
    conflict.value = undefined
    if (patch && theirs) await attempt(store.edit(theirs.id, patch, theirs.version))
  }

  return { conflict, create, setStatus, toggle, save, remove, keepTheirs, useMine }
}
