import { execFileSync } from 'node:child_process'
import { expect, inject, test } from 'vitest'
import { eventually } from '../../server/test/wait.ts'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()
const { tokens } = inject('consoleStack')

test('a type says what it takes and who serves it, and is started with one of its examples', async () => {
  const page = await open('/workflows/cookbook.activity-choice.v1')
  await page
    .getByRole('region', { name: 'Input', exact: true })
    .getByText('items')
    .first()
    .waitFor()
  await page.getByRole('region', { name: 'Served by' }).getByText('ready').waitFor()
  await page.getByRole('region', { name: 'Recent runs' }).waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'workflow')

  await page.getByRole('link', { name: 'Start with this' }).first().click()
  await page.getByText('can be started').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'start')
  await page.getByRole('button', { name: 'Start', exact: true }).click()

  await page.getByRole('region', { name: 'Result', exact: true }).waitFor()
  const { runs } = await client.runs.list({ workflow_type: 'cookbook.activity-choice.v1' })
  expect(runs.some(({ workflow_id: id }) => page.url().includes(encodeURIComponent(id)))).toBe(true)
})

test('what is wrong with the input stands at its field, once, until it is mended', async () => {
  const page = await open('/workflows/cookbook.human-approval.v1/start')
  const subject = page.getByRole('textbox', { name: /What is to be decided/ })
  await subject.fill('x'.repeat(201))

  const fault = page.getByText(/200 characters/)
  await fault.waitFor()
  expect(await fault.count()).toBe(1)
  await expectAccessible(page)

  await subject.fill('A new desk')

  await fault.waitFor({ state: 'detached' })
})

test('items of a list are counted, and are added and removed by buttons that say of what', async () => {
  const page = await open('/workflows/cookbook.activity-choice.v1/start')
  const add = page.getByRole('button', { name: 'Add Shopping list' })
  const second = page.getByText('Shopping list 2', { exact: true })
  await page.getByText('Shopping list 1', { exact: true }).waitFor()

  await add.click()

  await second.waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Remove' }).last().click()
  await second.waitFor({ state: 'detached' })
})

test('a start that is refused says why and keeps what was written', async () => {
  const page = await open('/workflows/cookbook.human-approval.v1/start')
  await page.getByRole('textbox', { name: /What is to be decided/ }).fill('A new desk')

  await page.getByRole('button', { name: 'Start', exact: true }).click()

  await page
    .getByRole('alert')
    .getByText('The input does not fit the schema that it is for')
    .waitFor()
  expect(await page.getByRole('textbox', { name: /What is to be decided/ }).inputValue()).toBe(
    'A new desk',
  )
})

test('JSON has what is wrong with it at its lines, and Tab leaves the editor', async () => {
  const page = await open('/workflows/cookbook.human-approval.v1/start')
  await page.getByText('JSON', { exact: true }).click()
  const editor = page.getByLabel('Input as JSON')
  await editor.fill('{"approvers": ["ada"],\n "subject": 7}')

  const fault = page.getByRole('button', { name: /line 2 .*string/ })
  await fault.waitFor()
  await expectAccessible(page)

  await editor.fill('{"approvers": ["ada"],\n "subject": }')

  await page.getByRole('button', { name: /line 2 This is no JSON yet/ }).waitFor()
  await editor.press('Tab')
  expect(await page.evaluate('document.activeElement.role')).not.toBe('textbox')
})

test('the curl beside the form starts the same run from a shell', async () => {
  const page = await open('/workflows/cookbook.activity-choice.v1/start')
  await page.getByText('JSON', { exact: true }).click()
  await page.getByLabel('Input as JSON').fill('{"items":[{"fruit":"apple","amount":3}]}')
  await page.getByText('Given', { exact: true }).click()
  const id = `from-a-shell-${Date.now()}`
  await page.getByRole('textbox', { name: 'Given id' }).fill(id)
  const curl = await page.getByRole('region', { name: 'the start for curl' }).innerText()

  execFileSync('bash', ['-c', curl], { stdio: 'pipe' })

  expect((await client.runs.waitForResult(id)).status).toBe('completed')
})

test('an input is kept in the browser under a name, and a run is started again with its own', async () => {
  const page = await open('/workflows/cookbook.human-approval.v1/start')
  const subject = page.getByRole('textbox', { name: /What is to be decided/ })
  await subject.fill('A new desk')
  await page.getByRole('button', { name: 'Presets…' }).click()
  await page.getByLabel('Keep what is written as').fill('desk')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await page.getByRole('button', { name: 'Rename desk' }).click()
  await page.getByLabel('New name of desk').fill('furniture')
  await page.getByRole('button', { name: 'Rename', exact: true }).click()
  await page.getByRole('button', { name: 'Delete furniture' }).click()
  await page.getByRole('button', { name: 'Bring it back' }).click()
  await page.getByRole('list', { name: 'Kept presets' }).getByText('furniture').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Close' }).click()

  await page.reload()
  await page.getByRole('combobox', { name: 'Fill in' }).click()
  await page.getByRole('option', { name: 'furniture' }).click()
  await eventually(async () => (await subject.inputValue()) === 'A new desk')

  const id = `again-${Date.now()}`
  const input = { subject: 'A bigger desk', approvers: ['ada'] }
  await client.workflows.start('cookbook.human-approval.v1', { workflow_id: id, input })
  await page.goto(`/console/runs/${id}`)
  await page.getByRole('button', { name: 'Start again…' }).click()
  await page.getByRole('link', { name: id }).waitFor()
  expect(await subject.inputValue()).toBe('A bigger desk')
  await page.getByRole('button', { name: 'Start', exact: true }).click()

  await page.waitForURL((url) => url.pathname.includes('/runs/') && !url.pathname.includes(id))
  const again = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '')
  await page.goto('/console/workflows/cookbook.human-approval.v1/start')
  await page.getByRole('combobox', { name: 'Fill in' }).click()
  await page.getByRole('option', { name: 'Last input' }).click()
  await eventually(async () => (await subject.inputValue()) === 'A bigger desk')
  for (const started of [id, again]) await client.runs.terminate(started)
})

test('who may only read is told why the button cannot be pressed', async () => {
  const page = await open('/workflows/cookbook.activity-choice.v1', { token: tokens.reader })
  const button = page.getByRole('button', { name: 'Start a run' })

  expect(await button.getAttribute('aria-disabled')).toBe('true')
  expect(await button.getAttribute('aria-description')).toBe(
    'The token «reader» lacks the scope start',
  )
  await button.focus()

  await page.getByText('The token «reader» lacks the scope start').waitFor()
  await button.click({ force: true })
  expect(page.url()).not.toContain('/start')
})

test('the form is as usable in the dark and on a phone', async () => {
  const page = await open('/workflows/cookbook.saga.v1/start', {
    colorScheme: 'dark',
    isPhone: true,
  })
  await page.getByRole('button', { name: 'Start', exact: true }).waitFor()

  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await keepScreen(page, 'start-phone-dark')
})
