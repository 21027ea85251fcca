import { createPinia, setActivePinia } from 'pinia'
import { AxiosError, AxiosHeaders } from 'axios'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'

import * as api from '../api/tasks'
import type { Task } from '../api/types'
import { Conflict, useTasksStore } from './tasks.store'

vi.mock('../api/tasks', async (original) => {
  const names = ['listTasks', 'createTask', 'editTask', 'deleteTask', 'restoreTask', 'readTask', 'summarize']
  return { ...(await original<typeof api>()), ...Object.fromEntries(names.map((name) => [name, vi.fn()])) }
})

const milk: Task = {
  id: 1,
  title: 'Buy milk',
  description: null,
  status: 'pending',
  is_completed: false,
  owner_id: 1,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: null,
  completed_at: null,
  due_date: null,
  priority: 'none',
  tags: [],
  version: 1,
}

function rejection(status: number, code: string): AxiosError {
  const config = { headers: new AxiosHeaders() }
  const response = { status, data: { code, detail: 'No' }, statusText: '', headers: {}, config }
  return new AxiosError('No', undefined, config, undefined, response)
}

/** A promise that the test resolves or rejects. */
function later<T>() {
  let resolve!: (value: T) => void
  let reject!: (error: unknown) => void
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve
    reject = onReject
  })
  return { promise, resolve, reject }
}

async function shownList() {
  const store = useTasksStore()
  const list = effectScope(true).run(() => store.useList(ref({ sort: '-created_at' })))
  if (!list) throw new Error('no list')
  await vi.waitFor(() => {
    expect(list.phase.value).toBe('ready')
  })
  return { store, titles: () => list.tasks.value.map(({ title }) => title) }
}

beforeEach(() => {
  vi.resetAllMocks()
  setActivePinia(createPinia())
  vi.mocked(api.listTasks).mockResolvedValue({ tasks: [milk], next: undefined })
  vi.mocked(api.summarize).mockResolvedValue({
    pending: 1,
    in_progress: 0,
    completed: 0,
    overdue: 0,
    total: 1,
  })
})

describe('a new task', () => {
  it('is shown immediately, and is not duplicated when the response arrives', async () => {
    const { store, titles } = await shownList()
    const response = later<Task>()
    vi.mocked(api.createTask).mockReturnValue(response.promise)
    const creation = store.create({ title: 'Buy bread' })
    expect(titles()).toEqual(['Buy bread', 'Buy milk'])
    response.resolve({ ...milk, id: 2, title: 'Buy bread' })
    await creation
    expect(titles()).toEqual(['Buy bread', 'Buy milk'])
    expect(store.get(2)?.title).toBe('Buy bread')
  })

  it('is removed if it is rejected', async () => {
    const { store, titles } = await shownList()
    vi.mocked(api.createTask).mockRejectedValue(rejection(409, 'task-quota-exceeded'))
    await expect(store.create({ title: 'Buy bread' })).rejects.toThrow('No')
    expect(titles()).toEqual(['Buy milk'])
  })

  it('can be edited before the response arrives', async () => {
    const { store, titles } = await shownList()
    const response = later<Task>()
    vi.mocked(api.createTask).mockReturnValue(response.promise)
    vi.mocked(api.editTask).mockResolvedValue({ ...milk, id: 2, title: 'Buy rye', version: 2 })
    const creation = store.create({ title: 'Buy bread' })
    const edit = store.edit(-1, { title: 'Buy rye' })
    expect(titles()).toEqual(['Buy rye', 'Buy milk'])
    response.resolve({ ...milk, id: 2, title: 'Buy bread' })
    await Promise.all([creation, edit])
    expect(api.editTask).toHaveBeenCalledWith(2, { title: 'Buy rye' }, undefined)
    expect(titles()).toEqual(['Buy rye', 'Buy milk'])
  })
})

describe('an edit', () => {
  it('is shown immediately and undone if it is rejected', async () => {
    const { store, titles } = await shownList()
    const response = later<Task>()
    vi.mocked(api.editTask).mockReturnValue(response.promise)
    const edit = store.edit(1, { title: 'Buy oat milk' })
    expect(titles()).toEqual(['Buy oat milk'])
    response.reject(rejection(409, 'transition-not-allowed'))
    await expect(edit).rejects.toThrow('No')
    expect(titles()).toEqual(['Buy milk'])
  })

  it('throws a conflict if the task was changed elsewhere', async () => {
    const { store, titles } = await shownList()
    vi.mocked(api.editTask).mockRejectedValue(rejection(412, 'precondition-failed'))
    vi.mocked(api.readTask).mockResolvedValue({ ...milk, title: 'Buy rice milk', version: 2 })
    await expect(store.edit(1, { title: 'Buy oat milk' }, 1)).rejects.toThrow(Conflict)
    expect(titles()).toEqual(['Buy rice milk'])
  })

  it('throws no conflict if only its response was lost', async () => {
    const { store, titles } = await shownList()
    vi.mocked(api.editTask).mockRejectedValue(rejection(412, 'precondition-failed'))
    vi.mocked(api.readTask).mockResolvedValue({ ...milk, title: 'Buy oat milk', version: 2 })
    await store.edit(1, { title: 'Buy oat milk' }, 1)
    expect(titles()).toEqual(['Buy oat milk'])
  })

  it('waits for the previous edit', async () => {
    const { store } = await shownList()
    const first = later<Task>()
    vi.mocked(api.editTask).mockReturnValueOnce(first.promise)
    vi.mocked(api.editTask).mockResolvedValueOnce({ ...milk, priority: 'high', title: 'A', version: 3 })
    const edits = [store.edit(1, { title: 'A' }, 1), store.edit(1, { priority: 'high' }, 1)]
    await nextTick()
    expect(api.editTask).toHaveBeenCalledTimes(1)
    first.resolve({ ...milk, title: 'A', version: 2 })
    await Promise.all(edits)
    // The second edit uses the version that the first edit created.
    expect(api.editTask).toHaveBeenLastCalledWith(1, { priority: 'high' }, 2)
  })
})

describe('a deletion', () => {
  it('is shown immediately and can be undone', async () => {
    const { store, titles } = await shownList()
    vi.mocked(api.deleteTask).mockResolvedValue()
    vi.mocked(api.restoreTask).mockResolvedValue({ ...milk, version: 3 })
    const deletion = store.remove(1)
    expect(titles()).toEqual([])
    await deletion
    const restoration = store.restore(1)
    expect(titles()).toEqual(['Buy milk'])
    await restoration
    expect(store.get(1)?.version).toBe(3)
  })

  it('is undone if it is rejected', async () => {
    const { store, titles } = await shownList()
    vi.mocked(api.deleteTask).mockRejectedValue(rejection(500, 'internal'))
    await expect(store.remove(1)).rejects.toThrow('No')
    expect(titles()).toEqual(['Buy milk'])
  })

  it('succeeds if the task is already deleted', async () => {
    const { store, titles } = await shownList()
    vi.mocked(api.deleteTask).mockRejectedValue(rejection(404, 'task-not-found'))
    await store.remove(1)
    expect(titles()).toEqual([])
  })
})
