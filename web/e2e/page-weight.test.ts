import { expect, it } from 'vitest'

import { openWindow, register, useBrowser } from './support/users'

useBrowser()

const KIB = 1024

it('the first load needs at most 90 KiB of JavaScript, compressed', async () => {
  const page = await openWindow()
  const name = await register(page)
  expect(name).not.toBe('')
  let bytes = 0
  page.on('response', (response) => {
    if (!response.url().endsWith('.js')) return
    expect(response.headers()['content-encoding']).toBe('gzip')
    bytes += Number(response.headers()['content-length'])
  })
  const session = await page.context().newCDPSession(page)
  await session.send('Network.clearBrowserCache')
  await page.goto('/tasks')
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  expect(bytes).toBeGreaterThan(10 * KIB)
  expect(bytes).toBeLessThanOrEqual(90 * KIB)
})

it('all resources are loaded from the server itself', async () => {
  const page = await openWindow()
  const hosts = new Set<string>()
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  await register(page)
  await page.goto('/board')
  await page.goto('/account')
  await page.getByText('This device').waitFor()
  expect([...hosts]).toEqual([new URL(page.url()).host])
})
