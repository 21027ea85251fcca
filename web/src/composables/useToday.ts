import { ref } from 'vue'

import { today } from '../tasks/days'

/** The day that it is, also for pages that are left open overnight. */
const day = ref(today())

if (typeof window !== 'undefined') setInterval(() => (day.value = today()), 30_000)

export function useToday() {
  return day
}
