import { ref } from 'vue'

const media = typeof window === 'undefined' ? undefined : window.matchMedia('(width < 34rem)')
const isNarrow = ref(media?.matches ?? false)

media?.addEventListener('change', ({ matches }) => (isNarrow.value = matches))

/** Whether the viewport is narrow, so that only icons fit beside the text. */
export function useNarrowScreen() {
  return isNarrow
}
