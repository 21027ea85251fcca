import type { Priority, Status } from '../api/types'

export const STATUSES: Status[] = ['pending', 'in_progress', 'completed']
export const PRIORITIES: Priority[] = ['none', 'low', 'medium', 'high']

export const STATUS_NAMES: Record<Status, string> = {
  pending: 'Pending',
  in_progress: 'In progress',
  completed: 'Completed',
}

export const PRIORITY_NAMES: Record<Priority, string> = {
  none: 'No priority',
  low: 'Low',
  medium: 'Medium',
  high: 'High',
}

export function shorten(title: string): string {
  return title.length > 60 ? `${title.slice(0, 57).trimEnd()}…` : title
}

const MEMBER_NAMES: Record<string, string> = {
  title: 'Title',
  description: 'Description',
  status: 'Status',
  due_date: 'Due',
  priority: 'Priority',
  tags: 'Tags',
}

/** Returns the display name and the displayed value of a task's member. */
export function displayOf(member: string, value: unknown): { name: string; text: string } {
  return { name: MEMBER_NAMES[member] ?? member, text: displayValue(member, value) }
}

function displayValue(member: string, value: unknown): string {
  if (member === 'status') return STATUS_NAMES[value as Status]
  if (member === 'priority') return PRIORITY_NAMES[value as Priority]
  if (Array.isArray(value)) return value.join(', ') || '—'
  return typeof value === 'string' && value ? value : '—'
}
