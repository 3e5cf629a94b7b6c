import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { eventually } from '../../server/test/wait.ts'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()

test('types are found by what is typed, and the address keeps it', async () => {
  const page = await open('/workflows')
  await page.getByRole('link', { name: 'cookbook.saga.v1' }).waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'workflows')

  await page.getByRole('searchbox').fill('approval')

  await page.getByText('1 type', { exact: true }).waitFor()
  expect(new URL(page.url()).searchParams.get('q')).toBe('approval')
  expect(await page.getByRole('row').count()).toBe(2)

  await page.reload()

  await page.getByRole('link', { name: 'cookbook.human-approval.v1' }).waitFor()
  expect(await page.getByRole('searchbox').inputValue()).toBe('approval')
})

test('a filter that nothing matches says so, and a type that appears is shown as it happens', async () => {
  const type = `live.${randomUUID()}`
  const page = await open(`/workflows?q=${type}`)
  await page.getByText('No type matches').waitFor()

  await client.workflows.create({ workflow_type: type, task_queue: 'nobody' })

  await page.getByRole('link', { name: type }).waitFor()
  await page.getByRole('table').getByText('gone', { exact: true }).waitFor()
  await client.workflows.delete(type)
})

test('the list is as usable in the dark and on a phone', async () => {
  const page = await open('/workflows', { colorScheme: 'dark', isPhone: true })
  await page.getByRole('link', { name: 'cookbook.saga.v1' }).waitFor()

  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await keepScreen(page, 'workflows-phone-dark')
  await page.getByRole('button', { name: 'Open navigation' }).click()
  await page.getByRole('dialog').getByRole('link', { name: 'Workers' }).click()

  await page.getByRole('heading', { name: 'Workers' }).waitFor()
  await eventually(async () => (await page.getByRole('dialog').count()) === 0)
})
