import { expect, it } from 'vitest'

import { addTask, column, logInAt, openWindow, register, row, titles, useBrowser } from './support/users'

useBrowser()

async function twoWindows() {
  const [here, there] = [await openWindow(), await openWindow()]
  const name = await register(here)
  await logInAt(there, name)
  return { here, there }
}

it('two windows show each other’s changes', async () => {
  const { here, there } = await twoWindows()
  await addTask(here, 'Call grandma')
  await row(there, 'Call grandma').waitFor()
  await row(there, 'Call grandma').getByRole('checkbox').click()
  await here.getByRole('button', { name: 'Completed 1' }).waitFor()
  await here.goto('/board')
  await column(here, 'Completed').getByText('Call grandma').waitFor()
  await row(there, 'Call grandma').getByRole('button', { name: 'Delete Call grandma' }).click()
  await column(here, 'Completed').getByText('No tasks').waitFor()
})

it('an edit conflict asks which version to keep', async () => {
  const { here, there } = await twoWindows()
  await addTask(here, 'Plan')
  await row(there, 'Plan').waitFor()
  for (const [choice, survivor] of [
    ['Keep the other version', 'Plan B'],
    ['Keep my version', 'Plan C'],
  ] as const) {
    const title = (await titles(here))[0] ?? ''
    await row(here, title)
      .getByRole('button', { name: `Edit ${title}` })
      .click()
    await row(there, title)
      .getByRole('button', { name: `Edit ${title}` })
      .click()
    const theirs = there.getByRole('form', { name: `Edit ${title}` })
    await theirs.getByLabel('Title').fill(title === 'Plan' ? 'Plan B' : 'Plan B2')
    await theirs.getByRole('button', { name: 'Save' }).click()
    await row(there, title === 'Plan' ? 'Plan B' : 'Plan B2').waitFor()

    const mine = here.getByRole('form', { name: `Edit ${title}` })
    await mine.getByLabel('Title').fill('Plan C')
    await mine.getByRole('button', { name: 'Save' }).click()
    const dialog = here.getByRole('dialog', { name: 'Changed elsewhere' })
    await dialog.getByRole('row', { name: 'Title' }).waitFor()
    await dialog.getByRole('button', { name: choice }).click()
    await row(here, survivor).waitFor()
    await row(there, survivor).waitFor()
  }
})

it('offline changes are saved when the network is back', async () => {
  const { here, there } = await twoWindows()
  await addTask(here, 'Before')
  await here.context().setOffline(true)
  await addTask(here, 'Meanwhile')
  await row(here, 'Before').getByRole('checkbox').click()
  await here.getByText('You’re offline. 2 changes will be saved later.').waitFor()
  await addTask(there, 'Elsewhere')
  await here.context().setOffline(false)
  await row(there, 'Meanwhile').waitFor()
  await row(here, 'Elsewhere').waitFor()
  await here.getByText('You’re offline').waitFor({ state: 'detached' })
  await expect.poll(async () => (await titles(here)).sort()).toEqual(['Before', 'Elsewhere', 'Meanwhile'])
  await there.getByRole('button', { name: 'Completed 1' }).waitFor()
})
