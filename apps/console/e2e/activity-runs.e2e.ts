import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()
const newName = (what: string) => `${what}-${randomUUID().slice(0, 8)}`

/** Looks, asks, starts a workflow and tells of it; the last task fails where the input says so. */
const greeting = (name: string) => ({
  name,
  trigger: { manual: {} },
  context: [
    { name: 'words', static: { value: { greeting: 'Hello' } } },
    { name: 'last', previous_run: {}, optional: true },
  ],
  condition: 'input.name != ""',
  tasks: [
    {
      name: 'pick',
      workflow: {
        workflow_type: 'cookbook.activity-choice.v1',
        input: { items: [{ fruit: 'apple', amount: 2 }] },
      },
    },
    {
      ...{ name: 'tell', after: ['pick'], for_each: 'input.times' },
      emit: {
        type: `${name}.told`,
        data: { text: { $liquid: '{{ context.words.greeting }}, {{ input.name }}' } },
      },
    },
    {
      ...{ name: 'fail', after: ['tell'], when: 'input.fails' },
      signal: { workflow_id: 'there-is-none', signal: 'ping', retry: { maximum_attempts: 1 } },
    },
  ],
})

async function runOf(name: string, input: object): Promise<string> {
  const { run } = await client.activityRuns.trigger(name, { times: [1, 2], fails: false, ...input })
  return run?.id ?? ''
}

test('a run shows its way, what it looked at, and each task with what came of it', async () => {
  const name = newName('greeting')
  await client.activityDefinitions.create(greeting(name))
  await client.activityRuns.waitForEnd(await runOf(name, { name: 'Bo' }))
  const page = await open('/activities/runs')
  await page.getByRole('link', { name }).first().waitFor()
  await expectAccessible(page)
  const id = await runOf(name, { name: 'Ada' })
  await page.goto(`/console/activities/runs/${id}`)

  const stages = page.getByRole('list', { name: 'Stages' })
  await stages.getByText('started', { exact: true }).waitFor()
  await stages.getByText('previous run').waitFor()
  await page.getByText('succeeded', { exact: true }).first().waitFor()
  await page.getByText('3 tasks').first().waitFor()
  await page.getByText('tell', { exact: true }).first().click()
  await page.getByRole('region', { name: 'what tell was given' }).getByText('Hello, Ada').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'activity-run')

  await page.getByText('pick', { exact: true }).first().click()
  await page.getByRole('link', { name: /^task-/ }).click()

  await page.getByRole('region', { name: 'Result', exact: true }).waitFor()
  await client.activityDefinitions.delete(name)
})

test('a run that failed says what and why, in the dark and on a phone', async () => {
  const name = newName('failing')
  await client.activityDefinitions.create(greeting(name))
  const id = await runOf(name, { name: 'Ada', fails: true })
  const page = await open(`/activities/runs/${id}`, { colorScheme: 'dark', isPhone: true })

  await page.getByRole('region', { name: 'Why it failed' }).waitFor()

  await page.getByText('failed', { exact: true }).first().waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await keepScreen(page, 'activity-run-phone-dark')
  await client.activityDefinitions.delete(name)
})

test('a run that waits is cancelled after it was said what that means', async () => {
  const name = newName('waiting')
  await client.activityDefinitions.create({
    ...{ name, trigger: { manual: {} }, tasks: [{ name: 'rest', wait: { seconds: 3_600 } }] },
  })
  const { run } = await client.activityRuns.trigger(name)
  const page = await open(`/activities/runs/${run?.id}`)
  await page.getByText('running', { exact: true }).first().waitFor()

  await page.getByRole('button', { name: 'Cancel…' }).click()
  await page.getByRole('dialog').getByText('What was done stays done').waitFor()
  await page.getByRole('button', { name: 'Cancel the run' }).click()

  await page.getByText('cancelled', { exact: true }).first().waitFor()
  expect(await page.getByRole('button', { name: 'Cancel…' }).getAttribute('aria-description')).toBe(
    'The run has ended',
  )
  await client.activityDefinitions.delete(name)
})

test('the ledger says why not, and is narrowed by what the address keeps', async () => {
  const name = newName('paused')
  await client.activityDefinitions.create(greeting(name))
  const { id } = await client.activityDefinitions.pause(name, 'Nobody is to be greeted today')
  await client.activityRuns.trigger(name, { name: 'Ada', times: [], fails: false })
  await client.activityDefinitions.resume(name)
  await client.activityRuns.waitForEnd(await runOf(name, { name: 'Ada' }))
  const page = await open(`/activities/ledger?definition=${id}`)
  await page.getByText('2 rows').waitFor()
  await page.getByText(/Nobody is to be greeted today/).waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'ledger')

  await page.getByRole('combobox', { name: 'Outcome' }).click()
  await page.getByRole('option', { name: 'started', exact: true }).click()

  await page.getByText('1 row', { exact: true }).waitFor()
  expect(new URL(page.url()).searchParams.get('outcome')).toBe('started')
  await page.getByRole('link', { name: 'run', exact: true }).click()
  await page.getByRole('region', { name: 'Stages' }).waitFor()
  await client.activityDefinitions.delete(name)
})

test('the ledger and runs are as usable in the dark and on a phone', async () => {
  for (const path of ['/activities/ledger', '/activities/runs']) {
    const page = await open(path, { colorScheme: 'dark', isPhone: true })
    await page.getByRole('table').waitFor()

    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  }
})
