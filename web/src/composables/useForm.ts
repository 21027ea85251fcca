import { nextTick, ref, shallowRef } from 'vue'

import { fieldErrorsOf, messageOf } from '../api/problem'

/** Submits a form, one request at a time, and exposes the server's errors. */
export function useForm(send: () => Promise<void>) {
  const isBusy = ref(false)
  const error = ref('')
  const faults = shallowRef<Record<string, string>>({})

  async function submit(): Promise<void> {
    if (isBusy.value) return
    isBusy.value = true
    error.value = ''
    faults.value = {}
    try {
      await send()
    } catch (cause) {
      faults.value = fieldErrorsOf(cause)
      if (Object.keys(faults.value).length === 0) error.value = messageOf(cause)
      await nextTick()
      document.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, error, faults, submit }
}
