import type { SortKey, TaskQuery } from '../api/tasks'
import type { Priority, Task } from '../api/types'

/** The server's filter and sort rules, applied to local changes until the next response. */

const PRIORITIES: Priority[] = ['none', 'low', 'medium', 'high']

export function matches(task: Task, query: TaskQuery): boolean {
  const { status, priority, tag, q } = query
  return (
    (status === undefined || task.status === status) &&
    (priority === undefined || task.priority === priority) &&
    (tag === undefined || task.tags.includes(tag)) &&
    (q === undefined || contains(task.title, q) || contains(task.description ?? '', q))
  )
}

/**
 * Returns a comparator. Ties are ordered by id, in the same direction. In an order by due date, tasks without a due
 * date come last in both directions.
 */
export function comparator(sort: TaskQuery['sort']): (a: Task, b: Task) => number {
  const key = sort.replace('-', '') as SortKey
  const direction = sort.startsWith('-') ? -1 : 1
  return (a, b) => {
    if (key === 'due_date' && !a.due_date !== !b.due_date) return a.due_date ? -1 : 1
    return direction * (order(value(a, key), value(b, key)) || order(sortableId(a), sortableId(b)))
  }
}

/** Returns the position of a task among the sorted `others`. */
export function position(task: Task, others: Task[], sort: TaskQuery['sort']): number {
  const compare = comparator(sort)
  const index = others.findIndex((other) => compare(task, other) < 0)
  return index < 0 ? others.length : index
}

function value(task: Task, key: SortKey): string | number {
  switch (key) {
    case 'priority':
      return PRIORITIES.indexOf(task.priority)
    case 'title':
      return task.title.toLowerCase()
    case 'updated_at':
      return Date.parse(task.updated_at ?? task.created_at)
    case 'created_at':
      return Date.parse(task.created_at)
    case 'due_date':
      return task.due_date ?? ''
  }
}

/** Returns the id to sort by. A task that the server has not stored yet has a negative id, but is the newest. */
function sortableId(task: Task): number {
  return task.id < 0 ? Number.MAX_SAFE_INTEGER + task.id : task.id
}

function order(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function contains(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.trim().toLowerCase())
}
