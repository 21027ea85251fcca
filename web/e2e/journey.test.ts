import { expect, it } from 'vitest'

import {
  addMany,
  addTask,
  column,
  logIn,
  openWindow,
  PASSWORD,
  register,
  row,
  titles,
  useBrowser,
  waitForWrite,
} from './support/users'

useBrowser()

it('a user registers, logs in, and completes a task', async () => {
  const page = await openWindow()
  const name = await register(page)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Log out', exact: true }).click()
  await page.waitForURL('**/login')

  await page.goto('/board')
  await page.waitForURL('**/login?next=/board')
  await logIn(page, name, 'wrong')
  await page.getByRole('alert').getByText('Incorrect username or password').waitFor()
  expect(await page.getByLabel('Username or e-mail').inputValue()).toBe(name)
  await logIn(page, name)
  await page.waitForURL('**/board')

  await page.getByRole('link', { name: 'Tasks', exact: true }).click()
  await addTask(page, 'Buy milk')
  await row(page, 'Buy milk').getByRole('button', { name: 'Edit Buy milk' }).click()
  const form = page.getByRole('form', { name: 'Edit Buy milk' })
  await form.getByLabel('Title').fill('Buy oat milk')
  await form.getByLabel('Tags').fill('home, shop')
  await form.getByLabel('Priority').selectOption('High')
  await form.getByRole('button', { name: 'Save' }).click()
  await row(page, 'Buy oat milk').getByText('#shop').waitFor()

  await page.getByRole('link', { name: 'Board', exact: true }).click()
  const card = column(page, 'Pending').getByText('Buy oat milk')
  await card.hover()
  await page.mouse.down()
  await column(page, 'In progress').hover()
  await page.mouse.up()
  await column(page, 'In progress').getByText('Buy oat milk').waitFor()

  await page.getByRole('link', { name: 'Tasks', exact: true }).click()
  const check = row(page, 'Buy oat milk').getByRole('checkbox')
  await waitForWrite(page, () => check.click())
  expect(await check.getAttribute('aria-checked')).toBe('true')
  await page.reload()
  await page.getByRole('button', { name: 'Completed 1' }).waitFor()
  expect(await check.getAttribute('aria-checked')).toBe('true')
})

it('a deletion can be undone', async () => {
  const page = await openWindow()
  await register(page)
  await addTask(page, 'Water the plants')
  await row(page, 'Water the plants').getByRole('button', { name: 'Delete Water the plants' }).click()
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  await waitForWrite(page, () => page.getByRole('button', { name: 'Undo' }).click())
  await row(page, 'Water the plants').waitFor()
  await page.reload()
  await row(page, 'Water the plants').waitFor()
})

it('the URL contains filters, search and sort order', async () => {
  const page = await openWindow()
  const name = await register(page)
  await addMany(name, [
    { title: 'Apples', priority: 'low', tags: ['shop'] },
    { title: 'Cherries', priority: 'high', status: 'in_progress' },
    { title: 'Bananas', status: 'completed', due_date: '2020-01-01' },
  ])
  await row(page, 'Bananas').waitFor()
  await page.getByRole('button', { name: 'In progress 1' }).click()
  await expect.poll(() => titles(page)).toEqual(['Cherries'])
  await page.getByRole('button', { name: 'All 3' }).click()
  await page.getByLabel('Sort by').selectOption('Title')
  await expect.poll(() => titles(page)).toEqual(['Apples', 'Bananas', 'Cherries'])
  await page.getByLabel('Sort by').selectOption('Priority')
  await expect.poll(() => titles(page)).toEqual(['Cherries', 'Apples', 'Bananas'])
  const search = page.getByRole('searchbox', { name: 'Search' })
  await search.fill('AN')
  await expect.poll(() => titles(page)).toEqual(['Bananas'])
  await page.reload()
  await expect.poll(() => titles(page)).toEqual(['Bananas'])
  expect(await search.inputValue()).toBe('AN')
  await search.fill('zzz')
  await page.getByRole('button', { name: 'Show all tasks' }).click()
  await row(page, 'Apples').getByRole('button', { name: 'Show only tasks tagged shop' }).click()
  await expect.poll(() => titles(page)).toEqual(['Apples'])
  await page.goBack()
  await expect.poll(() => titles(page)).toEqual(['Cherries', 'Apples', 'Bananas'])
})

it('scrolling loads all 300 tasks', async () => {
  const page = await openWindow()
  const name = await register(page)
  await addMany(
    name,
    Array.from({ length: 300 }, (_, index) => ({ title: `Task ${index + 1}` })),
  )
  await page.reload()
  await row(page, 'Task 300').waitFor()
  expect((await titles(page)).length).toBeLessThan(300)
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 20_000)
        return (await titles(page)).length
      },
      { timeout: 60_000 },
    )
    .toBe(300)
  expect(new Set(await titles(page)).size).toBe(300)
})

it('a deleted account can’t log in', async () => {
  const page = await openWindow()
  const name = await register(page)
  await page.goto('/account')
  await page.getByRole('button', { name: 'Delete account' }).click()
  const dialog = page.getByRole('dialog')
  const field = dialog.getByLabel('Your password')
  await expect.poll(() => field.evaluate((input) => input === document.activeElement)).toBe(true)
  await page.keyboard.type('wrong wrong')
  await page.keyboard.press('Enter')
  await dialog.getByRole('alert').waitFor()
  await field.fill(PASSWORD)
  await dialog.getByRole('button', { name: 'Delete everything' }).click()
  await page.waitForURL('**/login')
  await logIn(page, name)
  await page.getByRole('alert').waitFor()
})
