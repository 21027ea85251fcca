import { createHmac } from 'node:crypto'

import type { Page } from 'playwright-core'
import { expect, inject, it } from 'vitest'

import { addTask, column, logInAt, openWindow, register, row, useBrowser } from './support/people'

useBrowser()

const secretKey = inject('secretKey')

/** From now on the server refuses the token that the page has: on the way it becomes one that expired a minute ago. */
async function ageToken(page: Page): Promise<void> {
  let first: string | undefined
  await page.route('**/api/v1/**', async (route) => {
    const headers = route.request().headers()
    const token = headers.authorization
    first ??= token
    if (token === undefined || token !== first) await route.continue()
    else await route.continue({ headers: { ...headers, authorization: aged(token) } })
  })
}

/** The same token, as the server would have issued it a lifetime ago. */
function aged(authorization: string): string {
  const [header, payload] = authorization.replace('Bearer ', '').split('.')
  const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as Record<string, number>
  const earlier = Math.floor(Date.now() / 1000) - 60
  const lifetime = (claims.exp ?? 0) - (claims.iat ?? 0)
  const old = { ...claims, iat: earlier - lifetime, exp: earlier }
  const signed = `${header}.${Buffer.from(JSON.stringify(old)).toString('base64url')}`
  return `Bearer ${signed}.${createHmac('sha256', secretKey).update(signed).digest('base64url')}`
}

function countRefreshes(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) count += 1
  })
  return () => count
}

it('a token that is no longer taken is replaced without anybody noticing', async () => {
  const page = await openWindow()
  await register(page)
  await addTask(page, 'Before')
  await ageToken(page)
  const refreshes = countRefreshes(page)
  await addTask(page, 'After')
  await page.getByRole('button', { name: 'All 2' }).waitFor()
  expect(refreshes()).toBe(1)
  expect(await page.getByRole('alert').count()).toBe(0)
})

it('many requests that are refused at once share one refresh', async () => {
  const page = await openWindow()
  await register(page)
  await addTask(page, 'Seen')
  await ageToken(page)
  const refreshes = countRefreshes(page)
  const refused: string[] = []
  page.on('response', (response) => {
    if (response.status() === 401) refused.push(response.url())
  })
  await page.getByRole('link', { name: 'Board', exact: true }).click()
  await column(page, 'Pending').getByText('Seen').waitFor()
  await column(page, 'Completed').getByText('Nothing here').waitFor()
  expect(refused.length).toBeGreaterThan(1)
  expect(refreshes()).toBe(1)
})

it('tabs of one browser share the session', async () => {
  const page = await openWindow()
  await register(page)
  const tab = await page.context().newPage()
  await tab.goto('/tasks')
  await addTask(tab, 'From the other tab')
  await row(page, 'From the other tab').waitFor()
  await tab.goto('/account')
  await tab.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.waitForURL('**/login**')
})

it('a session that is ended elsewhere logs its window out', async () => {
  const [here, there] = [await openWindow(), await openWindow()]
  const name = await register(here)
  await logInAt(there, name)
  await here.goto('/account')
  await here.getByRole('button', { name: 'Log out all other devices' }).click()
  await there.waitForURL('**/login**')
  await there.getByText('You were logged out').waitFor()
  await here.getByText('This device').waitFor()
})

it('nothing is left behind for scripts, and nothing after a logout, though it was offline', async () => {
  const page = await openWindow()
  await register(page)
  const kept = () => page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
  expect(await kept()).toEqual([0, 0, ''])
  expect(
    (await page.context().cookies()).map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]),
  ).toEqual([['refresh', true, 'Strict']])
  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByText('This device').waitFor()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
  await page.context().setOffline(false)
  await expect.poll(async () => (await page.context().cookies()).length).toBe(0)
})
