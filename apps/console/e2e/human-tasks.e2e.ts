import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../server/test/gateway.ts'
import { freshPgliteFolder } from '../../server/test/pglite-folder.ts'
import { eventually } from '../../server/test/wait.ts'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client: openClient } = browsing()
const people = ['bob', 'carol', 'mallory'] as const

/** A gateway that knows people by their tokens, with a database of its own. */
let gateway: TestGateway
let dataDir: string

beforeAll(async () => {
  dataDir = await freshPgliteFolder()
  const tokens = people.map(
    (name) => `{ name: ${name}, token: the-token-of-${name}, scopes: [read, start] }`,
  )
  gateway = await startTestGateway({
    auth: `{ tokens: [{ name: admin, token: the-token-of-admin, scopes: [admin] }, ${tokens.join(', ')}] }`,
    token: 'the-token-of-admin',
    database: `{ data_dir: '${dataDir}' }`,
    people: '{ groups: { finance: [bob, carol] } }',
  })
})

afterAll(async () => {
  await gateway.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const openAs = (name: (typeof people)[number], path: string, more = {}) =>
  open(path, { at: gateway.url, token: `the-token-of-${name}`, ...more })

const form = {
  type: 'object',
  required: ['cost_centre'],
  properties: {
    cost_centre: { type: 'string', title: 'Cost centre', pattern: '^[0-9]{4}$' },
    budget: { title: 'Budget', enum: ['running', 'investment'] },
  },
}

/** Runs a definition that asks people. @returns the ids of the run and of what is asked. */
async function ask(human: Readonly<Record<string, unknown>>, client = gateway.client) {
  const definition = await client.activityDefinitions.create({
    name: `ask-${randomUUID().slice(0, 8)}`,
    trigger: { manual: {} },
    tasks: [{ name: 'review', human }],
  } as never)
  const { run } = await client.activityRuns.trigger(definition.name, {})
  const runId = run?.id ?? ''
  const id = await eventually(async () => {
    const { human_tasks: tasks } = await client.humanTasks.list({ run_id: runId })
    return tasks[0]?.id
  })
  return { runId, id }
}

test('an empty inbox fills while one looks, and two people decide what came', async () => {
  const page = await openAs('bob', '/human-tasks?inbox=group')
  await page.getByText('No task matches').waitFor()
  await page.getByText('You are bob').waitFor()

  const { runId } = await ask({
    title: 'Pay ACME: 12,400 €',
    description: 'Two standing desks, ordered by Dan for the office in Bremen.',
    groups: ['finance'],
    requester: 'dan',
    quorum: 2,
    due_seconds: 172_800,
    escalate_to: ['cfo'],
    form,
  })
  await page.getByRole('link', { name: /Pay ACME/ }).waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: /Cost centre/ }).waitFor()
  expect(new URL(page.url()).searchParams.get('inbox')).toBe('group')
  await expectAccessible(page)

  await page.getByRole('textbox', { name: /Cost centre/ }).fill('47')
  await page.getByRole('button', { name: 'Approve' }).click()
  const fault = page.getByText(/must match the pattern/)
  await fault.waitFor()
  expect(await fault.count()).toBe(1)
  await page.getByRole('textbox', { name: /Cost centre/ }).fill('4711')
  await fault.waitFor({ state: 'detached' })
  await page.getByRole('textbox', { name: 'Comment' }).fill('As ordered')
  await Promise.all([
    ask({ title: 'Book the hall for 120 people', groups: ['finance'], due_seconds: 7_200 }),
    ask({ title: 'Refund order 8812: 89 €', groups: ['finance'], quorum: 3 }),
    ask({ title: 'Let the intern see the ledger', groups: ['finance'], requester: 'erin' }),
  ])
  await page.getByText('4 tasks').waitFor()
  await keepScreen(page, 'human-tasks')
  await page.getByRole('button', { name: 'Approve' }).click()

  await page.getByText('You have decided it: everybody does so once').first().waitFor()
  await page.getByRole('region', { name: 'Said so far' }).getByText('«As ordered»').waitFor()
  // The reason stands beside the pointer as well, outside of all regions.
  await page.mouse.move(0, 0)
  await page.getByRole('tooltip').waitFor({ state: 'detached' })
  await expectAccessible(page)

  const other = await openAs('carol', new URL(page.url()).pathname.replace('/console', ''), {
    colorScheme: 'dark',
  })
  await other.getByText('Yours decides it, and the run goes on.').waitFor()
  await other.getByRole('textbox', { name: /Cost centre/ }).fill('4712')
  await expectAccessible(other)
  await keepScreen(other, 'human-tasks-dark')
  await other.getByRole('button', { name: 'Answer', exact: true }).click()

  await other.getByText(/It was answered by bob, carol/).waitFor()
  await page.getByText(/It was answered by bob, carol/).waitFor()
  await eventually(async () => (await gateway.client.activityRuns.get(runId)).finished_at !== null)
})

test('who may not decide is told why: the requester before, a stranger when they try', async () => {
  const { id } = await ask({ title: 'Let Bob travel', groups: ['finance'], requester: 'bob' })
  const own = await openAs('bob', `/human-tasks/${id}`)
  const approve = own.getByRole('button', { name: 'Approve' })
  await approve.waitFor()
  expect(await approve.getAttribute('aria-description')).toMatch(/You requested it/)

  const stranger = await openAs('mallory', `/human-tasks/${id}`)
  await stranger.getByRole('button', { name: 'Approve' }).click()
  await stranger.getByRole('alert').getByText('«Let Bob travel» is not for «mallory»').waitFor()

  await own.getByRole('button', { name: 'Reject…' }).click()
  await own.getByRole('dialog').getByText('One rejection ends it').waitFor()
  await own.getByRole('button', { name: 'Reject it' }).click()
  await own.getByText(/It was rejected by bob/).waitFor()
})

test('a task is claimed, talked about, handed on, and decided by a link', async () => {
  const { id } = await ask({ title: 'Renew the lease', groups: ['finance'] })
  const page = await openAs('bob', `/human-tasks/${id}`)
  await page.getByRole('button', { name: 'Claim' }).click()
  await page.getByRole('button', { name: 'Release' }).waitFor()
  await page.getByRole('button', { name: 'Comment…' }).click()
  await page.getByRole('dialog').getByLabel('Comment').fill('Asked the landlord')
  await page.getByRole('button', { name: 'Say it' }).click()
  await page.getByText('«Asked the landlord»').waitFor()

  await page.getByRole('button', { name: 'Delegate…' }).click()
  await page.getByRole('dialog').getByLabel('To').fill('carol')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Delegate', exact: true }).click()
  await page.getByText('carol has claimed it').waitFor()

  const hers = await openAs('carol', `/human-tasks/${id}`, { colorScheme: 'dark', isPhone: true })
  await hers.getByRole('button', { name: 'Links…' }).click()
  await hers.getByRole('button', { name: 'Make links' }).click()
  const link = await hers.getByRole('region', { name: 'the link to approve' }).innerText()
  await expectAccessible(hers)
  await hers.goto(link)
  await hers.getByText('You decide as carol.').waitFor()
  await expectAccessible(hers)
  await expectNoSidewaysScroll(hers)
  await hers.getByRole('button', { name: 'Approve' }).click()

  await hers.getByText('your decision is kept, carol').waitFor()
  await page.getByText(/It was approved by carol/).waitFor()
})

test('the inbox is as usable in the dark and on a phone, one thing at a time', async () => {
  const { id } = await ask({ title: 'Close the month', assignees: ['carol'], due_seconds: 3_600 })
  const page = await openAs('carol', '/human-tasks', { colorScheme: 'dark', isPhone: true })
  const task = page.getByRole('link', { name: /Close the month/ })
  await task.waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await keepScreen(page, 'human-tasks-phone-dark')

  await task.click()
  await page.getByRole('heading', { name: 'Close the month' }).waitFor()
  expect(await task.isVisible()).toBe(false)
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)

  await page.getByRole('link', { name: 'All human tasks' }).click()
  await task.waitFor()
  await gateway.client.humanTasks.decide(id, { decision: 'reject' }, { actor: 'carol' })
  await task.waitFor({ state: 'detached' })
})

test('where no token is asked for, one says who one is', async () => {
  const title = `Who am I ${randomUUID().slice(0, 8)}`
  const { id } = await ask({ title, requester: 'erin' }, openClient)
  const page = await open(`/human-tasks/${id}`)
  await page.getByRole('button', { name: 'You are anonymous' }).click()
  await page.getByLabel('Act for').fill('erin')
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Use', exact: true }).click()

  await page.getByRole('button', { name: 'Acting for erin' }).waitFor()
  await page.getByText('You requested it: somebody else has to approve').first().waitFor()

  await page.getByRole('button', { name: 'Acting for erin' }).click()
  await page.getByRole('button', { name: 'Be anonymous' }).click()
  await page.getByRole('button', { name: 'Approve' }).click()

  await page.getByText(/It was approved by anonymous/).waitFor()
})

test('a task that is not there says so', async () => {
  const page = await openAs('bob', `/human-tasks/${randomUUID()}`)

  await page
    .getByText(/There is no human task/)
    .first()
    .waitFor()
})
