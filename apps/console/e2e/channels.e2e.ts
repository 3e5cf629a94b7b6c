import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startMailServer, type MailServer } from '../../server/test/mail-server.ts'
import { startReceiver, type Receiver } from '../../server/test/receiver.ts'
import { eventually } from '../../server/test/wait.ts'
import { browsing, expectAccessible, expectNoSidewaysScroll, keepScreen } from './browse.ts'

const { open, client } = browsing()
const { mailPort } = inject('consoleStack')
const newName = (kind: string) => `${kind}-${randomUUID().slice(0, 8)}`
/** Paths whose receiver is out of order. */
const broken = new Set<string>()
let receiver: Receiver
let mails: MailServer

beforeAll(async () => {
  receiver = await startReceiver(({ path }) =>
    broken.has(path)
      ? { status: 500, body: 'The receiver is out of order' }
      : { body: path.startsWith('/value') ? '{"value":1}' : 'Thank you' },
  )
  mails = await startMailServer(undefined, { port: mailPort })
})
afterAll(async () => {
  await receiver.close()
  await mails.close()
})

/** A monitor that tells its channel at each look. */
async function tellBy(channel: string): Promise<string> {
  const name = newName('value')
  await client.monitors.create({
    ...{ name, schedule: { cron: ['0 0 1 1 *'] }, condition: 'true', memory: 'always' },
    probe: { http_json: { url: `${receiver.url}/value` } },
    alert: { channels: [channel], subject: `The value of ${name}` },
  })
  await client.monitors.look(name)
  return name
}

test('from nothing to a channel that signs, is tried, and says what was answered', async () => {
  const [name, key] = [newName('ops'), newName('key')]
  const empty = await open('/channels?namespace=second')
  await empty.getByRole('link', { name: 'make the first one' }).waitFor()
  const page = await open('/new-channel')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('textbox', { name: 'URL', exact: true }).fill(`${receiver.url}/${name}`)
  await page.getByRole('button', { name: 'New key…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name of the secret' }).fill(key)
  await dialog.getByRole('button', { name: 'Store it' }).click()
  expect(await dialog.getByRole('region', { name: 'the signing key' }).innerText()).toMatch(
    /^whsec_/,
  )
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'I have kept it' }).click()
  await dialog.waitFor({ state: 'detached' })
  await expectAccessible(page)
  await keepScreen(page, 'channel-new')
  await page.getByRole('button', { name: 'Create' }).click()

  await page.getByRole('heading', { name }).waitFor()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByRole('region', { name: 'Try it' }).getByText('Thank you').waitFor()

  expect(receiver.received(`/${name}`)[0]?.headers['webhook-signature']).toMatch(/^v1,/)
  await page.getByRole('button', { name: 'Disable…' }).click()
  await dialog.getByText('can be redelivered').waitFor()
  await dialog.getByRole('button', { name: 'Disable' }).click()
  const trying = page.getByRole('button', { name: 'Send a test' })
  await eventually(async () => (await trying.getAttribute('aria-description')) === 'It is disabled')
})

test('from nothing to a channel of Slack: its URL is a secret, its body is written in the form', async () => {
  const [name, secret] = [newName('room'), newName('url')]
  const page = await open('/new-channel')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByText('Slack', { exact: true }).click()
  await page.getByRole('button', { name: 'Store one…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name of the secret' }).fill(secret)
  await dialog.getByLabel('URL').fill(`${receiver.url}/${name}`)
  await expectAccessible(page)
  await dialog.getByRole('button', { name: 'Store it' }).click()
  await dialog.waitFor({ state: 'detached' })
  const body = page.getByRole('textbox', { name: 'Body, as JSON' })
  const create = page.getByRole('button', { name: 'Create' })
  await body.fill('{"text": ')
  await eventually(
    async () => (await create.getAttribute('aria-description')) === 'The body is no JSON yet',
  )
  await body.fill('{"text": {"$liquid": "From {{ channel.name }}"}}')
  await expectAccessible(page)
  await create.click()

  await page.getByRole('heading', { name }).waitFor()
  await page.getByText(`the URL in the secret ${secret}`).waitFor()
  await page.getByRole('button', { name: 'Send a test' }).click()
  await page.getByRole('region', { name: 'Try it' }).getByText('Thank you').waitFor()
  expect(receiver.received(`/${name}`).map((one) => JSON.parse(one.body) as unknown)).toEqual([
    { text: `From ${name}` },
  ])
})

test('what is wrong with a channel stands at its field, and it is not made over another', async () => {
  const name = newName('ops')
  await client.channels.put(name, { to: { webhook: { url: `${receiver.url}/taken` } } })
  const page = await open('/new-channel')
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByText('There is such a channel already').waitFor()

  await page.getByRole('textbox', { name: 'Name' }).fill(`${name}-2`)
  await page.getByRole('textbox', { name: 'URL', exact: true }).fill('no address')
  await page.getByRole('button', { name: 'Create' }).click()

  await page.getByRole('alert').waitFor()
  expect(await page.getByText(/must match/).count()).toBe(1)
  expect(await page.getByRole('textbox', { name: 'URL', exact: true }).inputValue()).toBe(
    'no address',
  )
})

test('an address is verified by the code that was mailed to it', async () => {
  const name = newName('mail')
  const address = `${name}@people.example`
  await client.channels.put(name, { to: { email: { address } } })
  const page = await open(`/channels/${name}`)
  await page.getByText('not verified', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Mail a code' }).click()
  const code = await eventually(() => /\b\d{8}\b/.exec(mails.received(address)[0]?.text ?? '')?.[0])

  await page
    .getByRole('textbox', { name: 'Code' })
    .fill(code === '00000000' ? '11111111' : '00000000')
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText(/code/i).first().waitFor()
  await expectAccessible(page)
  await page.getByRole('textbox', { name: 'Code' }).fill(code)
  await page.getByRole('button', { name: 'Verify' }).click()

  await page.getByText('ready', { exact: true }).waitFor()
})

test('a dead delivery shows every attempt, and is sent again one by one and by a filter', async () => {
  const name = newName('hook')
  const path = `/${name}`
  broken.add(path)
  await client.channels.put(name, { to: { webhook: { url: receiver.url + path } } })
  const [first] = [await tellBy(name), await tellBy(name)]
  await eventually(async () => {
    const { deliveries } = await client.deliveries.list({ channel: name, status: ['dead'] })
    return deliveries.length === 2
  }, 30_000)
  const page = await open(`/deliveries?channel=${name}&status=dead`)
  await page.getByRole('link', { name: `The value of ${first}` }).click()
  const attempts = page.getByRole('list', { name: 'Attempts' }).getByRole('listitem')
  await attempts.first().getByText('answered 500', { exact: true }).waitFor()
  expect(await attempts.count()).toBe(3)
  await expectAccessible(page)
  await keepScreen(page, 'delivery')

  broken.delete(path)
  await page.getByRole('button', { name: 'Send again…' }).click()
  await page.getByRole('dialog').getByText('under the same webhook-id').waitFor()
  await page.getByRole('dialog').getByRole('button', { name: 'Send again' }).click()
  await page.getByText('round 2, attempt').first().waitFor()
  await page.getByRole('heading').locator('..').getByText('delivered').waitFor()
  await page.getByRole('link', { name: 'Deliveries' }).first().click()
  await page.goto(`/console/deliveries?channel=${name}`)
  await page.getByRole('table', { name: 'Deliveries' }).getByText('dead').waitFor()
  await keepScreen(page, 'deliveries')
  await page.getByRole('button', { name: 'Send again…' }).click()
  await page.getByText('There is 1 delivery that is dead').waitFor()
  await expectAccessible(page)
  await page.getByRole('button', { name: 'Send 1 again' }).click()

  await eventually(async () => {
    const { deliveries } = await client.deliveries.list({ channel: name, status: ['delivered'] })
    return deliveries.length === 2
  }, 30_000)
})

test('channels and deliveries are as legible in the dark and on a phone', async () => {
  const page = await open('/channels', { colorScheme: 'dark' })
  await page.getByRole('table', { name: 'Channels' }).waitFor()
  await expectAccessible(page)
  await keepScreen(page, 'channels-dark')

  const phone = await open('/deliveries', { colorScheme: 'dark', isPhone: true })
  await phone.getByRole('table', { name: 'Deliveries' }).waitFor()
  await expectAccessible(phone)
  await expectNoSidewaysScroll(phone)
  await keepScreen(phone, 'deliveries-phone-dark')
})
