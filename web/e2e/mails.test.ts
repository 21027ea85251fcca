import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'

import { startMailingServer, type MailingServer } from './support/mails'
import { logIn, newName, openWindow, PASSWORD, useBrowser } from './support/users'

useBrowser()

let server: MailingServer

beforeAll(async () => {
  server = await startMailingServer({ EMAIL_VERIFICATION: 'required' })
})
afterAll(() => server.stop())

async function open(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await expect.poll(() => new URL(page.url()).hash).toBe('')
}

/** Registers a user, and verifies the address with the link from the mail. */
async function signUp(page: Page): Promise<{ name: string; address: string }> {
  const name = newName()
  const address = `${name}@example.org`
  await page.goto('/register')
  await page.getByLabel('Username').fill(name)
  await page.getByLabel('E-mail').fill(address)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor()
  await page.getByRole('status').getByText(address).waitFor()
  await open(page, await server.link(address, 'verify'))
  await page.getByRole('button', { name: 'Verify e-mail address' }).click()
  await page.getByRole('heading', { name: 'E-mail address verified' }).waitFor()
  await page.getByRole('link', { name: 'Log in' }).click()
  await logIn(page, name)
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  return { name, address }
}

it('a new user verifies the address before the first login', async () => {
  const page = await openWindow({ baseURL: server.url })
  const name = newName()
  await page.goto('/register')
  await page.getByLabel('Username').fill(name)
  await page.getByLabel('E-mail').fill(`${name}@example.org`)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).press('Enter')
  await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor()
  await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H1')
  await page.getByRole('link', { name: 'Go to login' }).click()
  await logIn(page, name)
  await page.getByRole('alert').getByText('Verify your e-mail address first').waitFor()
  await open(page, await server.link(`${name}@example.org`, 'verify'))
  await page.getByRole('button', { name: 'Verify e-mail address' }).press('Enter')
  await page.getByRole('link', { name: 'Log in' }).click()
  await logIn(page, name)
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
})

it('a user sets a new password with a link, and other windows log out', async () => {
  const [page, other] = [await openWindow({ baseURL: server.url }), await openWindow({ baseURL: server.url })]
  const { name, address } = await signUp(other)
  await page.goto('/login')
  await page.getByRole('link', { name: 'Forgot password?' }).click()
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
  await page.getByLabel('Username or e-mail').fill(name)
  await page.getByRole('button', { name: 'Send link' }).click()
  await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor()
  const link = await server.link(address, 'reset')
  await open(page, link)
  const field = page.getByLabel('New password')
  await field.fill('password123')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByText('most common passwords').waitFor()
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  await field.fill('battery staple')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.waitForURL('**/login')
  await page.getByText('Password changed').waitFor()
  await other.waitForURL('**/login**')
  await logIn(page, name)
  await page.getByRole('alert').getByText('Incorrect username or password').waitFor()
  await logIn(page, name, 'battery staple')
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  await open(other, link)
  await other.getByLabel('New password').fill('another staple')
  await other.getByRole('button', { name: 'Set password' }).click()
  await other.getByRole('heading', { name: 'This link doesn’t work' }).waitFor()
})

it('a user changes the address, and the owner of the previous address undoes the change', async () => {
  const page = await openWindow({ baseURL: server.url })
  const { name, address } = await signUp(page)
  await page.goto('/account')
  await page.getByText('Your e-mail address is verified').waitFor()
  const change = async (to: string) => {
    await page.getByLabel('E-mail', { exact: true }).fill(to)
    await page.getByRole('button', { name: 'Save profile' }).click()
    await page.getByText(`your address stays ${address}`).waitFor()
  }
  await change(`${name}@first.example`)
  await page.getByRole('button', { name: 'Cancel change' }).click()
  await page.getByText('Your e-mail address is verified').waitFor()
  await change(`${name}@new.example`)
  await page.getByRole('button', { name: 'Send link again' }).click()
  await page.getByText(`Link sent to ${name}@new.example`).waitFor()
  await open(page, await server.link(`${name}@new.example`, 'verify'))
  await page.getByRole('button', { name: 'Verify e-mail address' }).click()
  await page.getByRole('link', { name: 'Go to your tasks' }).click()
  await page.getByRole('link', { name: 'Account' }).click()
  await expect.poll(() => page.getByLabel('E-mail', { exact: true }).inputValue()).toBe(`${name}@new.example`)
  await open(page, await server.link(address, 'undo'))
  await page.getByRole('button', { name: 'Restore my address' }).click()
  await page.getByText('all devices are logged out').waitFor()
  await open(page, await server.link(address, 'reset'))
  await page.getByLabel('New password').fill('battery staple')
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.waitForURL('**/login')
  await logIn(page, address, 'battery staple')
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
})

it('a user chooses the language, the time zone and the notices of mails', async () => {
  const page = await openWindow({ baseURL: server.url, timezoneId: 'America/Bogota' })
  await signUp(page)
  await page.goto('/account')
  await page.getByLabel('Language').selectOption('German')
  await page.getByRole('button', { name: 'Use this device’s time zone (America/Bogota)' }).click()
  await page.getByLabel('E-mail me when a new device logs in').uncheck()
  await page.getByRole('button', { name: 'Save e-mail settings' }).click()
  await page.getByText('E-mail settings saved').waitFor()
  await page.reload()
  await expect.poll(() => page.getByLabel('Language').inputValue()).toBe('de')
  expect(await page.getByLabel('Time zone').inputValue()).toBe('America/Bogota')
  expect(await page.getByLabel('E-mail me when a new device logs in').isChecked()).toBe(false)
})
