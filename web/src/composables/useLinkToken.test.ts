import { AxiosError, AxiosHeaders, type AxiosResponse } from 'axios'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { effectScope, nextTick, type EffectScope } from 'vue'

import { storeLinkToken, takeLinkToken } from '../account/link-token'
import { useLinkToken } from './useLinkToken'

function rejection(status: number, code: string): AxiosError {
  const config = { headers: new AxiosHeaders() }
  const response: AxiosResponse = {
    status,
    data: { code, detail: code },
    statusText: '',
    headers: {},
    config,
  }
  return new AxiosError(code, undefined, config, undefined, response)
}

let scope: EffectScope

beforeEach(() => {
  takeLinkToken()
  scope = effectScope()
})

afterEach(() => {
  scope.stop()
})

/** Opens a page. The page is closed at the end of the test. */
function openPage(): ReturnType<typeof useLinkToken> {
  const page = scope.run(useLinkToken)
  if (!page) throw new Error('The scope was stopped')
  return page
}

it('a page without a token has an invalid link', () => {
  expect(openPage().isInvalid.value).toBe(true)
  storeLinkToken('#token=')
  expect(openPage().isInvalid.value).toBe(true)
})

it('the token of the link is sent', async () => {
  storeLinkToken('#token=tll_1')
  const { isInvalid, useToken } = openPage()
  expect(isInvalid.value).toBe(false)
  const sent: string[] = []
  expect(await useToken((token) => Promise.resolve(void sent.push(token)))).toBe(true)
  expect([sent, isInvalid.value]).toEqual([['tll_1'], false])
})

it('a rejected link is invalid until another link is opened', async () => {
  storeLinkToken('#token=tll_1')
  const { isInvalid, useToken } = openPage()
  expect(await useToken(() => Promise.reject(rejection(400, 'link-invalid')))).toBe(false)
  expect(isInvalid.value).toBe(true)
  storeLinkToken('#token=tll_2')
  await nextTick()
  expect(isInvalid.value).toBe(false)
  const sent: string[] = []
  await useToken((token) => Promise.resolve(void sent.push(token)))
  expect(sent).toEqual(['tll_2'])
})

it('other errors are rethrown, and the link stays valid', async () => {
  storeLinkToken('#token=tll_1')
  const { isInvalid, useToken } = openPage()
  const weak = rejection(422, 'validation-failed')
  await expect(useToken(() => Promise.reject(weak))).rejects.toBe(weak)
  expect(isInvalid.value).toBe(false)
})
