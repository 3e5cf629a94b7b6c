import { randomUUID } from 'node:crypto'
import { createClient } from '@temporal-registry/sdk/client'
import { expect, inject, test } from 'vitest'
import { stringify } from 'yaml'
import { eventually } from '../../server/test/wait.ts'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()
const { url } = inject('consoleStack')
const newName = (what: string) => `${what}-${randomUUID().slice(0, 8)}`

const approval = (name: string) => ({
  name,
  description: 'Large orders are approved by a person before they are shipped',
  owner: 'shop',
  labels: { team: 'shop' },
  trigger: { event: { types: [`${name}.created`], filter: 'event.data.amount >= 1000' } },
  dedupe: { key: 'event.data.order_id', ttl_seconds: 86_400 },
  context: [{ name: 'limits', static: { value: { daily: 20 } } }],
  condition: 'context.limits.daily > 0',
  tasks: [
    {
      name: 'approval',
      human: { title: 'Ship order {{ event.data.order_id }}?', groups: ['sales'] },
    },
    {
      name: 'ship',
      after: ['approval'],
      when: 'tasks.approval.result.decision == "approved"',
      workflow: { workflow_type: 'cookbook.saga.v1', input: { order_id: { $cel: 'event.id' } } },
    },
    { name: 'tell', after: ['ship'], emit: { type: 'order.shipped' } },
  ],
})

test('where there is nothing one begins with a template, makes it, runs it and sees what came of it', async () => {
  const second = createClient({ url, namespace: 'second' })
  for await (const { name } of second.activityDefinitions.all()) {
    await second.activityDefinitions.delete(name)
  }
  const page = await open('/activities?namespace=second')
  await page.getByText('Nothing happens by itself yet').waitFor()
  await expectAccessible(page)

  await page.getByRole('link', { name: 'By hand' }).click()
  await page.getByText('valid', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Create it' }).click()

  await page.getByRole('heading', { name: 'say-hello' }).waitFor()
  await page.getByText('It has not run yet').waitFor()
  await page.getByRole('button', { name: 'Run now…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Run it' }).click()
  await dialog.getByText('The input does not fit', { exact: false }).first().waitFor()
  await dialog.getByRole('textbox', { name: /Whom to greet/ }).fill('Ada')
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Run it' }).click()
  await dialog.getByRole('link', { name: 'Look at the run' }).click()

  await page.getByRole('region', { name: 'Stages' }).waitFor()
  await page.getByText('succeeded', { exact: true }).first().waitFor()
  await page.getByText('tell', { exact: true }).first().click()
  await page.getByRole('region', { name: 'what tell was given' }).getByText('Hello, Ada!').waitFor()
})

test('a definition says what it does, and its list when and what came of it last', async () => {
  const name = newName('order-approval')
  const label = newName('shown')
  const others = [
    { trigger: { schedule: { cron: ['0 8 * * MON-FRI'], time_zone: 'Europe/Berlin' } } },
    {
      trigger: { event: { types: ['github.push'], filter: 'event.data.ref == "refs/heads/main"' } },
    },
    { trigger: { manual: {} } },
  ].map((one, at) => ({
    ...{ ...one, name: newName(['weekday-digest', 'build-on-push', 'restock'][at] ?? '') },
    ...{ labels: { [label]: '' }, tasks: [{ name: 'tell', emit: { type: 'told' } }] },
  }))
  for (const other of others) await client.activityDefinitions.create(other)
  await client.activityDefinitions.pause(others[1]?.name ?? '', 'The builders are moving house')
  await client.activityRuns.trigger(others[2]?.name ?? '')
  await client.activityDefinitions.create({ ...approval(name), labels: { [label]: '' } })
  for (const amount of [10, 99]) {
    const id = randomUUID()
    await client.events.send({
      ...{ specversion: '1.0', id, source: '/shop', type: `${name}.created` },
      data: { amount, order_id: id },
    })
  }
  const page = await open(`/activities?label=${label}`)
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name }) })
  await row.getByText('filtered').waitFor()
  await row.getByText('active', { exact: true }).waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'activities')

  await row.getByRole('link', { name }).click()

  const picture = page.getByRole('list', { name: 'What it does' })
  await picture.getByText('ask sales: Ship order').waitFor()
  await picture.getByText('event.data.amount >= 1000').waitFor()
  await page.getByText('Its filter does not hold').first().waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'activity')
  for (const other of [name, ...others.map((one) => one.name)]) {
    await client.activityDefinitions.delete(other)
  }
})

test('a definition is paused with a reason that all see, and resumed', async () => {
  const name = newName('pausing')
  await client.activityDefinitions.create({
    ...{ name, trigger: { schedule: { cron: ['0 8 * * MON-FRI'], time_zone: 'Europe/Berlin' } } },
    tasks: [{ name: 'tell', emit: { type: `${name}.told` } }],
  })
  const page = await open(`/activities/definitions/${name}`)
  await page.getByText('at 08:00 on Monday to Friday, Europe/Berlin').first().waitFor()

  await page.getByRole('button', { name: 'Pause…' }).click()
  await page.getByRole('dialog').getByText('Its times pass without a run').waitFor()
  await page.getByLabel('Reason').fill('The printer is being moved')
  await page.getByRole('button', { name: 'Pause it' }).click()

  await page.getByText('The printer is being moved').waitFor()
  await page.getByRole('button', { name: 'Resume…' }).click()
  await page.getByLabel('The latest').click()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Resume it' }).click()

  await page.getByText('active', { exact: true }).waitFor()
  await client.activityDefinitions.delete(name)
})

test('times that are past are shown before they are run for, and how far that is', async () => {
  const name = newName('backfilled')
  await client.activityDefinitions.create({
    ...{ name, trigger: { schedule: { cron: ['30 2 * * *'] } } },
    tasks: [{ name: 'tell', emit: { type: `${name}.told` } }],
  })
  const page = await open(`/activities/definitions/${name}?view=times`)
  await page.getByRole('region', { name: 'Next times' }).getByRole('listitem').first().waitFor()

  await page.getByRole('button', { name: 'Backfill…' }).click()
  await page.getByLabel('From').fill('2026-03-01T00:00:00')
  await page.getByLabel('To', { exact: true }).fill('2026-03-05T00:00:00')
  await page.getByRole('button', { name: 'Show which' }).click()
  await page.getByText('4 times').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Make 4 runs' }).click()

  await page.getByRole('list', { name: 'Backfills' }).getByText('finished').waitFor()
  await page.getByText('4 of 4 decided, 4 runs').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'backfill')
  await client.activityDefinitions.delete(name)
})

test('versions are compared, and an old one is put in force again after it was shown what changes', async () => {
  const name = newName('versions')
  const body = approval(name)
  await client.activityDefinitions.create(body)
  const next = { ...body, dedupe: { key: 'event.data.order_id' }, owner: 'sales' }
  await client.activityDefinitions.put(name, next)
  const page = await open(`/activities/definitions/${name}?view=versions`)
  const difference = page.getByRole('table', { name: 'Version 1 beside version 2' })
  await difference.getByText('owner: sales').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'activity-versions')

  await page.getByRole('button', { name: 'Activate…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('table').getByText('ttl_seconds: 86400').waitFor()
  await dialog.getByRole('button', { name: 'Make version 3 of it' }).click()

  await page.getByRole('row').filter({ hasText: 'v3' }).getByText('in force').waitFor()
  const { definition, version } = await client.activityDefinitions.get(name)
  expect([version, definition.owner]).toEqual([3, 'shop'])
  await client.activityDefinitions.delete(name)
})

test('what is wrong stands at its line while one writes, and a late save is shown what changed', async () => {
  const name = newName('edited')
  const body = approval(name)
  await client.activityDefinitions.create(body)
  const page = await open(`/activities/definitions/${name}/edit`)
  const editor = page.getByLabel('Text of the definition')
  await page.getByText(/^valid/).waitFor()
  const text = stringify(body)

  await editor.fill(text.replace('event.data.amount >= 1000', 'evnt.data.amount >= 1000'))

  await page.getByRole('button', { name: /line \d+ .*evnt/ }).waitFor()
  expect(
    await page.getByRole('button', { name: 'Save version 2' }).getAttribute('aria-description'),
  ).toBe('Something is wrong with it yet')
  await expectAccessible(page)
  await keepScreen(page, 'activity-editor')

  await editor.fill(text.replace('owner: shop', 'owner: mine'))
  await page.getByText(/^valid/).waitFor()
  await client.activityDefinitions.put(name, { ...body, owner: 'theirs' })
  await page.getByRole('button', { name: /^Save version/ }).click()

  const changed = page.getByRole('region', { name: 'It was changed since you began' })
  await changed.getByRole('table').getByText('owner: theirs').waitFor()
  await changed.getByRole('button', { name: 'Keep my text' }).click()
  await page.getByRole('button', { name: 'Save version 3' }).click()

  await page.getByRole('heading', { name }).waitFor()
  await eventually(async () => (await client.activityDefinitions.get(name)).owner === 'mine')
  await client.activityDefinitions.delete(name)
})

test('the pages are as usable in the dark and on a phone', async () => {
  const name = newName('seen')
  await client.activityDefinitions.create(approval(name))
  const page = await open(`/activities/definitions/${name}`, {
    colorScheme: 'dark',
    isPhone: true,
  })
  await page.getByRole('list', { name: 'What it does' }).waitFor()
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
  await keepScreen(page, 'activity-phone-dark')

  const list = await open('/activities', { colorScheme: 'dark', isPhone: true })
  await list.getByRole('link', { name }).waitFor()
  await expectAccessible(list)
  await expectNoSidewaysScroll(list)
  await client.activityDefinitions.delete(name)
})

test('definitions are imported after it was told what comes of each', async () => {
  const name = newName('imported')
  const page = await open('/activities')
  await page.getByRole('button', { name: 'Import…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog
    .getByLabel('Definitions')
    .fill(`name: ${name}\ntrigger: { manual: {} }\ntasks: [{ name: tell, emit: { type: told } }]`)
  await dialog.getByRole('button', { name: 'Look what would come of it' }).click()
  await dialog.getByText('created').waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Import 1 definition' }).click()

  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await page.getByRole('link', { name }).waitFor()
  await client.activityDefinitions.delete(name)
})
