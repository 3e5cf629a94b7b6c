import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { createClient } from '@temporal-registry/sdk/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startReceiver, type Receiver } from '../../server/test/receiver.ts'
import { eventually } from '../../server/test/wait.ts'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()
const newName = () => `lamp-${randomUUID().slice(0, 8)}`
/** Never, as far as a test is concerned. */
const yearly = { cron: ['0 0 1 1 *'] }
/** What the page says, by its path. */
const prices = new Map<string, number>()
let shop: Receiver

beforeAll(async () => {
  shop = await startReceiver(({ path }) => {
    const price = prices.get(path)
    if (price === undefined) return path.startsWith('/hook') ? {} : { status: 404 }
    return {
      headers: { 'content-type': 'text/html' },
      body: `<html><body><p class="price">€ ${price}</p><p class="stock">${Math.round(price / 7)}</p></body></html>`,
    }
  })
})
afterAll(() => shop.close())

const priceOf = (name: string) => ({
  html: {
    url: `${shop.url}/${name}`,
    fields: {
      price: { selector: '.price', as: 'number' as const },
      stock: { selector: '.stock', as: 'number' as const },
    },
  },
})

/** A digest has a name as well. */
const nameOf = (page: Page) =>
  page.getByRole('region', { name: 'What it is' }).getByRole('textbox', { name: 'Name' })

/** Lets a monitor look at a price, and waits for what it finds. */
async function look(name: string, price: number | undefined) {
  if (price === undefined) prices.delete(`/${name}`)
  else prices.set(`/${name}`, price)
  const { run } = await client.monitors.look(name)
  await eventually(async () => {
    const { observations } = await client.monitors.observations(name, { limit: 5 })
    return observations.find(({ id, status }) => id === run?.id && status !== 'looked')
  }, 30_000)
}

/** A monitor that found these prices, one after the other, and told of the low ones. */
async function watchLamp(found: readonly (number | undefined)[]): Promise<string> {
  const name = newName()
  const channel = `hook-${name}`
  await client.channels.put(channel, { to: { webhook: { url: `${shop.url}/hook/${name}` } } })
  await client.monitors.create({
    ...{ name, probe: priceOf(name), schedule: yearly, condition: 'state.price < 100.0' },
    description: 'The lamp, when it becomes cheap.',
    labels: { shop: 'lamps' },
    alert: { on: ['rising', 'changed', 'recovery'], channels: [channel] },
  })
  for (const price of found) await look(name, price)
  return name
}

test('from nothing to a monitor: a template, tried before it is saved, then a look with its evidence', async () => {
  const name = newName()
  prices.set(`/${name}`, 120)
  const page = await open('/monitors?namespace=second')
  await page.getByText('Nothing is watched yet').waitFor()
  await page.getByRole('link', { name: 'begin with one of the templates' }).click()
  await page.getByRole('link', { name: /A price on a page/ }).waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'monitor-templates')

  await page.getByRole('link', { name: /A price on a page/ }).click()
  await nameOf(page).fill(name)
  await page.getByRole('textbox', { name: 'Url' }).fill(`${shop.url}/${name}`)
  await page.getByRole('button', { name: 'Look once' }).click()
  const preview = page.getByRole('region', { name: 'Preview' })
  await preview.getByText('"price": 120').waitFor()
  await preview.getByText('Nobody anything.').waitFor()
  const second = createClient({ url: inject('consoleStack').url, namespace: 'second' })
  expect((await second.monitors.list({ q: name })).monitors).toEqual([])
  await expectAccessible(page)
  await keepScreen(page, 'monitor-new')
  await page.getByRole('button', { name: 'Create' }).click()

  await page.getByRole('heading', { name }).waitFor()
  await page.getByRole('button', { name: 'Look now' }).click()
  const drawer = page.getByRole('dialog', { name: 'One look' })
  await drawer.getByText('"price": 120').waitFor()
  await drawer.getByText('does not hold').waitFor()
  await drawer.getByRole('region', { name: 'what was read' }).waitFor()
  await expectAccessible(page)
  await drawer.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('slider', { name: 'Looks over time' }).waitFor()
})

test('what is wrong stands at its field once, in the form and in the text, until it is mended', async () => {
  const page = await open('/new-monitor?template=json-status')
  const editor = page.getByRole('textbox', { name: /Condition/ })
  await editor.fill('state.status ===')

  const fault = page.getByRole('list', { name: 'What is wrong, by line' }).getByRole('listitem')
  await fault.first().waitFor()
  expect(await fault.count()).toBe(1)
  await page.getByText('JSON', { exact: true }).click()
  await page.getByText('/condition').waitFor()
  await page.getByText('Form', { exact: true }).click()
  await editor.fill("state.status != 'ok'")

  await fault.first().waitFor({ state: 'detached' })
  await nameOf(page).fill('Not A Name')
  await page.getByText(/must match/).waitFor()
  expect(await page.getByText(/must match/).count()).toBe(1)
})

test('what it found stands in a chart and in a table, its alerts with their evidence', async () => {
  const name = await watchLamp([120, 118, 124, 119, undefined, 121, 96, 92, 88, 104])
  const page = await open(`/monitors/${name}?range=1h`)
  const chart = page.getByRole('slider', { name: 'Looks over time' })
  await chart.waitFor()

  await chart.focus()
  await page.keyboard.press('ArrowLeft')
  expect(await chart.getAttribute('aria-valuetext')).toContain('holds, price 88')
  await page.keyboard.press('Enter')
  const drawer = page.getByRole('dialog', { name: 'One look' })
  await drawer.getByRole('table', { name: 'Differences' }).getByText('92').waitFor()
  await page.keyboard.press('Escape')
  await drawer.waitFor({ state: 'detached' })
  await page.getByRole('table', { name: 'Observations' }).getByText('failed').waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'monitor')

  await page.getByText('Table', { exact: true }).click()
  const table = page.getByRole('table', { name: 'Looks over time' })
  await table.getByText('124').waitFor()
  expect(page.url()).toContain('as=table')
  await page.getByRole('tab', { name: 'Alerts' }).click()
  await page.getByRole('table', { name: 'Alerts' }).getByText('recovery').waitFor()
  await page.getByRole('table', { name: 'Alerts' }).getByRole('button').first().click()
  await page.getByRole('region', { name: 'Deliveries' }).getByText('delivered').waitFor()
  await expectAccessible(page)
})

test('a monitor is paused, suppressed, forked and deleted, each after it said what that means', async () => {
  const name = newName()
  await client.monitors.create({ name, probe: priceOf(name), schedule: yearly })
  const page = await open(`/monitors/${name}`)
  const dialog = page.getByRole('dialog')

  await page.getByRole('button', { name: 'Pause…' }).click()
  await dialog.getByText('What it remembers stays').waitFor()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('Holidays')
  await dialog.getByRole('button', { name: 'Pause' }).click()
  await page.getByText('It is paused: Holidays').waitFor()
  await page.getByRole('button', { name: 'Resume' }).click()
  await page.getByRole('button', { name: 'Suppress…' }).click()
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('The shop moves')
  await dialog.getByRole('button', { name: 'Suppress' }).click()
  await page.getByText('The shop moves').waitFor()
  await page.getByRole('button', { name: 'Tell again' }).click()
  await page.getByRole('button', { name: 'Suppress…' }).waitFor()
  await page.getByRole('button', { name: 'Fork…' }).click()
  await dialog.getByRole('textbox', { name: 'Name of the fork' }).fill(`${name}-2`)
  await dialog.getByRole('button', { name: 'Fork' }).click()
  await page.getByRole('heading', { name: `${name}-2` }).waitFor()
  await page.getByText('paused', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Delete…' }).click()
  await dialog.getByText('Its observations and alerts stay').waitFor()
  await dialog.getByRole('button', { name: 'Delete' }).click()

  await page.getByRole('heading', { name: 'Monitors' }).waitFor()
  const { monitors } = await client.monitors.list({ q: name })
  expect(monitors.map((one) => one.name)).toEqual([name])
})

test('an edit is not made over one that somebody else made meanwhile', async () => {
  const name = newName()
  const probe = priceOf(name)
  await client.monitors.create({ name, probe, schedule: yearly })
  const page = await open(`/monitors/${name}/edit`)
  await page.getByRole('textbox', { name: 'Owner' }).fill('me')
  await page.getByRole('button', { name: 'Unfold' }).click()
  await page.getByRole('textbox', { name: 'Until' }).waitFor()
  await expectAccessible(page)
  await client.monitors.put(name, { name, probe, schedule: yearly, owner: 'somebody else' })

  await page.getByRole('button', { name: 'Save' }).click()

  await page.getByRole('alert').getByText('The monitor is not as this request takes it').waitFor()
  expect((await client.monitors.get(name)).owner).toBe('somebody else')
})

test('the address for signs of life is shown once, as what to type', async () => {
  const name = newName()
  const page = await open('/new-monitor?template=missing-heartbeat')
  await nameOf(page).fill(name)
  await page.getByRole('button', { name: 'Create' }).click()
  const curl = await page
    .getByRole('dialog')
    .getByRole('region', { name: 'a sign of life by curl' })
    .innerText()
  await expectAccessible(page)

  const answer = await fetch(curl.split(' ').at(-1) ?? '', { method: 'POST' })

  expect(answer.status).toBe(200)
  await page.getByRole('button', { name: 'To the monitor' }).click()
  await page.getByRole('region', { name: 'Signs of life' }).getByText('New address…').waitFor()
})

test('a feed has an address that is shown once, and ends when it is taken away', async () => {
  const name = await watchLamp([120, 96])
  const page = await open(`/monitors/${name}`)
  const feed = page.getByRole('region', { name: 'Feed' })
  const dialog = page.getByRole('dialog')
  await feed.getByRole('button', { name: 'New address…' }).click()
  await dialog.getByText('It is shown this once').waitFor()
  await dialog.getByRole('button', { name: 'Make it' }).click()
  const shown = feed.getByRole('region', { name: 'the address of the feed' })
  await shown.waitFor()
  await dialog.waitFor({ state: 'detached' })
  await expectAccessible(page)
  const address = (await shown.innerText()).trim()

  const read = await fetch(address)
  expect(read.status).toBe(200)
  expect(await read.text()).toContain(name)
  await feed.getByRole('button', { name: 'Take it away…' }).click()
  await dialog.getByText('finds nothing any more').waitFor()
  await dialog.getByRole('button', { name: 'Take it away' }).click()

  await feed.getByText('The feed has no address now').waitFor()
  expect((await fetch(address)).status).toBe(404)
})

test('a part of a probe that takes any value is written as JSON, and not saved while it is none', async () => {
  const name = newName()
  const page = await open('/new-monitor?template=json-status')
  await nameOf(page).fill(name)
  const body = page.getByRole('textbox', { name: 'Body, as JSON' })
  await body.fill('{"sku":')
  const create = page.getByRole('button', { name: 'Create' })
  await eventually(async () => (await create.getAttribute('aria-description')) !== null)
  await expectAccessible(page)

  await body.fill('{"sku": "lamp-3"}')
  await eventually(async () => (await create.getAttribute('aria-description')) === null)
  await create.click()

  await page.getByRole('heading', { name }).waitFor()
  const { probe } = (await client.monitors.get(name)).monitor
  expect(probe.http_json?.body).toEqual({ sku: 'lamp-3' })
})

async function expectLegible(page: Page): Promise<void> {
  await expectAccessible(page)
  await expectNoSidewaysScroll(page)
}

test('monitors and alerts are as legible in the dark and on a phone', async () => {
  const name = await watchLamp([120, 96, 104])
  const [page, alerts] = [
    await open('/monitors', { colorScheme: 'dark' }),
    await open('/alerts', { colorScheme: 'dark', isPhone: true }),
  ]
  await page.getByRole('table', { name: 'Monitors' }).waitFor()
  await expectLegible(page)
  await keepScreen(page, 'monitors')

  await alerts.getByRole('table', { name: 'Alerts' }).getByRole('button').first().waitFor()
  await expectLegible(alerts)
  await keepScreen(alerts, 'alerts-phone-dark')
  const phone = await open(`/monitors/${name}?range=1h`, {
    ...{ colorScheme: 'dark', isPhone: true },
  })
  await phone.getByRole('slider', { name: 'Looks over time' }).waitFor()
  await expectLegible(phone)
  await keepScreen(phone, 'monitor-phone-dark')
})
