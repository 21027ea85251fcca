import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'

import { addTask, column, logInAt, openWindow, register, row, url, useBrowser } from './support/users'
import { ageToken } from './support/tokens'

useBrowser()

function countRefreshes(page: Page): () => number {
  let count = 0
  page.on('request', (request) => {
    if (request.url().endsWith('/auth/refresh')) count += 1
  })
  return () => count
}

it('a rejected token is refreshed without an error', async () => {
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

it('concurrent rejected requests share one refresh', async () => {
  const page = await openWindow()
  await register(page)
  await addTask(page, 'Seen')
  await ageToken(page)
  const refreshes = countRefreshes(page)
  const rejected: string[] = []
  page.on('response', (response) => {
    if (response.status() === 401) rejected.push(response.url())
  })
  await page.getByRole('link', { name: 'Board', exact: true }).click()
  await column(page, 'Pending').getByText('Seen').waitFor()
  await column(page, 'Completed').getByText('No tasks').waitFor()
  expect(rejected.length).toBeGreaterThan(1)
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

it('a window logs out when its session is ended elsewhere', async () => {
  const [here, there] = [await openWindow(), await openWindow()]
  const name = await register(here)
  await logInAt(there, name)
  await here.goto('/account')
  await here.getByRole('button', { name: 'Log out all other devices' }).click()
  await there.waitForURL('**/login**')
  await there.getByText('You were logged out').waitFor()
  await here.getByText('This device').waitFor()
})

it('scripts find no token, and an offline logout leaves no data behind', async () => {
  const page = await openWindow()
  await register(page)
  const storage = () => page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie])
  expect(await storage()).toEqual([0, 0, ''])
  expect(
    (await page.context().cookies()).map(({ name, httpOnly, sameSite }) => [name, httpOnly, sameSite]),
  ).toEqual([[`refresh-${new URL(url).port}`, true, 'Strict']])
  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByText('This device').waitFor()
  await page.context().setOffline(true)
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByRole('heading', { name: 'Welcome back' }).waitFor()
  await page.context().setOffline(false)
  await expect.poll(async () => (await page.context().cookies()).length).toBe(0)
})
