import { onScopeDispose, ref } from 'vue'

/** Single-key shortcuts can be disabled, because they interfere with speech input (WCAG 2.1.4). */
const areEnabled = ref(true)

/** Calls the handler of a key (`event.key`), except with Ctrl, Alt or Meta, in form fields, and while a dialog is open. */
export function useShortcuts(actions: Record<string, (event: KeyboardEvent) => void>) {
  const onKey = (event: KeyboardEvent) => {
    const action = actions[event.key]
    if (!action || !areEnabled.value || event.defaultPrevented) return
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
  return areEnabled
}

function isBusy(target: EventTarget | null): boolean {
  const isWriting =
    target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null
  return isWriting || document.querySelector('[role="dialog"], [role="alertdialog"]') !== null
}
