import { randomUUID } from 'node:crypto'
import { afterAll, expect, inject, test } from 'vitest'
import { eventually } from '../../server/test/wait.ts'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()
const { tokens } = inject('consoleStack')
const type = 'cookbook.schedule.v1'
const input = { report: 'sales' }
const made: string[] = []

function newId(name: string): string {
  const id = `${name}-${randomUUID().slice(0, 8)}`
  made.push(id)
  return id
}

async function make(name: string, body: object): Promise<string> {
  const id = newId(name)
  await client.schedules.create(id, { workflow_type: type, input, ...body })
  return id
}

afterAll(async () => {
  for (const id of made) {
    await client.schedules.delete(id).catch(() => {})
  }
})

test('from a type to its schedule: what is wrong stands at its field, the next ten times beside it', async () => {
  const id = newId('report-weekdays')
  const page = await open(`/workflows/${type}`)
  await page.getByRole('button', { name: 'Schedule it' }).click()
  await page.getByRole('textbox', { name: 'Id' }).fill(id)
  const line = page.getByRole('textbox', { name: 'Cron line 1' })
  await line.fill('0 25 * * *')
  await page.getByText('hour «25» is not within 0-23').waitFor()
  expect(await page.getByText('hour «25» is not within 0-23').count()).toBe(1)

  await line.fill('0 9 * * MON-FRI')
  await page.getByText('at 09:00 on Monday to Friday').waitFor()
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Asia/Tokyo')
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click()
  await page
    .getByRole('textbox', { name: /report/i })
    .first()
    .fill('sales')
  const times = page.getByRole('table', { name: 'Next times' })
  await times.getByText(/09:00/).nth(9).waitFor()
  await times.getByText('Asia/Tokyo').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'schedule-new')
  await page.getByRole('button', { name: 'Create' }).click()

  await page.getByRole('heading', { name: id }).waitFor()
  await page.getByText('at 09:00 on Monday to Friday').waitFor()
  expect((await client.schedules.get(id)).definition).toMatchObject({
    cron: ['0 9 * * MON-FRI'],
    time_zone: 'Asia/Tokyo',
    input: { report: 'sales' },
  })
})

test('a schedule shows its month and a day of it, what it began, and what it did not', async () => {
  const id = await make('report-often', {
    cron: ['*/10 * * * *'],
    time_zone: 'America/New_York',
    labels: { team: 'blue' },
    note: 'until the migration is done',
  })
  await client.schedules.trigger(id)
  const page = await open(`/schedules/${id}?month=2027-03`)
  await page.getByRole('region', { name: 'Calendar' }).getByText('March 2027').waitFor()

  // Of 23 hours, as clocks leap in Berlin.
  await page.getByRole('button', { name: 'Sunday 28 March: 138 fires' }).click()
  await page
    .getByRole('region', { name: /Times on Sunday 28 March/ })
    .getByText('23 h')
    .waitFor()
  await page.getByText('America/New_York', { exact: true }).first().click()
  await page.getByRole('button', { name: 'Sunday 14 March: 138 fires' }).waitFor()
  expect(new URL(page.url()).searchParams.get('zone')).toBe('schedule')
  await page.getByRole('table', { name: 'Recent fires' }).getByText('completed').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Tuesday 16 March: 144 fires' }).click()
  await page
    .getByRole('region', { name: /Times on Tuesday/ })
    .getByText('09:10')
    .waitFor()
  await keepScreen(page, 'schedule')
})

test('a schedule is paused with a reason, triggered, unpaused, changed and deleted', async () => {
  const id = await make('report-hourly', { intervals: [{ every_seconds: 3_600 }] })
  const page = await open(`/schedules/${id}`)
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: 'Pause…' }).click()
  await dialog.getByLabel('Reason').fill('the source is down')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Pause', exact: true }).click()
  await page.getByText('paused', { exact: true }).first().waitFor()
  await page.getByText('the source is down').waitFor()

  await page.getByRole('button', { name: 'Trigger…' }).click()
  await dialog.getByRole('button', { name: 'Trigger', exact: true }).click()
  await page.getByRole('table', { name: 'Recent fires' }).getByRole('link').first().waitFor()

  await page.getByRole('button', { name: 'Unpause…' }).click()
  await dialog.getByRole('button', { name: 'Unpause', exact: true }).click()
  await page.getByText('active', { exact: true }).waitFor()

  await page.getByRole('button', { name: 'Edit' }).click()
  const every = page.getByRole('textbox', { name: 'Every, Interval 1' })
  expect(await every.inputValue()).toBe('1')
  await every.fill('2')
  await page.getByText('every 2 h, counted from 1970').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('button', { name: 'Delete…' }).waitFor()
  await page.getByRole('region', { name: 'When' }).getByText('every 2 h').waitFor()
  expect((await client.schedules.get(id)).definition).toMatchObject({
    intervals: [{ every_seconds: 7_200 }],
    input,
  })

  await page.getByRole('button', { name: 'Delete…' }).click()
  await dialog.getByRole('button', { name: 'Delete the schedule' }).click()
  await page.getByRole('heading', { name: 'Schedules', exact: true }).waitFor()
  await expect(client.schedules.get(id)).rejects.toMatchObject({ code: 'schedule-not-found' })
})

test('what somebody else changed meanwhile is not overwritten', async () => {
  const id = await make('report-shared', { cron: ['0 1 * * *'] })
  const page = await open(`/schedules/${id}/edit`)
  const line = page.getByRole('textbox', { name: 'Cron line 1' })
  await line.fill('0 2 * * *')
  await client.schedules.put(id, { workflow_type: type, input, cron: ['0 3 * * *'] })

  await page.getByRole('button', { name: 'Save' }).click()

  await page
    .getByRole('alert')
    .getByText(/was changed by somebody else/)
    .waitFor()
  expect(await line.inputValue()).toBe('0 2 * * *')
})

test('a backfill says how often it fires before it does; a long one is watched and called off', async () => {
  const id = await make('report-backfill', { cron: ['*/2 * * * *'], paused: true })
  const page = await open(`/schedules/${id}`)
  await page.getByRole('button', { name: 'Backfill…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/It fires 7\d\d times/).waitFor()
  await dialog.getByLabel('To').fill('2020-01-01T00:00')
  await dialog.getByText('must not be before start_at').waitFor()

  await dialog.getByLabel('From').fill('2026-10-01T00:00')
  await dialog.getByLabel('To').fill('2026-10-02T00:00')
  await dialog.getByText('It fires 721 times').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'schedule-backfill')
  await dialog.getByRole('button', { name: 'Backfill 721 times' }).click()

  const progress = page.getByRole('region', { name: 'Backfill' })
  await progress.getByText(/of 721 times: is being sent/).waitFor()
  await progress.getByRole('button', { name: 'Send no more' }).click()
  await progress.getByText('was called off').waitFor()
  await progress.getByRole('button', { name: 'Dismiss' }).click()
  await progress.waitFor({ state: 'detached' })
})

test('schedules are found by text, state and label, and the address says so', async () => {
  const label = `l${randomUUID().slice(0, 6)}`
  const id = await make('report-labelled', { cron: ['0 4 * * *'], labels: { [label]: 'yes' } })
  const paused = await make('report-paused', { cron: ['0 5 * * *'], paused: true })
  // Temporal's list is a moment behind.
  await eventually(async () => {
    const { schedules } = await client.schedules.list({ q: id })
    const others = await client.schedules.list({ q: paused, paused: true })
    return schedules.length === 1 && others.schedules.length === 1
  })
  const page = await open('/schedules')
  await page.getByRole('table', { name: 'Schedules' }).waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'schedules')

  await page.getByRole('textbox', { name: 'Label' }).fill(`${label}=yes`)
  await page.getByText('1 schedule', { exact: true }).waitFor()
  await page.getByRole('link', { name: id }).waitFor()
  expect(new URL(page.url()).searchParams.get('label')).toBe(`${label}=yes`)
  await page.getByRole('combobox', { name: 'State' }).click()
  await page.getByRole('option', { name: 'paused' }).click()
  await page.getByText('No schedule matches').waitFor()
  await page.getByRole('button', { name: 'Clear' }).click()

  await page.getByRole('link', { name: paused }).waitFor()
})

test('schedules are as usable in the dark, on a phone, and by those who may only read', async () => {
  const id = await make('report-phone', { cron: ['0 4 * * *'] })
  const page = await open(`/schedules/${id}`, {
    colorScheme: 'dark',
    isPhone: true,
    token: tokens.reader,
  })
  await page.getByRole('table', { name: /Fires in/ }).waitFor()
  await page.getByRole('table', { name: 'Next times' }).waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await keepScreen(page, 'schedule-phone-dark')

  const pause = page.getByRole('button', { name: 'Pause…' })
  expect(await pause.getAttribute('aria-description')).toBe(
    'The token «reader» lacks the scope start',
  )

  const form = await open(`/new-schedule?workflow_type=${type}`, {
    colorScheme: 'dark',
    isPhone: true,
  })
  await form.getByRole('button', { name: 'Create' }).waitFor()
  for (const kind of ['Interval', 'Calendar', 'Exception']) {
    await form.getByRole('button', { name: kind, exact: true }).click()
  }
  await expectAccessible(form)
  await expectNoSidewaysScroll(form)
})
