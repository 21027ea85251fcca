import { computed, effectScope, ref, shallowRef, watch, type Ref } from 'vue'

import { listTasks, PAGE_SIZE, type Page, type TaskQuery } from '../api/tasks'
import { messageOf } from '../api/problem'
import type { Task } from '../api/types'
import { useConnection } from '../composables/useConnection'
import { comparator, matches, position } from '../tasks/filter-sort'

/** The part of the store that a list uses to read the displayed tasks and to add loaded tasks. */
export interface TaskSource {
  get(id: number): Task | undefined
  all(): Iterable<Task>
  accept(tasks: Task[]): void
  /** Tasks with local changes that the server's response does not include yet. */
  unconfirmed(): Task[]
}

export type TaskList = ReturnType<typeof createTaskList>

/** Creates a list of the loaded tasks that match a query, in the query's order. The list follows changes of the tasks. */
export function createTaskList(source: TaskSource, query: Ref<TaskQuery>) {
  const { persist } = useConnection()
  const ids = shallowRef<number[]>([])
  const phase = ref<'loading' | 'ready' | 'failed'>('loading')
  const error = ref('')
  const next = ref<string>()
  const isLoadingMore = ref(false)
  let running: AbortController | undefined
  let isReading = false
  let isStale = false

  const tasks = computed(() => ids.value.flatMap((id) => source.get(id) ?? []))
  const hasMore = computed(() => next.value !== undefined)

  /** Loads the first page of the query. Known matching tasks are shown until the response arrives. */
  function begin(): void {
    const known = [...source.all()].filter((task) => matches(task, query.value))
    ids.value = known.sort(comparator(query.value.sort)).map(({ id }) => id)
    next.value = undefined
    phase.value = 'loading'
    void load(1)
  }

  /** Reloads all loaded pages in the background, because they may be stale. */
  function reload(): void {
    isStale = phase.value === 'loading'
    if (!isStale) void load(Math.max(1, Math.ceil(ids.value.length / PAGE_SIZE)))
  }

  async function load(pages: number): Promise<void> {
    running?.abort()
    const turn = new AbortController()
    running = turn
    try {
      const read: Task[] = []
      let page: Page | undefined
      for (let index = 0; index < pages && (!page || page.next !== undefined); index += 1) {
        const cursor = page?.next
        page = await persist(
          () => listTasks(query.value, cursor, turn.signal),
          () => running === turn,
        )
        read.push(...page.tasks)
      }
      if (running !== turn) return
      ids.value = []
      append(read)
      for (const task of source.unconfirmed()) place(task)
      next.value = page?.next
      phase.value = 'ready'
      if (isStale) reload()
    } catch (cause) {
      if (running === turn) fail(cause)
    }
  }

  async function loadMore(): Promise<void> {
    const cursor = next.value
    const turn = running
    if (cursor === undefined || isLoadingMore.value || !turn) return
    isLoadingMore.value = true
    try {
      const page = await persist(
        () => listTasks(query.value, cursor, turn.signal),
        () => running === turn,
      )
      if (running !== turn) return
      append(page.tasks)
      next.value = page.next
    } catch {
      // The cursor may no longer be valid, so reload the list.
      if (running === turn) reload()
    } finally {
      isLoadingMore.value = false
    }
  }

  function append(tasks: Task[]): void {
    isReading = true
    source.accept(tasks)
    isReading = false
    const known = new Set(ids.value)
    const fitting = tasks.filter(({ id }) => !known.has(id) && source.get(id) !== undefined)
    ids.value = [...ids.value, ...fitting.map(({ id }) => id)]
  }

  /** Moves a task to its position in the list, or removes it. */
  function place(task: Task): void {
    if (isReading) return
    const others = tasks.value.filter(({ id }) => id !== task.id)
    if (!matches(task, query.value)) {
      drop(task.id)
      return
    }
    const index = position(task, others, query.value.sort)
    // Tasks that are not loaded yet may come before this task, so don't add it after the last loaded task.
    if (index === others.length && hasMore.value) {
      drop(task.id)
      return
    }
    const wanted = others.map(({ id }) => id).toSpliced(index, 0, task.id)
    if (wanted.join() !== ids.value.join()) ids.value = wanted
  }

  function drop(id: number): void {
    if (ids.value.includes(id)) ids.value = ids.value.filter((other) => other !== id)
  }

  function rename(before: number, after: number): void {
    const others = ids.value.filter((id) => id !== after)
    ids.value = others.map((id) => (id === before ? after : id))
  }

  function fail(cause: unknown): void {
    error.value = messageOf(cause)
    if (phase.value === 'loading') phase.value = 'failed'
  }

  function stop(): void {
    running?.abort()
    running = undefined
    scope.stop()
  }

  const scope = effectScope()
  scope.run(() => {
    watch(query, begin, { immediate: true })
  })

  return { tasks, phase, error, hasMore, isLoadingMore, begin, reload, loadMore, place, drop, rename, stop }
}
