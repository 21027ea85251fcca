import { AxiosError, AxiosHeaders, type AxiosResponse } from 'axios'
import { describe, expect, it } from 'vitest'

import { useConfirmation } from './useConfirmation'

function rejection(code: string): AxiosError {
  const config = { headers: new AxiosHeaders() }
  const data = { code, detail: 'Enter your password to confirm this action' }
  const response: AxiosResponse = { status: 403, data, statusText: '', headers: {}, config }
  return new AxiosError('refused', undefined, config, undefined, response)
}

describe('a password confirmation', () => {
  it('is requested only if the server requires it', async () => {
    const { unconfirmed, send } = useConfirmation()
    const sent: (string | undefined)[] = []
    await send((password) => Promise.resolve(void sent.push(password)))
    expect(sent).toEqual([undefined])
    expect(unconfirmed.value).toBeUndefined()
  })

  it('delays the request until the password is entered', async () => {
    const { unconfirmed, send, close } = useConfirmation()
    const sent: (string | undefined)[] = []
    await send((password) => {
      sent.push(password)
      return password === undefined ? Promise.reject(rejection('password-required')) : Promise.resolve()
    })
    await unconfirmed.value?.('correct horse')
    expect(sent).toEqual([undefined, 'correct horse'])
    close()
    expect(unconfirmed.value).toBeUndefined()
  })

  it('rethrows all other errors', async () => {
    const { unconfirmed, send } = useConfirmation()
    const other = rejection('account-inactive')
    await expect(send(() => Promise.reject(other))).rejects.toBe(other)
    expect(unconfirmed.value).toBeUndefined()
  })
})
