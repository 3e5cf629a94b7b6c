import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()

test('the overview counts what there is, and leads to what is not served', async () => {
  const type = `unserved.${randomUUID()}`
  await client.workflows.create({ workflow_type: type, task_queue: 'nobody' })
  const scenarios = ['caught', 'non_retryable', 'caught', 'caught']
  for (const scenario of scenarios) {
    await client.workflows.startAndWait('cookbook.exceptions.v1', { input: { scenario } })
  }
  const definition = await client.activityDefinitions.create({
    name: `overview-${randomUUID().slice(0, 8)}`,
    trigger: { manual: {} },
    tasks: [{ name: 'ask', human: { title: 'Is all well?' } }],
  })
  const { run } = await client.activityRuns.trigger(definition.name, {})
  const page = await open('/')
  await page.getByRole('img', { name: /runs of the last 24 hours/ }).waitFor()
  await page
    .getByRole('region', { name: 'Triggers of the last 24 hours' })
    .getByText('started')
    .waitFor()
  await page.getByRole('link', { name: /cannot be started as usual/ }).waitFor()
  await page.getByRole('region', { name: 'Recent runs' }).waitFor()
  await page.getByRole('link', { name: /^Human tasks [1-9]\d* to be decided/ }).waitFor()
  await page.getByText('runs, as Temporal counts them').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'overview')

  await page.getByRole('link', { name: /cannot be started as usual/ }).click()

  await page.getByRole('link', { name: type }).waitFor()
  expect(new URL(page.url()).searchParams.get('status')).toBe('gone')
  await client.workflows.delete(type)
  await client.activityRuns.cancel(run?.id ?? '')
})

test('what changes is told while one looks, in the dark and on a phone', async () => {
  const type = `changing.${randomUUID()}`
  const page = await open('/', { colorScheme: 'dark', isPhone: true })
  await page.getByText('Nothing has changed since this page was opened').waitFor()
  await page.getByText('Live', { exact: true }).waitFor()

  await client.workflows.create({ workflow_type: type, task_queue: 'nobody' })

  await page.getByRole('region', { name: 'What changes' }).getByText(type).first().waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await client.workflows.delete(type)
})

test('the overview is legible in the dark', async () => {
  const page = await open('/', { colorScheme: 'dark' })
  await page.getByRole('region', { name: 'Recent runs' }).waitFor()

  await expectAccessible(page)
  await keepScreen(page, 'overview-dark')
})
