import type { NewTask, Priority, Status, Task, TaskPatch } from '../api/types'

/** The values of a form's controls. */
export interface Draft {
  title: string
  description: string
  status: Status
  due_date: string
  priority: Priority
  tags: string
}

export function emptyDraft(): Draft {
  return { title: '', description: '', status: 'pending', due_date: '', priority: 'none', tags: '' }
}

export function draftOf(task: Task): Draft {
  const { title, description, status, due_date, priority, tags } = task
  return {
    title,
    description: description ?? '',
    status,
    due_date: due_date ?? '',
    priority,
    tags: tags.join(', '),
  }
}

export function taskOf(draft: Draft): NewTask {
  return {
    title: draft.title.trim(),
    description: draft.description.trim() || null,
    status: draft.status,
    due_date: draft.due_date || null,
    priority: draft.priority,
    tags: tagsOf(draft.tags),
  }
}

/** Returns only the changed members, so that concurrent changes of other members are not overwritten. */
export function patchOf(draft: Draft, task: Task): TaskPatch {
  const wanted = taskOf(draft)
  const before = taskOf(draftOf(task))
  const changed = Object.entries(wanted).filter(
    ([name, value]) => !same(value, before[name as keyof NewTask]),
  )
  return Object.fromEntries(changed) as TaskPatch
}

/** Returns whether the task already has all values of the patch. */
export function isFulfilled(patch: TaskPatch, task: Task): boolean {
  return Object.entries(patch).every(([name, value]) => same(value, task[name as keyof TaskPatch]))
}

/** Returns the task as the server would return it after the patch, but with the old version. */
export function patched(task: Task, patch: TaskPatch, now: string): Task {
  const next = { ...task, ...patch, updated_at: now }
  const isCompleted = next.status === 'completed'
  const completedAt = isCompleted ? (task.completed_at ?? now) : null
  return { ...next, is_completed: isCompleted, completed_at: completedAt }
}

export function tagsOf(text: string): string[] {
  const tags = text.split(',').map((tag) => tag.trim().replace(/^#/, ''))
  return [...new Set(tags.filter(Boolean))]
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}
