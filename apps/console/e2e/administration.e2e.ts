import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { eventually } from '../../server/test/wait.ts'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()
const { tokens } = inject('consoleStack')
const newName = (name: string) => `${name}-${randomUUID().slice(0, 8)}`

test('the gateway says what it is, what it stands on, and whom it takes one for', async () => {
  const page = await open('/administration', { token: tokens.reader })
  const replica = page.getByRole('region', { name: 'This replica' })
  await replica.getByText('followed').waitFor()
  await replica.getByText('none: activity definitions').waitFor()
  await page.getByRole('region', { name: 'You' }).getByText('reader').waitFor()
  await expectAccessible(page)

  await page.getByRole('tab', { name: 'Audit' }).click()

  await page.getByText('The token «reader» lacks the scope admin').waitFor()
  expect(new URL(page.url()).searchParams.get('tab')).toBe('audit')

  const other = await open('/administration')
  await other.getByText('PGlite, in the process').waitFor()
  await keepScreen(other, 'administration')
})

test('a search attribute that conflicts is replaced after one was told what is lost', async () => {
  const attribute = `e2e_${randomUUID().slice(0, 8)}`
  const workflowType = newName('attributes')
  const put = (type: 'Keyword' | 'Bool', version: string) =>
    client.workflows.put({
      workflow_type: workflowType,
      task_queue: workflowType,
      version,
      search_attributes: [{ name: attribute, type, description: 'Made by a test' }],
    })
  await put('Keyword', '1.0.0')
  await eventually(async () => {
    const { search_attributes: actual } = await client.searchAttributes.actual()
    return actual.some(({ name }) => name === attribute)
  })
  await put('Bool', '2.0.0')
  const page = await open('/administration?tab=attributes')
  const row = page.getByRole('row').filter({ hasText: attribute })
  await row.getByText('conflict').waitFor()
  const ensure = page.getByRole('button', { name: 'Make what is missing…' })
  expect(await ensure.getAttribute('aria-disabled')).toBe('true')

  await row.getByRole('button', { name: 'Replace…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('made again as Bool').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'administration-attributes')
  await dialog.getByRole('button', { name: 'Replace, and lose its values' }).click()

  await page.getByText('1 attribute replaced').waitFor()
  await row.getByText('alike').waitFor()
  await client.workflows.delete(workflowType)
})

test('a counter is found and set back after one was told what that means', async () => {
  const slug = newName('tui-build')
  await client.workflowIds.claim(slug)
  await client.workflowIds.claim(slug)
  const page = await open('/administration?tab=ids')
  await page.getByRole('searchbox', { name: 'Slug' }).fill(slug)
  const row = page.getByRole('row').filter({ hasText: slug })
  await row.getByText(`${slug}-r2`).waitFor()
  await expectAccessible(page)

  await row.getByRole('button', { name: 'Reset…' }).click()
  await page.getByRole('dialog').getByText(`${slug}-r1`).waitFor()
  await page.getByRole('button', { name: 'Set it back to 0' }).click()

  await row.getByText('none since its reset').waitFor()
  expect((await client.workflowIds.claim(slug)).counter).toBe(1)
})

test('schedules of a label are paused together, after one saw which', async () => {
  const label = `l${randomUUID().slice(0, 6)}`
  const ids = [newName('many'), newName('many')]
  for (const id of ids) {
    await client.schedules.create(id, {
      ...{ workflow_type: 'cookbook.schedule.v1', input: { report: 'sales' } },
      ...{ cron: ['0 0 1 1 *'], labels: { [label]: 'yes' } },
    })
  }
  await eventually(
    async () => (await client.schedules.list({ label: [label] })).schedules.length === 2,
  )
  const page = await open('/administration?tab=drift')
  await page.getByRole('button', { name: 'Look again' }).waitFor()
  await page.getByRole('textbox', { name: 'With the label' }).fill(label)
  await expectAccessible(page)

  await page.getByRole('button', { name: 'Pause all…', exact: true }).click()
  await page
    .getByRole('dialog')
    .getByText(ids[0] ?? '')
    .waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Pause 2' }).click()

  await page.getByText('2 schedules changed.').waitFor()
  expect((await client.schedules.get(ids[1] ?? '')).paused).toBe(true)
  for (const id of ids) await client.schedules.delete(id)
})

test('orphans are told by type, queue and reason', async () => {
  const workflowType = newName('nobody')
  await client.workflows.put({ workflow_type: workflowType, task_queue: workflowType })
  const { workflow_id: id } = await client.workflows.start(workflowType, {
    input: {},
    on_no_worker: 'queue',
  })
  await eventually(async () => {
    const { runs } = await client.orphans.list({ workflow_type: workflowType })
    return runs.length === 1
  })
  const page = await open('/administration?tab=orphans')

  await page
    .getByRole('table', { name: 'Orphans by type and task queue' })
    .getByRole('link', { name: workflowType })
    .waitFor()
  await page
    .getByRole('table', { name: 'Orphaned runs' })
    .getByRole('link', { name: id, exact: true })
    .waitFor()
  await expectAccessible(page)
  await client.runs.terminate(id)
  await client.workflows.delete(workflowType)
})

test('what of the gateway is in Temporal, and who changed what, can be looked up', async () => {
  const name = newName('audited')
  const made = await client.activityDefinitions.create({
    name,
    trigger: { schedule: { cron: ['0 6 * * MON'] } },
    tasks: [{ name: 'pause', wait: { seconds: 1 } }],
  })
  const page = await open('/administration?tab=temporal&kind=definition')
  const row = page.getByRole('table', { name: 'Temporal schedules' }).getByRole('row')
  await row.filter({ hasText: name }).getByText('at 06:00 on Monday').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'administration-temporal')

  await page.getByRole('tab', { name: 'Audit' }).click()
  await page.getByRole('textbox', { name: 'Subject' }).fill(`definition:${made.id}`)
  const change = page.getByRole('table', { name: 'Changes' }).getByRole('row')
  await change.filter({ hasText: made.id }).getByText('definition.create').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'administration-audit')
  await page.getByRole('textbox', { name: 'Who' }).fill('nobody')
  await page.getByText('No change matches').waitFor()
  await client.activityDefinitions.delete(made.id)
})

test('administration is as usable in the dark and on a phone', async () => {
  const page = await open('/administration', { colorScheme: 'dark', isPhone: true })
  await page.getByText('followed').waitFor()
  for (const name of ['Gateway', 'Search attributes', 'Workflow ids', 'Audit']) {
    await page.getByRole('tab', { name }).click()
    await page.getByRole('tabpanel', { name }).getByRole('region').first().waitFor()
    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  }
})
