import { randomUUID } from 'node:crypto'
import type { Channel } from '@temporal-registry/contract/channels'
import type { DeliverySummary } from '@temporal-registry/contract/deliveries'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../test/database.ts'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { startMailServer, type MailServer } from '../../test/mail-server.ts'
import { startReceiver, type Receiver } from '../../test/receiver.ts'
import { eventually } from '../../test/wait.ts'

const newName = () => `m-${randomUUID().slice(0, 8)}`
let gateway: TestGateway
let mails: MailServer
let receiver: Receiver
let place: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  place = await freshPostgres()
  receiver = await startReceiver(() => ({}))
  mails = await startMailServer((address, before) => {
    if (address.startsWith('nobody')) return 550
    // The first mail to an address is the one with its code.
    return address.startsWith('busy') && (before === 1 || before === 2) ? 451 : undefined
  })
  gateway = await startTestGateway({
    database: `{ url: '${place.url}' }`,
    outbound: "{ allow: ['127.0.0.1'] }",
    notify: `{ retry_seconds: [0.2, 0.2, 0.2], smtp: { host: '127.0.0.1', port: ${mails.port}, tls: none, from: 'Registry <registry@gateway.example>', unsubscribe: 'mailto:stop@gateway.example' } }`,
  })
})

afterAll(async () => {
  await gateway.close()
  await mails.close()
  await receiver.close()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown) {
  const response = await fetch(gateway.url + path, {
    method,
    ...(body === undefined
      ? {}
      : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  })
  // The pages' shapes are checked by the gateway of a test.
  return { status: response.status, json: (await response.json()) as T }
}

async function mailChannel(local: string, more: Readonly<Record<string, unknown>> = {}) {
  const name = newName()
  const address = `${local}-${name}@people.example`
  const made = await eventually(async () => {
    const answer = await call('PUT', `/channels/${name}`, { to: { email: { address } }, ...more })
    return answer.status < 500 && answer
  })
  expect(made).toMatchObject({ status: 201, json: { verified: false } })
  return { name, address }
}

const codeFor = (address: string) =>
  /tell who asked you this code: (\d{8})/.exec(mails.received(address).at(-1)?.text ?? '')?.[1]

async function verifiedChannel(local: string, more: Readonly<Record<string, unknown>> = {}) {
  const channel = await mailChannel(local, more)
  const path = `/channels/${channel.name}/verify`
  expect(await call('POST', path)).toMatchObject({ status: 202 })
  expect(await call('POST', path, { code: codeFor(channel.address) })).toMatchObject({
    status: 200,
    json: { verified: true },
  })
  return channel
}

function definitionOf(channels: readonly string[]) {
  const tasks = channels.map((channel, at) => ({
    ...{ name: `tell_${at}`, for_each: 'input', max_parallel: 1, on_failure: 'continue' },
    notify: { channel, subject: '{{ item }}', text: 'Text of {{ item }}' },
  }))
  return { name: newName(), trigger: { manual: {} }, input_schema: {}, tasks }
}

/** Defines notify tasks, and triggers them by hand. */
async function tell(channels: readonly string[], texts: readonly string[]): Promise<void> {
  const definition = definitionOf(channels)
  expect(await call('POST', '/activity-definitions', definition)).toMatchObject({ status: 201 })
  await call('POST', `/activity-definitions/${definition.name}/trigger`, { input: texts })
}

async function ended(channel: string, count: number): Promise<readonly DeliverySummary[]> {
  return eventually(async () => {
    const path = `/deliveries?channel=${channel}&limit=1000`
    const { deliveries } = (await call<{ deliveries: DeliverySummary[] }>('GET', path)).json
    const found = deliveries.filter((one) => one.ended_at !== null)
    return found.length === count && found
  }, 45_000)
}

test('an address is verified by a code that was mailed to it, and before that nothing is sent to it', async () => {
  const { name, address } = await mailChannel('ada')
  const path = `/channels/${name}/verify`

  const tried = await call('POST', `/channels/${name}/test`)
  const refused = await call('POST', '/activity-definitions', definitionOf([name]))
  const mailed = await call('POST', path)
  const wrong = await call('POST', path, {
    code: codeFor(address) === '00000000' ? '1'.repeat(8) : '0'.repeat(8),
  })
  const right = await call<Channel>('POST', path, { code: codeFor(address) })
  const again = await call<Channel>('POST', path)

  expect(tried).toMatchObject({ status: 422, json: { code: 'channel-unverified' } })
  expect(refused).toMatchObject({
    status: 422,
    json: { errors: [{ pointer: '/tasks/0/notify/channel' }] },
  })
  expect([mailed.status, wrong.status, right.status, again.status]).toEqual([202, 422, 200, 200])
  expect(wrong.json).toMatchObject({ code: 'verification-failed' })
  expect(right.json.verified).toBe(true)
  expect(mails.received(address)).toHaveLength(1)
})

test('a mail carries its subject in one line, a Message-ID of its own and who sends it', async () => {
  const { name, address } = await verifiedChannel('bert', {
    template: { html: '<p>{{ message.text }}</p>' },
  })

  await tell([name], ['Price <120>\r\nBcc: victim@people.example'])

  const [delivery] = await ended(name, 1)
  const text = mails.received(address).at(-1)?.text ?? ''
  const [head = ''] = text.split('\r\n\r\n')
  expect(delivery).toMatchObject({ status: 'delivered', kind: 'email', attempts: 1 })
  expect(head).toContain('Subject: Price <120> Bcc: victim@people.example')
  expect(head).not.toMatch(/^Bcc:/m)
  expect(head).toMatch(
    new RegExp(`^Message-ID:\\s+<${delivery?.key}\\.[0-9a-f]+@gateway.example>`, 'mi'),
  )
  expect(head).toContain('From: Registry <registry@gateway.example>')
  expect(head).toContain('List-Unsubscribe: <mailto:stop@gateway.example>')
  expect(head).toContain('Auto-Submitted: auto-generated')
  expect(text).toContain('Price &lt;120&gt;')
  expect(mails.received('victim@people.example')).toEqual([])
})

test('a mail that cannot be taken now is sent again, one that never can is dead, and the webhook beside it arrives', async () => {
  const busy = await verifiedChannel('busy')
  const hook = newName()
  await call('PUT', `/channels/${hook}`, { to: { webhook: { url: `${receiver.url}/${hook}` } } })
  const nobody = await mailChannel('nobody')
  const refused = await call('POST', `/channels/${nobody.name}/verify`)

  await tell([busy.name, hook], ['Hello'])

  const [mail] = await ended(busy.name, 1)
  const [webhook] = await ended(hook, 1)
  expect(mail).toMatchObject({ status: 'delivered', attempts: 3 })
  expect(webhook).toMatchObject({ status: 'delivered', attempts: 1 })
  expect(mails.received(busy.address)).toHaveLength(2)
  expect(refused).toMatchObject({ status: 422, json: { code: 'outbound-refused' } })
})

test('the eleventh mail within an hour is not sent, and says so', async () => {
  const { name, address } = await verifiedChannel('often')

  await tell(
    [name],
    Array.from({ length: 11 }, (_, at) => `Mail ${at}`),
  )

  // The one with the code was the first.
  const found = await ended(name, 11)
  const limited = found.filter(({ status }) => status === 'rate_limited')
  expect(mails.received(address)).toHaveLength(10)
  expect(limited).toHaveLength(2)
  expect(limited[0]).toMatchObject({ attempts: 0, failure: { code: 'rate-limited' } })
}, 90_000)

test('without a mail server channels of mail are refused with the name of the setting', async () => {
  await using without = await startTestGateway({ database: `{ url: '${place.url}' }` })
  const put = () =>
    fetch(`${without.url}/channels/mail`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ to: { email: { address: 'a@b.example' } } }),
    })

  const refused = await eventually(async () => {
    const response = await put()
    return response.status !== 503 && response
  })

  expect(refused.status).toBe(422)
  expect(await refused.json()).toMatchObject({
    code: 'email-not-configured',
    detail: 'notify.smtp.host is not set',
  })
})
