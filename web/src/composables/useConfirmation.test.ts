import { AxiosError, AxiosHeaders, type AxiosResponse } from 'axios'
import { describe, expect, it } from 'vitest'

import { useConfirmation } from './useConfirmation'

function refused(code: string): AxiosError {
  const config = { headers: new AxiosHeaders() }
  const data = { code, detail: 'Enter your password to confirm this' }
  const response: AxiosResponse = { status: 403, data, statusText: '', headers: {}, config }
  return new AxiosError('refused', undefined, config, undefined, response)
}

describe('a confirmation', () => {
  it('is not asked for where the server does not want one', async () => {
    const { unconfirmed, send } = useConfirmation()
    const sent: (string | undefined)[] = []
    await send((password) => Promise.resolve(void sent.push(password)))
    expect(sent).toEqual([undefined])
    expect(unconfirmed.value).toBeUndefined()
  })

  it('keeps what was to be done until there is a password', async () => {
    const { unconfirmed, send, close } = useConfirmation()
    const sent: (string | undefined)[] = []
    await send((password) => {
      sent.push(password)
      return password === undefined ? Promise.reject(refused('password-required')) : Promise.resolve()
    })
    await unconfirmed.value?.('correct horse')
    expect(sent).toEqual([undefined, 'correct horse'])
    close()
    expect(unconfirmed.value).toBeUndefined()
  })

  it('leaves every other refusal to the caller', async () => {
    const { unconfirmed, send } = useConfirmation()
    const other = refused('account-inactive')
    await expect(send(() => Promise.reject(other))).rejects.toBe(other)
    expect(unconfirmed.value).toBeUndefined()
  })
})
