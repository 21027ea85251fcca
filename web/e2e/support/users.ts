import { chromium, type Browser, type BrowserContextOptions, type Page, type Response } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'

export const PASSWORD = 'correct horse'
const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

let browser: Browser
let userCount = 0
/** Script errors and content security policy violations. */
const pageErrors: string[] = []

export const url = inject('url')

/** Starts a browser per test file. After each test, closes its windows, and fails if a page had an error. */
export function useBrowser(more: string[] = []): void {
  beforeAll(async () => {
    const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'
    browser = await chromium.launch({ executablePath, args: [...ARGUMENTS, ...more] })
  })
  afterEach(async () => {
    await Promise.all(browser.contexts().map((context) => context.close()))
    expect(pageErrors.splice(0)).toEqual([])
  })
  afterAll(() => browser.close())
}

/** Opens a window with its own cookies and storage, as on a separate device. */
export async function openWindow(options: BrowserContextOptions = {}): Promise<Page> {
  const viewport = { width: 1280, height: 800 }
  const context = await browser.newContext({ baseURL: url, locale: 'en-US', viewport, ...options })
  const page = await context.newPage()
  page.setDefaultTimeout(60_000)
  page.on('pageerror', (error) => pageErrors.push(error.stack ?? error.message))
  page.on('console', (message) => {
    if (/content.security.policy|unhandled|\[Vue/i.test(message.text())) pageErrors.push(message.text())
  })
  return page
}

export function newName(): string {
  userCount += 1
  return `ada-${process.pid}-${Date.now()}-${userCount}`
}

export async function register(page: Page, name = newName()): Promise<string> {
  await page.goto('register')
  await page.getByLabel('Username').fill(name)
  await page.getByLabel('E-mail').fill(`${name}@example.org`)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  return name
}

export async function logIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Username or e-mail').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

export async function logInAt(page: Page, name: string): Promise<void> {
  await page.goto('login')
  await logIn(page, name)
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor()
}

export async function addTask(page: Page, title: string): Promise<void> {
  const form = page.getByRole('form', { name: 'New task' })
  if (!(await form.isVisible())) await page.getByRole('button', { name: 'Add a task' }).click()
  await form.getByLabel('Title').fill(title)
  await form.getByRole('button', { name: 'Add task' }).click()
  await row(page, title).waitFor()
  await form.getByRole('button', { name: 'Cancel' }).click()
}

/** Performs an action and waits until the server has accepted its write. */
export async function waitForWrite(page: Page, action: () => Promise<void>): Promise<void> {
  const isWrite = (response: Response) => response.request().method() !== 'GET' && response.ok()
  await Promise.all([page.waitForResponse(isWrite), action()])
}

export function row(page: Page, title: string) {
  return page
    .getByRole('list', { name: 'Tasks' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('button', { name: title, exact: true }) })
}

export function column(page: Page, name: string) {
  return page.getByRole('region', { name })
}

export async function titles(page: Page): Promise<string[]> {
  return page.getByRole('list', { name: 'Tasks' }).locator('.title').allTextContents()
}

/** Logs in and returns a function that calls the API outside the pages. */
export async function apiOf(name: string) {
  const call = (method: string, path: string, body: unknown, token?: string) =>
    fetch(`${url}/api/v1${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) },
    })
  const login = await call('POST', '/auth/login', { username: name, password: PASSWORD })
  const { access_token: token } = (await login.json()) as { access_token: string }
  return async (method: string, path: string, body: unknown): Promise<unknown> => {
    const response = await call(method, path, body, token)
    expect(response.ok, await response.clone().text()).toBe(true)
    return response.status === 204 ? undefined : await response.json()
  }
}

export async function addMany(name: string, tasks: object[]): Promise<void> {
  const api = await apiOf(name)
  for (let begin = 0; begin < tasks.length; begin += 100) {
    const operations = tasks.slice(begin, begin + 100).map((task) => ({ op: 'create', task }))
    await api('POST', '/tasks/batch', { operations })
  }
}
