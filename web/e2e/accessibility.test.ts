import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'

import { addMany, column, newName, openWindow, PASSWORD, register, row, useBrowser } from './support/users'

useBrowser()

const axe = createRequire(import.meta.url).resolve('axe-core')

/** Runs axe with the debugger protocol, which the page's content security policy does not restrict. */
async function violations(page: Page): Promise<string[]> {
  const source = await (await import('node:fs/promises')).readFile(axe, 'utf8')
  await page.evaluate(source)
  // Wait for transitions, because elements that fade in have too little contrast.
  await page.evaluate(() =>
    Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => 0))),
  )
  return page.evaluate(async () => {
    interface Found {
      violations: { id: string; nodes: { html: string; failureSummary: string }[] }[]
    }
    const { axe } = window as unknown as { axe: { run(options: object): Promise<Found> } }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
    const { violations } = await axe.run({ runOnly: tags })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html}: ${node.failureSummary}`),
    )
  })
}

const tasks = [
  { title: 'Overdue', due_date: '2020-01-01', priority: 'high', tags: ['home'] },
  { title: 'Under way', status: 'in_progress', priority: 'low', description: 'Two lines\nof text' },
  { title: 'Done', status: 'completed', priority: 'medium', due_date: '2020-01-01' },
]

describe.each(['light', 'dark'] as const)('axe finds no violation in the %s theme', (colorScheme) => {
  it.each([
    ['a desktop', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 844 }],
  ])('on %s', async (_device, viewport) => {
    const page = await openWindow({ colorScheme, viewport })
    const seen: Record<string, string[]> = {}
    const checkPage = async (what: string) => {
      seen[what] = await violations(page)
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
      if (sideways > 0) seen[what].push(`${sideways} pixels too wide`)
    }
    await page.goto('/login')
    await page.getByRole('heading').waitFor()
    await checkPage('login')
    await page.getByLabel('Username or e-mail').fill('nobody')
    await page.getByLabel('Password').fill('wrong wrong')
    await page.getByRole('button', { name: 'Log in' }).click()
    await page.getByRole('alert').waitFor()
    await checkPage('rejected login')
    await page.goto('/register')
    await page.getByRole('heading').waitFor()
    await checkPage('register')
    await page.goto('/forgot')
    await page.getByText('This server sends no e-mail').waitFor()
    await checkPage('no password reset')
    for (const path of ['/reset', '/verify', '/undo']) {
      await page.goto(`${path}#token=tll_0`)
      await page.getByRole('button').waitFor()
      await checkPage(path)
    }
    await page.getByRole('button', { name: 'Restore my address' }).click()
    await page.getByRole('alert').waitFor()
    await checkPage('invalid link')
    const name = await register(page)
    await checkPage('no tasks')
    await addMany(name, tasks)
    await row(page, 'Done').waitFor()
    await checkPage('tasks')
    await page.getByRole('button', { name: 'Add a task' }).click()
    await page.getByRole('button', { name: 'Add task' }).click()
    await checkPage('form with an error')
    await page.getByRole('button', { name: 'Cancel' }).click()
    await row(page, 'Overdue').getByRole('checkbox').click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await checkPage('message')
    await page.goto('/tasks?q=zzz')
    await page.getByRole('heading', { name: 'No matching tasks' }).waitFor()
    await checkPage('nothing found')
    await page.goto('/board')
    await column(page, 'In progress').getByText('Under way').waitFor()
    await checkPage('board')
    await page.getByRole('button', { name: 'Under way', exact: true }).click()
    await page.getByRole('dialog').waitFor()
    await checkPage('dialog')
    await page.goto('/account')
    await page.getByText('This device').waitFor()
    await checkPage('account')
    await page.goto('/no/such/page')
    await page.getByRole('heading').waitFor()
    await checkPage('not found')
    expect(Object.fromEntries(Object.entries(seen).filter(([, found]) => found.length > 0))).toEqual({})
  })
})

it('a task can be completed with only the keyboard', async () => {
  const page = await openWindow()
  const name = await register(page, newName())
  await page.context().clearCookies()
  await page.goto('/login')
  const type = (text: string) => page.keyboard.type(text)
  const press = (key: string) => page.keyboard.press(key)
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('username')
  await type(name)
  await press('Tab')
  await type(PASSWORD)
  await press('Enter')
  await page.getByRole('heading', { name: 'No tasks yet' }).waitFor()
  await press('n')
  await page.getByRole('form', { name: 'New task' }).waitFor()
  await type('By hand')
  await press('Enter')
  await row(page, 'By hand').waitFor()
  await press('Escape')
  await page.getByRole('button', { name: 'Add a task' }).waitFor()
  await press('j')
  await press('x')
  await page.getByRole('button', { name: 'Completed 1' }).waitFor()
  await press('u')
  await page.getByRole('button', { name: 'Completed 0' }).waitFor()
  await press('2')
  await column(page, 'Pending').getByText('By hand').waitFor()
  await press('j')
  await press(']')
  await column(page, 'In progress').getByText('By hand').waitFor()
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('By hand')
  await press('?')
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  await press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
})

it('holding a card on a touch screen drags it', async () => {
  const page = await openWindow({ hasTouch: true, isMobile: true, viewport: { width: 800, height: 900 } })
  const name = await register(page)
  await addMany(name, [{ title: 'Drag me' }])
  await page.goto('/board')
  const from = await column(page, 'Pending').getByText('Drag me').boundingBox()
  const to = await column(page, 'Completed').boundingBox()
  if (!from || !to) throw new Error('The board is not displayed')
  const touch = await page.context().newCDPSession(page)
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: points })
  await finger('touchStart', [{ x: from.x + 10, y: from.y + 8 }])
  await page.locator('.dragging').waitFor()
  await finger('touchMove', [{ x: to.x + 40, y: to.y + 90 }])
  await page.locator('.target').waitFor()
  await finger('touchEnd', [])
  await column(page, 'Completed').getByText('Drag me').waitFor()
})
