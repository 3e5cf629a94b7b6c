import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()
const newName = (what: string) => `${what}-${randomUUID().slice(0, 8)}`

const looking = (name: string, filter: string) => ({
  name,
  trigger: { event: { types: [`${name}.created`], filter } },
  tasks: [
    { name: 'tell', emit: { type: 'told', data: { amount: { $cel: 'event.data.amount' } } } },
  ],
})

test('an event is tried, sent, and its page says what came of it and why not', async () => {
  const name = newName('large-order')
  await client.activityDefinitions.create(looking(name, 'event.data.amount >= 1000'))
  const page = await open('/activities/events')
  await page.getByRole('button', { name: 'Try or send one' }).click()
  const editor = page.getByLabel('The event, a CloudEvent as JSON')
  await editor.fill('{"specversion": "1.0", "id": "x", "type": 7}')
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByRole('button', { name: /^line 1 .*source/ }).waitFor()

  const event = { id: randomUUID(), source: '/shop', type: `${name}.created`, data: { amount: 99 } }
  await editor.fill(JSON.stringify({ specversion: '1.0', ...event }, null, 2))
  await page.getByRole('button', { name: 'Try it' }).click()
  await page
    .getByRole('list', { name: 'Definitions that look at it' })
    .getByText('99', { exact: true })
    .waitFor()
  await page.getByText('0 definitions would be triggered').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'event-trial')

  await page.getByRole('button', { name: 'Send it' }).click()

  const came = page.getByRole('list', { name: 'What came of it' })
  await came.getByText('filtered').waitFor()
  await came.getByText('event.data.amount >= 1000', { exact: true }).waitFor()
  await came.getByText('99', { exact: true }).waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'event')

  await page.getByRole('link', { name: 'Events' }).first().click()
  await page.getByRole('link', { name: `${name}.created` }).waitFor()
  await expectAccessible(page)
  await client.activityDefinitions.delete(name)
})

test('events are as usable in the dark and on a phone', async () => {
  const name = newName('seen')
  const { event_id: id } = await client.events.send({
    ...{ specversion: '1.0', id: name, source: '/shop', type: `${name}.created`, data: {} },
  })
  for (const path of [`/activities/events?q=${name}`, `/activities/events/${id}`]) {
    const page = await open(path, { colorScheme: 'dark', isPhone: true })
    await page.getByText(`${name}.created`).first().waitFor()

    await expectAccessible(page)
    await expectNoSidewaysScroll(page)
  }
})

test('a definition that is being written is tried with an event: what is compared, what it would do', async () => {
  const name = newName('drafted')
  await client.activityDefinitions.create(looking(name, 'event.data.amount >= 1000'))
  await client.events.send({
    ...{ specversion: '1.0', id: name, source: '/shop', type: `${name}.created` },
    data: { amount: 1_500 },
  })
  const page = await open(`/activities/definitions/${name}/edit`)
  await page.getByText('valid', { exact: true }).waitFor()
  await page.getByRole('combobox', { name: 'Try it with an event that came in' }).click()
  await page.getByRole('option', { name: new RegExp(`^${name}.created`) }).click()
  await page.getByText('1500').waitFor()

  await page.getByRole('button', { name: 'Try it' }).click()

  const steps = page.getByRole('list', { name: 'What would happen' })
  await steps.getByText('filter: passed').waitFor()
  await steps.getByRole('region', { name: 'what tell would be given' }).getByText('1500').waitFor()
  await expectAccessible(page)
  await steps.scrollIntoViewIfNeeded()
  await keepScreen(page, 'activity-dry-run')
  await client.activityDefinitions.delete(name)
})

test('a source of webhooks is made, its secret told once, tried and disabled', async () => {
  const slug = newName('shop')
  const page = await open('/activities/sources')
  await page.getByRole('button', { name: 'New source' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill(slug)
  await dialog.getByRole('combobox', { name: 'What proves who sends' }).click()
  await page.getByRole('option', { name: 'bearer' }).click()
  await dialog.getByRole('button', { name: 'Make one' }).click()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Make the source' }).click()
  const secret = await dialog.getByRole('region', { name: 'the secret' }).innerText()
  const address = await dialog.getByRole('region', { name: 'the address' }).innerText()
  await dialog.getByRole('button', { name: 'Done' }).click()

  const sent = await fetch(address.trim(), {
    method: 'POST',
    headers: { authorization: `Bearer ${secret.trim()}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'restocked', id: slug }),
  })
  expect(sent.status).toBe(202)

  const row = page.getByRole('row').filter({ has: page.getByText(slug, { exact: true }) })
  await row.getByRole('button', { name: 'Try…' }).click()
  await dialog.getByRole('button', { name: 'Try it' }).click()
  await dialog.getByText(/its sender would not be believed: credentials-missing/).waitFor()
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Close' }).last().click()
  await keepScreen(page, 'event-sources')

  const phone = await open('/activities/sources', { colorScheme: 'dark', isPhone: true })
  await phone.getByText(slug, { exact: true }).waitFor()
  await expectAccessible(phone)
  await expectNoSidewaysScroll(phone)

  await row.getByRole('button', { name: 'Disable…' }).click()
  await dialog.getByRole('button', { name: 'Disable it' }).click()
  await row.getByText('disabled').waitFor()
  await client.eventSources.delete(slug)
})
