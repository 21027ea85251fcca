import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router'

import type { Sort, TaskQuery } from '../api/tasks'
import { PRIORITIES, STATUSES } from '../tasks/words'

export const SORTS: Record<string, Sort> = {
  Newest: '-created_at',
  'Due date': 'due_date',
  Priority: '-priority',
  Title: 'title',
  'Last changed': '-updated_at',
}

const DEFAULT_SORT: Sort = '-created_at'

/** What the list shows is in the address, so that it can be bookmarked and the back button undoes it. */
export function useTaskQuery() {
  const route = useRoute()
  const router = useRouter()

  // As text, so that a change of something else in the address changes nothing here.
  const text = computed(() => {
    const { status, priority, tag, q, sort } = route.query
    const query: TaskQuery = { sort: oneOf(Object.values(SORTS), sort) ?? DEFAULT_SORT }
    const wantedStatus = oneOf(STATUSES, status)
    const wantedPriority = oneOf(PRIORITIES, priority)
    if (wantedStatus) query.status = wantedStatus
    if (wantedPriority) query.priority = wantedPriority
    if (typeof tag === 'string' && tag) query.tag = tag
    if (typeof q === 'string' && q.trim()) query.q = q.slice(0, 100)
    return JSON.stringify(query)
  })
  const query = computed(() => JSON.parse(text.value) as TaskQuery)

  function change(part: Partial<Record<keyof TaskQuery, string | undefined>>): void {
    if (route.path !== '/tasks') return
    const next = { ...route.query, ...part }
    if (next.sort === DEFAULT_SORT) delete next.sort
    const given = Object.entries(next).filter(([, value]) => Boolean(value))
    const to = { query: Object.fromEntries(given) }
    // Each letter of a search is not worth a place in the history.
    void ('q' in part ? router.replace(to) : router.push(to))
  }

  return { query, change }
}

function oneOf<T extends string>(values: T[], raw: LocationQueryValue | LocationQueryValue[] | undefined) {
  return values.find((value) => value === raw)
}
