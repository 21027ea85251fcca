import { afterAll, beforeAll, expect, it } from 'vitest'

import { startServer, type RunningServer } from './support/server'
import { openWindow, PASSWORD, register, useBrowser } from './support/users'

useBrowser()

let closed: RunningServer

beforeAll(async () => {
  closed = await startServer({ REGISTRATION_ENABLED: 'false' })
})
afterAll(() => closed.stop())

it('a server without e-mail offers no password reset', async () => {
  const page = await openWindow()
  await page.goto('/login')
  await page.getByRole('link', { name: 'Create an account' }).waitFor()
  expect(await page.getByRole('link', { name: 'Forgot password?' }).count()).toBe(0)
  await page.goto('/forgot')
  await page.getByText('This server sends no e-mail').waitFor()
  await page.getByRole('link', { name: 'Back to login' }).click()
  await page.waitForURL('**/login')
  await register(page)
  await page.goto('/account')
  await page.getByText('This device').waitFor()
  expect(await page.getByRole('heading', { name: 'E-mails' }).count()).toBe(0)
  expect(await page.getByText('not verified').count()).toBe(0)
})

it('closed registration is not offered', async () => {
  const page = await openWindow({ baseURL: `http://localhost:${closed.port}` })
  const response = page.waitForResponse('**/api/v1/server')
  await page.goto('/login')
  expect(await (await response).json()).toMatchObject({ registration: 'closed' })
  await page.getByRole('button', { name: 'Log in' }).waitFor()
  expect(await page.getByRole('link', { name: 'Create an account' }).count()).toBe(0)
  await page.goto('/register')
  await page.getByRole('heading', { name: 'Registration is closed' }).waitFor()
  expect(await page.getByRole('textbox').count()).toBe(0)
})

it.each([
  ['/reset', 'Set a new password', 'Set password'],
  ['/verify', 'Verify your address', 'Verify e-mail address'],
  ['/undo', 'Restore your address', 'Restore my address'],
])(
  'the page %s removes the token from the address bar and reports an invalid link',
  async (path, title, button) => {
    const page = await openWindow()
    const token = `tll_${'0'.repeat(61)}`
    const sent: string[] = []
    const urls: string[] = []
    page.on('request', (request) => {
      urls.push(request.url())
      if (request.method() === 'POST') sent.push(request.postData() ?? '')
    })
    await page.goto('/login')
    await page.goto(`${path}#token=${token}`)
    await page.getByRole('heading', { name: title }).waitFor()
    expect(new URL(page.url()).hash).toBe('')
    expect(
      await page.evaluate(() => JSON.stringify(history.state) + document.documentElement.outerHTML),
    ).not.toContain(token)
    if (path === '/reset') await page.getByLabel('New password').fill('battery staple')
    expect(sent.filter((body) => body.includes(token))).toEqual([])
    await page.getByRole('button', { name: button }).press('Enter')
    await page.getByRole('heading', { name: 'This link doesn’t work' }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
    expect(sent.filter((body) => body.includes(token)).length).toBe(1)
    expect(urls.filter((url) => url.includes(token))).toEqual([])
    await page.goBack()
    await page.waitForURL('**/login')
    await page.goForward()
    await page.getByRole('heading', { name: 'This link doesn’t work' }).waitFor()
    expect(page.url()).not.toContain('token')
  },
)

it('another link can be opened in the same tab', async () => {
  const page = await openWindow()
  await page.goto('/reset')
  await page.getByRole('heading', { name: 'This link doesn’t work' }).waitFor()
  await page.evaluate(() => {
    location.hash = '#token=tll_second'
  })
  await page.getByRole('heading', { name: 'Set a new password' }).waitFor()
  await expect.poll(() => new URL(page.url()).hash).toBe('')
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Set password' }).click()
  expect(
    await page.getByLabel('New password').evaluate((input: HTMLInputElement) => input.validity.tooShort),
  ).toBe(true)
  await page.getByLabel('New password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByRole('heading', { name: 'This link doesn’t work' }).waitFor()
})

it('a logged-in user stays logged in after an invalid link', async () => {
  const page = await openWindow()
  await register(page)
  await page.goto('/verify#token=tll_0')
  await page.getByRole('button', { name: 'Verify e-mail address' }).click()
  await page.getByRole('link', { name: 'Go to your account' }).click()
  await page.getByText('This device').waitFor()
})
