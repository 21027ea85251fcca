import { ref } from 'vue'

const media = typeof window === 'undefined' ? undefined : window.matchMedia('(width < 34rem)')
const isNarrow = ref(media?.matches ?? false)

media?.addEventListener('change', ({ matches }) => (isNarrow.value = matches))

/** Whether there is room for words beside the words, or for icons only. */
export function useNarrow() {
  return isNarrow
}
