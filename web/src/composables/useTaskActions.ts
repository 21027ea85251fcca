import { shallowRef } from 'vue'

import { messageOf } from '../api/problem'
import { SignedOut } from '../api/refresh'
import type { NewTask, Status, Task, TaskPatch } from '../api/types'
import { Conflict, useTasksStore } from '../stores/tasks.store'
import { shorten, STATUS_NAMES } from '../tasks/words'
import { useNotification } from './useNotification'

/** The edit that met a change of somebody else, until the person has decided. */
const conflict = shallowRef<Conflict>()

/** What a person can do to tasks, with what they are told about it. */
export function useTaskActions() {
  const store = useTasksStore()
  const { notify, notifyError, dismiss } = useNotification()

  /** Whether it went well; what went wrong is told. */
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

  /** What is announced at once is taken back where it fails. */
  async function attemptAnnounced(notice: number, work: Promise<unknown>): Promise<boolean> {
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
    return attemptAnnounced(notice, store.edit(task.id, { status }))
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
    return attemptAnnounced(notice, store.remove(task.id))
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
