import { onScopeDispose, ref } from 'vue'

/** Single keys are in the way of some who speak to their computer: they can be switched off (WCAG 2.1.4). */
const areOn = ref(true)

/** Calls what belongs to a key, by its `event.key`, while nobody is writing and no dialog is open. */
export function useShortcuts(actions: Record<string, (event: KeyboardEvent) => void>) {
  const onKey = (event: KeyboardEvent) => {
    const action = actions[event.key]
    if (!action || !areOn.value || event.defaultPrevented) return
    if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return
    event.preventDefault()
    action(event)
  }
  window.addEventListener('keydown', onKey)
  onScopeDispose(() => {
    window.removeEventListener('keydown', onKey)
  })
}

export function useShortcutSwitch() {
  return areOn
}

function isBusy(target: EventTarget | null): boolean {
  const isWriting =
    target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
  return isWriting || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
}
