import { ref } from 'vue'

import { today } from '../tasks/days'

/** The current day. It is updated in pages that stay open overnight. */
const day = ref(today())

if (typeof window !== 'undefined') setInterval(() => (day.value = today()), 30_000)

export function useToday() {
  return day
}
