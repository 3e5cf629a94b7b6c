import { randomUUID } from 'node:crypto'
import type { Channel, ChannelTrial } from '@temporal-registry/contract/channels'
import type { Delivery, DeliverySummary } from '@temporal-registry/contract/deliveries'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../test/database.ts'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal } from '../../test/raw-temporal.ts'
import { startReceiver, type Received, type Receiver } from '../../test/receiver.ts'
import { recordHistory } from '../../test/record-history.ts'
import { eventually } from '../../test/wait.ts'

const json = { 'content-type': 'application/json' }
const newName = () => `c-${randomUUID().slice(0, 8)}`
const keys = { old: `whsec_${Buffer.alloc(24, 1).toString('base64')}`, new: 'plain-signing-key' }
/** What the receiver answers at a path, by how many came before; absent: 200. */
const answers = new Map<string, (before: number) => number>()
let gateway: TestGateway
let receiver: Receiver
let place: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  place = await freshPostgres()
  receiver = await startReceiver(({ path }, before) => {
    if (path.startsWith('/inner')) return { status: 302, headers: { location: 'http://10.1.2.3/' } }
    if (path.startsWith('/later') && before === 0) {
      return { status: 429, headers: { 'retry-after': '2' } }
    }
    if (path.startsWith('/slack-archived')) return { status: 410, body: 'channel_is_archived' }
    return { status: answers.get(path)?.(before) ?? 200, body: `heard ${keys.new}` }
  })
  gateway = await startTestGateway({
    database: `{ url: '${place.url}' }`,
    outbound: "{ allow: ['127.0.0.1'] }",
    secrets: `{ keys: ['k:${Buffer.alloc(32, 3).toString('base64')}'] }`,
    notify: `{ retry_seconds: [0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 60], channels: [{ name: conf, url: '${receiver.url}/conf/path' }] }`,
  })
  for (const [name, value] of Object.entries(keys)) {
    await eventually(async () => (await call('PUT', `/secrets/${name}`, { value })).status === 201)
  }
})

afterAll(async () => {
  await gateway.close()
  await receiver.close()
  await place.remove()
})

async function call<T>(method: string, path: string, body?: unknown) {
  const response = await fetch(gateway.url + path, {
    method,
    ...(body === undefined ? {} : { headers: json, body: JSON.stringify(body) }),
  })
  const text = await response.text()
  // The pages' shapes are checked by the gateway of a test.
  return { status: response.status, json: (text === '' ? null : JSON.parse(text)) as T }
}

interface Made {
  readonly name: string
  readonly path: string
}

/** Makes a channel to a path of the receiver. */
async function webhook(
  answer: (before: number) => number = () => 200,
  more: Readonly<Record<string, unknown>> = {},
  at = '/hook',
): Promise<Made> {
  const name = newName()
  const path = `${at}/${name}`
  answers.set(path, answer)
  const to = { webhook: { url: receiver.url + path, signing_secrets: ['old', 'new'] } }
  expect(await call('PUT', `/channels/${name}`, { to, ...more })).toMatchObject({ status: 201 })
  return { name, path }
}

/** Defines notify tasks, and triggers them by hand. @returns ids of the tasks */
async function tell(channels: readonly string[], texts: readonly string[]): Promise<string[]> {
  const name = newName()
  const tasks = channels.map((channel, at) => ({
    ...{ name: `tell_${at}`, for_each: 'input', max_parallel: 1, on_failure: 'continue' },
    notify: { channel, subject: 'Subject {{ item }}', text: '{{ item }}' },
  }))
  const made = await call('POST', '/activity-definitions', {
    ...{ name, trigger: { manual: {} }, input_schema: {}, tasks },
  })
  expect(made).toMatchObject({ status: 201 })
  const path = `/activity-definitions/${name}/trigger`
  const { json: triggered } = await call<{ run: { id: string } }>('POST', path, { input: texts })
  return channels.flatMap((_, channel) =>
    texts.map((__, at) => `task-${triggered.run.id}-${channel * texts.length + at}`),
  )
}

async function deliveriesOf(channel: string): Promise<readonly DeliverySummary[]> {
  const { json: page } = await call<{ deliveries: DeliverySummary[] }>(
    'GET',
    `/deliveries?channel=${channel}`,
  )
  return page.deliveries
}

async function ended(channel: string, count = 1): Promise<readonly DeliverySummary[]> {
  return eventually(async () => {
    const found = await deliveriesOf(channel)
    return found.length === count && found.every((one) => one.ended_at !== null) && found
  }, 60_000)
}

const detail = async (one: DeliverySummary | undefined) =>
  (await call<Delivery>('GET', `/deliveries/${one?.id}`)).json
const textOf = ({ body }: Received) => (JSON.parse(body) as { text: string }).text

test('a message that meets 500, 500 and 200 is attempted three times under one webhook-id, signed with both secrets', async () => {
  const { name, path } = await webhook((before) => (before < 2 ? 500 : 200))

  await tell([name], ['Hello'])

  const [delivery] = await ended(name)
  const heard = receiver.received(path)
  const described = await detail(delivery)
  expect(delivery).toMatchObject({ status: 'delivered', attempts: 3, about: { kind: 'task' } })
  expect(new Set(heard.map(({ headers }) => headers['webhook-id']))).toEqual(
    new Set([delivery?.key]),
  )
  expect(described.attempt_log.map(({ status, outcome }) => [status, outcome])).toEqual([
    [500, 'failed'],
    [500, 'failed'],
    [200, 'delivered'],
  ])
  expect(new Set(heard.map(({ body }) => body)).size).toBe(1)
  for (const { headers, body } of heard) {
    // The headers of a webhook, as Node gives them.
    const signed = headers as Record<string, string>
    for (const key of [new Webhook(keys.old), new Webhook(keys.new, { format: 'raw' })]) {
      expect(key.verify(body, signed)).toMatchObject({ text: 'Hello', channel: name })
    }
  }
  // What was answered is kept without the secret that it holds.
  expect(described.attempt_log[2]?.response_excerpt).toBe('heard ••••')
  await using temporal = await connectRawTemporal()
  const workflow = temporal.client.workflow.getHandle(`delivery-${delivery?.id}`)
  expect(await workflow.result()).toEqual({ outcome: 'delivered' })
  recordHistory('delivery', await workflow.fetchHistory())
})

test('what waits for a channel that is down arrives in order, each once, and other channels do not wait', async () => {
  let isDown = true
  const down = await webhook(() => (isDown ? 503 : 200))
  const other = await webhook()
  const texts = Array.from({ length: 8 }, (_, at) => `text ${at}`)

  await tell([down.name, other.name], texts)
  await eventually(() => receiver.received(down.path).length >= 2)
  await ended(other.name, texts.length)
  isDown = false

  await ended(down.name, texts.length)
  const heard = receiver.received(down.path)
  const byId = new Map(heard.map((one) => [String(one.headers['webhook-id']), textOf(one)]))
  expect([...byId.values()]).toEqual(texts)
  expect(heard.filter((one) => textOf(one) !== texts[0])).toHaveLength(texts.length - 1)
  expect(receiver.received(other.path).map(textOf)).toEqual(texts)
}, 90_000)

test('a message that is refused steps aside, and those behind it arrive', async () => {
  const { name, path } = await webhook((before) => (before === 0 ? 400 : 200))

  await tell([name], ['first', 'second'])

  await ended(name, 2)
  expect(receiver.received(path).map(textOf).toSorted()).toEqual(['first', 'first', 'second'])
})

test('410 disables the channel, and what was for it is dead until it is redelivered', async () => {
  let isGone = true
  const { name, path } = await webhook(() => (isGone ? 410 : 200))

  await tell([name], ['one', 'two'])

  const dead = await ended(name, 2)
  const { json: channel } = await call<Channel>('GET', `/channels/${name}`)
  expect(dead.map(({ status }) => status)).toEqual(['dead', 'dead'])
  expect(dead.map(({ failure }) => failure?.code).toSorted()).toEqual([
    'channel-disabled',
    'outbound-refused',
  ])
  expect(channel).toMatchObject({ enabled: false, verified: true })
  expect(channel.disabled_reason).toContain('410')

  isGone = false
  await call('POST', `/channels/${name}/enable`)
  const dry = await call('POST', '/deliveries/redeliver', { channel: name, dry_run: true })
  const again = await call('POST', '/deliveries/redeliver', { channel: name })

  const delivered = await eventually(async () => {
    const found = await deliveriesOf(name)
    return found.every(({ status }) => status === 'delivered') && found
  })
  expect([dry.json, again.json]).toEqual([
    { count: 2, more: false },
    { count: 2, more: false },
  ])
  expect(delivered.map(({ round }) => round)).toEqual([2, 2])
  expect(receiver.received(path).map(textOf)).toEqual(['one', 'one', 'two'])
})

test('Retry-After is waited for, and a task that does not wait so long says where its message is', async () => {
  const { name, path } = await webhook(() => 200, {}, '/later')

  await tell([name], ['Hello'])

  const [delivery] = await ended(name)
  const { attempt_log: attempts } = await detail(delivery)
  const [first, second] = attempts.map(({ at }) => Date.parse(at))
  expect(attempts.map(({ status }) => status)).toEqual([429, 200])
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(2_000)
  expect(receiver.received(path)).toHaveLength(2)
})

test('a redirect is not followed, and one to an inner address is named', async () => {
  const { name } = await webhook(() => 200, {}, '/inner')

  await tell([name], ['Hello'])

  const [delivery] = await ended(name)
  expect(delivery).toMatchObject({ status: 'dead', failure: { code: 'blocked-address' } })
})

test('templates make what is sent, and a faulty one is refused with the pointer to it', async () => {
  const template = {
    subject: '[{{ about.kind }}] {{ message.subject }}',
    body: {
      title: { $liquid: '{{ message.text | upcase }}' },
      run: { $cel: 'message.data.run_id' },
    },
  }
  const { name, path } = await webhook(() => 200, { template })

  await tell([name], ['Hello'])
  await ended(name)
  const refused = await call('PUT', `/channels/${newName()}`, {
    to: { slack: { url_secret: 'nobody' } },
    template: { text: '{{ nobody }}', html: 'x' },
  })

  const sent: unknown = JSON.parse(receiver.received(path)[0]?.body ?? '')
  expect(sent).toEqual({ title: 'HELLO', run: expect.any(String) })
  expect(refused).toMatchObject({
    status: 422,
    json: { code: 'channel-invalid' },
  })
  const { errors } = refused.json as { errors: { pointer: string }[] }
  expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual([
    '/template/html',
    '/template/text',
    '/to/slack/url_secret',
  ])
})

test('Slack is sent what it reads, to a URL that is shown nowhere', async () => {
  const name = newName()
  const url = `${receiver.url}/slack/${name}`
  await call('PUT', `/secrets/${name}`, { value: url })
  await call('PUT', `/channels/${name}`, { to: { slack: { url_secret: name } } })

  await tell([name], ['1 < 2 & 3'])

  const [delivery] = await ended(name)
  const [sent] = receiver.received(`/slack/${name}`)
  expect(JSON.parse(sent?.body ?? '')).toEqual({
    text: '*Subject 1 &lt; 2 &amp; 3*\n1 &lt; 2 &amp; 3',
  })
  const told = [await detail(delivery), (await call('GET', `/channels/${name}`)).json]
  expect(JSON.stringify(told)).not.toContain('/slack/')
})

test('what Slack refuses is told in its words and without its URL, and an archived channel is disabled', async () => {
  const name = newName()
  await call('PUT', `/secrets/${name}`, { value: `${receiver.url}/slack-archived/${name}` })
  await call('PUT', `/channels/${name}`, { to: { slack: { url_secret: name } } })
  const { json: tried } = await call<ChannelTrial>('POST', `/channels/${name}/test`)

  await tell([name], ['Hello'])

  const [delivery] = await ended(name)
  const told = await detail(delivery)
  const { json: channel } = await call<Channel>('GET', `/channels/${name}`)
  const refusal = { status: 410, response_excerpt: 'channel_is_archived' }
  expect(tried).toMatchObject({ delivered: false, ...refusal })
  expect(told).toMatchObject({ status: 'dead', attempt_log: [refusal] })
  expect(channel.enabled).toBe(false)
  expect(JSON.stringify([tried, told, channel])).not.toContain('/slack-archived/')
})

test('channels of the configuration are listed, cannot be changed, and can be tried', async () => {
  const { json: page } = await call<{ channels: Channel[] }>('GET', '/channels?limit=1000')
  const changed = await call('PUT', '/channels/conf', { to: { webhook: { url: 'https://a.b' } } })
  const tried = await call<ChannelTrial>('POST', '/channels/conf/test')

  expect(page.channels.find(({ name }) => name === 'conf')).toMatchObject({
    ...{ origin: 'configuration', kind: 'webhook', enabled: true },
    to: { webhook: { url: `${receiver.url}/…` } },
  })
  expect(changed).toMatchObject({ status: 409, json: { code: 'channel-read-only' } })
  expect(tried.json).toMatchObject({ delivered: true, status: 200, code: null })
  expect(JSON.parse(receiver.received('/conf')[0]?.body ?? '')).toMatchObject({
    type: 'channel.test',
  })
})
