import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'

import {
  addTask,
  logIn,
  openWindow,
  PASSWORD,
  register,
  row,
  url,
  useBrowser,
  waitForWrite,
} from './support/users'
import { ageToken } from './support/tokens'

/** A server in a home network: plain HTTP, and a host name other than localhost. */
const HOST = 'tasks.lan'
const LAN = url.replace('localhost', HOST)

useBrowser([`--host-resolver-rules=MAP ${HOST} 127.0.0.1`])

/** Collects the server's responses to the refresh requests of the page. */
function refreshes(page: Page): { status: number; code: string | undefined }[] {
  const responses: { status: number; code: string | undefined }[] = []
  page.on('response', async (response) => {
    if (!response.url().endsWith('/auth/refresh')) return
    const body = (await response.json().catch(() => ({}))) as { code?: string }
    responses.push({ status: response.status(), code: body.code })
  })
  return responses
}

it('all features work over plain HTTP in a home network', async () => {
  const page = await openWindow({ baseURL: LAN })
  const name = await register(page)
  expect(await page.evaluate(() => [isSecureContext, 'locks' in navigator])).toEqual([false, false])
  await waitForWrite(page, () => addTask(page, 'Water the plants'))
  await page.reload()
  await row(page, 'Water the plants').waitFor()
  const cookies = await page.context().cookies()
  expect(cookies.map(({ name, secure, httpOnly }) => [name, secure, httpOnly])).toEqual([
    [`refresh-${new URL(url).port}`, false, true],
  ])
  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByRole('note').getByText('not encrypted').waitFor()
  await logIn(page, name, PASSWORD)
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor()
  await row(page, 'Water the plants').waitFor()
})

it('localhost shows no encryption warning', async () => {
  const page = await openWindow()
  await page.goto('/login')
  await page.getByRole('button', { name: 'Log in' }).waitFor()
  expect(await page.getByRole('note').count()).toBe(0)
})

it('two tabs with expired tokens both stay signed in', async () => {
  const page = await openWindow({ baseURL: LAN })
  await register(page)
  const tab = await page.context().newPage()
  await tab.goto(`${LAN}/tasks`)
  await tab.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  const responses = [page, tab].map(refreshes)
  for (let round = 1; round <= 3; round += 1) {
    await Promise.all([ageToken(page), ageToken(tab)])
    await Promise.all([addTask(page, `Here ${round}`), addTask(tab, `There ${round}`)])
    for (const each of [page, tab]) {
      await row(each, `Here ${round}`).waitFor()
      await row(each, `There ${round}`).waitFor()
      await each.unroute('**/api/v1/**')
    }
  }
  expect(responses.flat().some(({ status }) => status === 200)).toBe(true)
  expect(
    responses.flat().filter(({ code }) => code === 'refresh-reused' || code === 'refresh-invalid'),
  ).toEqual([])
  // Both tabs reload at the same time, and each tab refreshes the session.
  await Promise.all([page.reload(), tab.reload()])
  for (const each of [page, tab]) await row(each, 'There 3').waitFor()
  await editAndRestore(page)
  await row(tab, 'Here 1, edited').waitFor()
})

async function editAndRestore(page: Page): Promise<void> {
  await row(page, 'Here 1').getByRole('button', { name: 'Edit Here 1', exact: true }).click()
  const form = page.getByRole('form', { name: 'Edit Here 1' })
  await form.getByLabel('Title').fill('Here 1, edited')
  await form.getByRole('button', { name: 'Save' }).click()
  await row(page, 'Here 1, edited').waitFor()
  await row(page, 'Here 1, edited')
    .getByRole('button', { name: /^Delete/ })
    .click()
  await row(page, 'Here 1, edited').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await row(page, 'Here 1, edited').waitFor()
}
