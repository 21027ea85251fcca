import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import {
  addTask,
  column,
  logIn,
  openWindow,
  PASSWORD,
  register,
  row,
  useBrowser,
  waitForWrite,
} from './support/users'
import { startNginx } from './support/proxy'
import { freePort, startServer } from './support/server'

/** A server below a path of its host. nginx removes the path from requests. */
const PATH = '/tasks'
let url = ''
const stops: (() => Promise<void>)[] = []

beforeAll(async () => {
  const port = await freePort()
  url = `https://localhost:${port}${PATH}`
  const server = await startServer({ PUBLIC_URL: url, TRUSTED_PROXIES: '127.0.0.1' })
  stops.push(server.stop, await startNginx(port, server.port, PATH))
})
afterAll(() => Promise.all(stops.map((stop) => stop())))

useBrowser()

/** Opens a window. A request outside of the path fails the test. */
async function openBelow(): Promise<Page> {
  const page = await openWindow({ baseURL: `${url}/`, ignoreHTTPSErrors: true })
  page.on('response', (response) => {
    const { protocol, pathname } = new URL(response.url())
    if (protocol !== 'https:') return
    expect.soft(`${pathname}/`.startsWith(`${PATH}/`), response.url()).toBe(true)
    expect.soft(response.status(), response.url()).not.toBe(404)
  })
  return page
}

it('all features work below a path', async () => {
  const page = await openBelow()
  const name = await register(page)
  expect(new URL(page.url()).pathname).toBe(`${PATH}/tasks`)
  await waitForWrite(page, () => addTask(page, 'Buy milk'))
  // Staying signed in shows that the cookie has the correct path.
  await page.reload()
  await row(page, 'Buy milk').waitFor()
  const cookies = await page.context().cookies()
  expect(cookies.map(({ path, secure }) => [path, secure])).toEqual([[`${PATH}/api/v1/auth`, true]])

  await row(page, 'Buy milk').getByRole('button', { name: 'Edit Buy milk' }).click()
  const form = page.getByRole('form', { name: 'Edit Buy milk' })
  await form.getByLabel('Title').fill('Buy oat milk')
  await form.getByRole('button', { name: 'Save' }).click()
  await row(page, 'Buy oat milk').waitFor()
  await row(page, 'Buy oat milk').getByRole('button', { name: 'Delete Buy oat milk' }).click()
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Buy oat milk').waitFor()

  // Open the app's URLs directly.
  await page.goto('board')
  await column(page, 'Pending').getByText('Buy oat milk').waitFor()
  await page.goto('tasks?q=oat')
  await row(page, 'Buy oat milk').waitFor()
  await page.goto('no/such/page')
  await page.getByRole('link', { name: 'Go to your tasks' }).click()
  await row(page, 'Buy oat milk').waitFor()
  expect(new URL(page.url()).pathname).toBe(`${PATH}/tasks`)

  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.waitForURL(`${url}/login`)
  await page.goto('board')
  await page.waitForURL(`${url}/login?next=/board`)
  await logIn(page, name)
  await page.waitForURL(`${url}/board`)
})

it('another window shows a change live', async () => {
  const page = await openBelow()
  await register(page)
  const other = await page.context().newPage()
  await other.goto('tasks')
  await other.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  await addTask(page, 'Water the plants')
  await row(other, 'Water the plants').waitFor()
})

it('the path without a trailing slash opens the app', async () => {
  const page = await openBelow()
  await page.goto(url)
  await page.waitForURL(`${url}/login`)
  await page.getByRole('button', { name: 'Log in' }).waitFor()
})

it('the documentation page can log in and call the API', async () => {
  const page = await openBelow()
  const name = await register(page)
  await addTask(page, 'Buy milk')
  await page.goto('docs')
  await page.waitForURL(`${url}/api/docs`)
  await page.getByRole('button', { name: 'Authorize' }).first().click()
  await page.locator('#oauth_username').fill(name)
  await page.locator('#oauth_password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Apply given OAuth2 credentials' }).click()
  await page.getByRole('button', { name: 'Remove authorization' }).waitFor()
  await page.getByRole('button', { name: 'Close', exact: true }).first().click()
  const operation = page.locator('#operations-tasks-list_tasks')
  await operation.locator('.opblock-summary-control').click()
  await operation.getByRole('button', { name: 'Execute' }).click()
  await operation.locator('.live-responses-table').getByText('Buy milk').first().waitFor()
  expect(await operation.locator('.request-url pre').textContent()).toContain(`${url}/api/v1/tasks`)
  await page.goto('redoc')
  await page.waitForURL(`${url}/api/redoc`)
  await page
    .getByRole('heading', { name: /Tasklane/ })
    .first()
    .waitFor()
})
