import { computed } from 'vue'
import { useRoute, useRouter, type LocationQueryValue } from 'vue-router'

import type { Sort, TaskQuery } from '../api/tasks'
import { PRIORITIES, STATUSES } from '../tasks/labels'

export const SORTS: Record<string, Sort> = {
  Newest: '-created_at',
  'Due date': 'due_date',
  Priority: '-priority',
  Title: 'title',
  'Last changed': '-updated_at',
}

const DEFAULT_SORT: Sort = '-created_at'

/** The list's query, stored in the URL so that the list can be bookmarked and the back button works. */
export function useTaskQuery() {
  const route = useRoute()
  const router = useRouter()

  // Compares the query as text, so that other changes of the URL don't trigger an update.
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
    // Typing in the search field does not add history entries.
    void ('q' in part ? router.replace(to) : router.push(to))
  }

  return { query, change }
}

function oneOf<T extends string>(values: T[], raw: LocationQueryValue | LocationQueryValue[] | undefined) {
  return values.find((value) => value === raw)
}
