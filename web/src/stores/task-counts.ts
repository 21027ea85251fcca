import { ref } from 'vue'

import * as api from '../api/tasks'
import type { Status, Summary } from '../api/types'
import { today } from '../tasks/days'

/** The time without changes after which the counts are reloaded from the server, in milliseconds. */
const QUIET = 200

/** The number of tasks by status: the server's counts plus the local changes since the last response. */
export function createTaskCounts(isQuiet: () => boolean) {
  const summary = ref<Summary>()
  let counting: ReturnType<typeof setTimeout> | undefined

  async function read(): Promise<void> {
    // Errors are ignored, because the next change reloads the counts.
    await api.summarize(today()).then(
      (counts) => (summary.value = counts),
      () => undefined,
    )
  }

  function readSoon(): void {
    clearTimeout(counting)
    counting = setTimeout(() => {
      if (isQuiet()) void read()
    }, QUIET)
  }

  function add(status: Status, difference: number): void {
    const counts = summary.value
    if (!counts) return
    const total = counts.total + difference
    summary.value = { ...counts, total, [status]: counts[status] + difference }
  }

  function move(from: Status | undefined, to: Status | undefined): void {
    if (!from || !to) return
    add(from, -1)
    add(to, 1)
  }

  function forget(): void {
    clearTimeout(counting)
    summary.value = undefined
  }

  return { summary, read, readSoon, add, move, forget }
}
