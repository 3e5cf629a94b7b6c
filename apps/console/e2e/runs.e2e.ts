import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()

const approval = 'cookbook.human-approval.v1'
const asking = () => ({
  input: { subject: 'A new desk', approvers: ['ada', 'bo'] },
  workflow_id: `approval-${randomUUID()}`,
})

test('a run is found by its id, and a filter that Temporal refuses is told', async () => {
  const { workflow_id: id } = await client.workflows.start(approval, asking())
  const page = await open(`/runs?workflow_id=${id}`)

  await page.getByRole('link', { name: id }).waitFor()
  await expectAccessible(page)

  await page.getByRole('textbox', { name: 'Temporal list filter' }).fill('this is no filter')

  await page.getByText('Temporal does not understand the list filter').waitFor()
  await client.runs.terminate(id)
})

test('a run is watched as it goes: its messages, its answers, its end', async () => {
  const { workflow_id: id } = await client.workflows.start(approval, asking())
  const page = await open(`/runs/${id}`)
  await page.getByText('running', { exact: true }).first().waitFor()

  await page.getByRole('button', { name: 'Message…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('Query', { exact: true }).click()
  await dialog.getByLabel('Name').fill('state')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Ask' }).click()
  await dialog.getByRole('region', { name: 'the answer' }).getByText('pending').waitFor()
  await dialog.getByRole('button', { name: 'Close' }).last().click()

  await page.getByRole('button', { name: 'Terminate…' }).click()
  await page.getByRole('dialog').getByText('ends at once and without its say').waitFor()
  await page.getByLabel('Reason').fill('Seen enough')
  await page.getByRole('button', { name: 'Terminate the run' }).click()

  await page.getByRole('region', { name: 'How it ended' }).getByText('Seen enough').waitFor()
  expect(await page.getByRole('button', { name: 'Cancel…' }).getAttribute('aria-description')).toBe(
    'The run is closed',
  )
})

test('a run that did things shows them on a scale of time, and is reset from there', async () => {
  const { workflow_id: id } = await client.workflows.startAndWait('cookbook.activity-choice.v1', {
    input: {
      items: [
        { fruit: 'apple', amount: 2 },
        { fruit: 'cherry', amount: 1 },
      ],
    },
    workflow_id: `fruit-${randomUUID()}`,
  })
  const page = await open(`/runs/${id}`)
  await page.getByRole('region', { name: 'Result', exact: true }).waitFor()
  await page.getByText('activity', { exact: true }).first().waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'run')

  await page.getByRole('tab', { name: 'Events' }).click()
  await page.getByText('workflow execution completed').waitFor()
  expect(new URL(page.url()).searchParams.get('view')).toBe('events')

  await page.getByRole('button', { name: 'Reset…' }).click()
  await page.getByRole('button', { name: 'Reset the run' }).click()

  await page.waitForURL((url) => url.searchParams.has('run_id'))
  await page.getByRole('region', { name: 'Result', exact: true }).waitFor()
})

test('the list is as usable in the dark and on a phone, and says when nothing matches', async () => {
  const { workflow_id: id } = await client.workflows.start(approval, asking())
  const page = await open(`/runs?status=running&workflow_type=${approval}`, {
    colorScheme: 'dark',
    isPhone: true,
  })
  await page.getByRole('link', { name: id }).waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await keepScreen(page, 'runs-phone-dark')

  await page.getByRole('searchbox').fill('of nobody')

  await page.getByText('No run matches').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Clear' }).click()
  await page.getByRole('table', { name: 'Runs' }).waitFor()
  expect(new URL(page.url()).search).toBe('')
  await client.runs.terminate(id)
})

test('a run that is not there says so, in the dark and on a phone as well', async () => {
  const page = await open('/runs/there-is-none', { colorScheme: 'dark', isPhone: true })

  await page.getByText('There is no such run').waitFor()

  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
})
