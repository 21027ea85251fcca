import { ref } from 'vue'

const media = typeof window === 'undefined' ? undefined : window.matchMedia('(width < 34rem)')
const isNarrow = ref(media?.matches ?? false)

media?.addEventListener('change', ({ matches }) => (isNarrow.value = matches))

/** Returns whether the viewport is so narrow that only icons fit beside the text. */
export function useNarrowScreen() {
  return isNarrow
}
