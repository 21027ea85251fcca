import { describe, expect, it } from 'vitest'

import type { Task } from '../api/types'
import { comparator, matches, position } from './filter-sort'

const base: Task = {
  id: 1,
  title: 'Buy milk',
  description: 'Two bottles',
  status: 'pending',
  is_completed: false,
  owner_id: 1,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: null,
  completed_at: null,
  due_date: null,
  priority: 'none',
  tags: ['home'],
  version: 1,
}
const task = (part: Partial<Task>): Task => ({ ...base, ...part })
const sorted = (sort: Parameters<typeof comparator>[0], tasks: Task[]) =>
  tasks.sort(comparator(sort)).map(({ id }) => id)

describe('a list', () => {
  it('filters by status, priority and tag', () => {
    expect(matches(base, { sort: 'title' })).toBe(true)
    expect(matches(base, { sort: 'title', status: 'pending', priority: 'none', tag: 'home' })).toBe(true)
    expect(matches(base, { sort: 'title', status: 'completed' })).toBe(false)
    expect(matches(base, { sort: 'title', priority: 'high' })).toBe(false)
    expect(matches(base, { sort: 'title', tag: 'Home' })).toBe(false)
  })

  it('searches title and description, ignoring case', () => {
    expect(matches(base, { sort: 'title', q: ' MILK ' })).toBe(true)
    expect(matches(base, { sort: 'title', q: 'bottle' })).toBe(true)
    expect(matches(base, { sort: 'title', q: 'bread' })).toBe(false)
  })
})

describe('the order of a list', () => {
  it('orders ties by id, in the same direction', () => {
    const tasks = () => [task({ id: 2 }), task({ id: 3 }), task({ id: 1 })]
    expect(sorted('title', tasks())).toEqual([1, 2, 3])
    expect(sorted('-title', tasks())).toEqual([3, 2, 1])
  })

  it('puts tasks without a due date last in both directions', () => {
    const tasks = () => [
      task({ id: 1 }),
      task({ id: 2, due_date: '2026-03-01' }),
      task({ id: 3, due_date: '2026-02-01' }),
    ]
    expect(sorted('due_date', tasks())).toEqual([3, 2, 1])
    expect(sorted('-due_date', tasks())).toEqual([2, 3, 1])
  })

  it('orders priorities by weight, not by name', () => {
    const priorities = ['high', 'low', 'none', 'medium'] as const
    const tasks = priorities.map((priority, index) => task({ id: index + 1, priority }))
    expect(sorted('-priority', tasks)).toEqual([1, 4, 2, 3])
  })

  it('compares times by value, not by text', () => {
    const tasks = [
      task({ id: 1, created_at: '2026-01-01T10:00:00Z' }),
      task({ id: 2, created_at: '2026-01-01T10:00:00.5Z' }),
    ]
    expect(sorted('-created_at', tasks)).toEqual([2, 1])
  })

  it('uses the creation time of a task that was never changed', () => {
    const made = task({ id: 1, created_at: '2026-01-02T00:00:00Z' })
    const changed = task({ id: 2, updated_at: '2026-01-01T12:00:00Z' })
    expect(sorted('-updated_at', [changed, made])).toEqual([1, 2])
  })

  it('puts a new task first when sorted by newest', () => {
    expect(position(task({ id: -1 }), [task({ id: 9 }), task({ id: 8 })], '-created_at')).toBe(0)
    expect(position(task({ id: -1 }), [task({ id: 8 }), task({ id: 9 })], 'created_at')).toBe(2)
  })
})
