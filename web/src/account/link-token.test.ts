import { beforeEach, describe, expect, it, vi } from 'vitest'

import { captureLinkToken, storeLinkToken, takeLinkToken } from './link-token'

const replaceState = vi.fn()

function open(hash: string): void {
  const location = { hash, pathname: '/tasks/reset', search: '?a=b' }
  captureLinkToken({ location, history: { state: { position: 7 }, replaceState } })
}

beforeEach(() => {
  replaceState.mockReset()
  takeLinkToken()
})

describe('the token of a link', () => {
  it('is moved from the address bar into memory', () => {
    open('#token=tll_0001')
    expect(replaceState).toHaveBeenCalledExactlyOnceWith({ position: 7 }, '', '/tasks/reset?a=b')
    expect(takeLinkToken()).toBe('tll_0001')
  })

  it('is returned only once', () => {
    open('#token=tll_0001')
    takeLinkToken()
    expect(takeLinkToken()).toBeUndefined()
  })

  it.each(['', '#', '#main', '#tokens=tll_0001', '#Token=tll_0001'])('is not read from %j', (hash) => {
    open(hash)
    expect(replaceState).not.toHaveBeenCalled()
    expect(takeLinkToken()).toBeUndefined()
  })

  it('is replaced by the token of a newer link', () => {
    open('#token=tll_0001')
    expect(storeLinkToken('#token=tll_0002')).toBe(true)
    expect(takeLinkToken()).toBe('tll_0002')
  })
})
