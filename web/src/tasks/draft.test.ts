import { describe, expect, it } from 'vitest'

import type { Task } from '../api/types'
import { draftOf, emptyDraft, isFulfilled, patched, patchOf, tagsOf, taskOf } from './draft'

const task: Task = {
  id: 1,
  title: 'Buy milk',
  description: null,
  status: 'pending',
  is_completed: false,
  owner_id: 1,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: null,
  completed_at: null,
  due_date: '2026-02-01',
  priority: 'low',
  tags: ['home', 'shop'],
  version: 1,
}

describe('a form', () => {
  it('sends nothing without changes', () => {
    expect(patchOf(draftOf(task), task)).toEqual({})
  })

  it('sends only changed members, and null for cleared members', () => {
    const draft = { ...draftOf(task), title: ' Buy oat milk ', due_date: '' }
    expect(patchOf(draft, task)).toEqual({ title: 'Buy oat milk', due_date: null })
  })

  it('removes duplicate tags and the leading hash', () => {
    expect(tagsOf(' home, #shop,,home ')).toEqual(['home', 'shop'])
    expect(taskOf({ ...emptyDraft(), title: 'x' }).tags).toEqual([])
  })
})

describe('a patch', () => {
  it('is fulfilled by a task with the same values', () => {
    expect(isFulfilled({ title: 'Buy milk', tags: ['home', 'shop'] }, task)).toBe(true)
    expect(isFulfilled({ description: null }, task)).toBe(true)
    expect(isFulfilled({ title: 'Buy bread' }, task)).toBe(false)
  })

  it('sets the completion time as the server does', () => {
    const done = patched(task, { status: 'completed' }, 'now')
    expect([done.is_completed, done.completed_at]).toEqual([true, 'now'])
    const again = patched(done, { title: 'x' }, 'later')
    expect(again.completed_at).toBe('now')
    const reopened = patched(done, { status: 'pending' }, 'later')
    expect([reopened.is_completed, reopened.completed_at]).toEqual([false, null])
  })
})
