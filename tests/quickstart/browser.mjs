// browser.mjs WEB CHROMIUM URL HOST: a new user's first steps in the web app, over plain HTTP and under a host name other
// than localhost. WEB is the folder whose node_modules contains playwright-core.
import { createRequire } from 'node:module'
import { deepStrictEqual } from 'node:assert'
import { join, resolve } from 'node:path'

const [web, executablePath, url, host] = process.argv.slice(2)
const { chromium } = createRequire(join(resolve(web), 'package.json'))('playwright-core')
const PASSWORD = 'correct horse battery'
const name = `walker-${process.pid}`

const browser = await chromium.launch({
  executablePath,
  args: ['--headless', '--no-sandbox', '--disable-gpu', `--host-resolver-rules=MAP ${host} 127.0.0.1`],
})
try {
  const page = await browser.newPage({ baseURL: url, locale: 'en-US' })
  page.setDefaultTimeout(30_000)
  const offenses = []
  page.on('pageerror', (error) => offenses.push(error.message))
  page.on('console', (message) => {
    if (/content.security.policy/i.test(message.text())) offenses.push(message.text())
  })
  const task = (title) => page.getByRole('button', { name: title, exact: true })

  await page.goto('/')
  await page.getByRole('link', { name: 'Create an account' }).click()
  await page.getByLabel('Username').fill(name)
  await page.getByLabel('E-mail').fill(`${name}@example.org`)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  console.log('registered')

  await page.getByRole('link', { name: 'Account' }).click()
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.getByLabel('Username or e-mail').fill(name)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('heading', { name: 'Tasks', level: 1 }).waitFor()
  console.log('logged in')

  await page.reload()
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  console.log('still signed in after a reload')

  const form = page.getByRole('form', { name: 'New task' })
  if (!(await form.isVisible())) await page.getByRole('button', { name: 'Add a task' }).click()
  await form.getByLabel('Title').fill('Buy milk')
  await form.getByRole('button', { name: 'Add task' }).click()
  await task('Buy milk').waitFor()
  await page.reload()
  await task('Buy milk').waitFor()
  console.log('added a task, which is still shown after a reload')

  deepStrictEqual(offenses, [])
} finally {
  await browser.close()
}
