import { createHmac } from 'node:crypto'
import type { EventSourceBody } from '@temporal-registry/contract/event-sources'
import { sign } from '@octokit/webhooks-methods'
import { Webhook } from 'standardwebhooks'
import { afterAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../../../test/database.ts'
import { payload, type PayloadName } from '../../../../test/events/payloads.ts'
import { buildEventsApp } from '../../../../test/events-app.ts'
import type { EventTables } from '../store.ts'

const database = await openTestDatabase()
const tables = database.of<EventTables>()
const now = new Date('2026-11-21T12:00:00Z')
const standardSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const secrets: Record<string, string> = {
  old: 'old value',
  new: 'new value',
  standard: standardSecret,
}
const stand = buildEventsApp({ database, secrets, now: () => now })
afterAll(() => stand[Symbol.asyncDispose]())

async function ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, body?: unknown) {
  const response = await stand.app.inject({
    method,
    url,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = response.body
  return { status: response.statusCode, body: text === '' ? undefined : JSON.parse(text) }
}
const put = (slug: string, source: EventSourceBody) => ask('PUT', `/event-sources/${slug}`, source)

async function deliver(slug: string, body: string, headers: Record<string, string> = {}) {
  const response = await stand.app.inject({
    method: 'POST',
    url: `/event-sources/${slug}`,
    headers,
    body,
  })
  return { status: response.statusCode, body: response.json() }
}
const stored = () =>
  tables.query((db) => db.selectFrom('events').selectAll().orderBy('id').execute())
const refused = async (source: string, reason: string) =>
  (await stand.metric(
    `temporal_registry_webhooks_refused_total{source="${source}",reason="${reason}",namespace="default"}`,
  )) ?? 0

const json = { 'content-type': 'application/json' }
const hex = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')
const seconds = now.getTime() / 1000

const githubSource: EventSourceBody = { verification: { github: { secrets: ['old', 'new'] } } }
const githubHeaders = async (body: string, secret = 'old value') => ({
  ...json,
  'x-github-event': 'push',
  'x-github-delivery': '72d3162e-cc78-11e3-81ab-4c9367dc0958',
  'x-hub-signature-256': await sign(secret, body),
})

test('a push of GitHub becomes github.push, once for a delivery', async () => {
  await put('github', githubSource)
  const body = payload('github-push')

  const first = await deliver('github', body, await githubHeaders(body))
  const again = await deliver('github', body, await githubHeaders(body, 'new value'))

  const [event] = await stored()
  expect(first).toEqual({ status: 202, body: { event_id: event?.id, matched: 0 } })
  expect(again.body).toEqual({ event_id: event?.id, matched: 0, deduplicated: true })
  expect(event).toMatchObject({
    type: 'github.push',
    event_id: '72d3162e-cc78-11e3-81ab-4c9367dc0958',
    source: 'https://github.com/Codertocat/Hello-World',
    subject: 'refs/heads/main',
    source_slug: 'github',
    envelope: { data: JSON.parse(body), datacontenttype: 'application/json' },
  })
})

test('the same webhook as a form is the same event', async () => {
  await put('github', githubSource)
  const body = payload('github-push')
  const form = `payload=${encodeURIComponent(body)}`
  const type = { 'content-type': 'application/x-www-form-urlencoded' }

  await deliver('github', form, { ...(await githubHeaders(form)), ...type })

  expect(await stored()).toMatchObject([
    { type: 'github.push', envelope: { data: JSON.parse(body) } },
  ])
})

test('a payment of Stripe, a message of Slack and a standard webhook are events of their own type', async () => {
  await put('stripe', { verification: { stripe: { secrets: ['old'] } } })
  await put('slack', { verification: { slack: { secrets: ['old'] } } })
  await put('billing', { verification: { standard_webhooks: { secrets: ['standard'] } } })
  const bodyOf = (name: PayloadName) => payload(name)
  const [stripe, slack, billing] = [
    bodyOf('stripe-payment-intent'),
    bodyOf('slack-message'),
    bodyOf('standard-webhooks-invoice'),
  ]

  await deliver('stripe', stripe, {
    ...json,
    'stripe-signature': `t=${seconds},v1=${hex('old value', `${seconds}.${stripe}`)}`,
  })
  await deliver('slack', slack, {
    ...json,
    'x-slack-request-timestamp': String(seconds),
    'x-slack-signature': `v0=${hex('old value', `v0:${seconds}:${slack}`)}`,
  })
  await deliver('billing', billing, {
    ...json,
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': new Webhook(standardSecret).sign('msg_1', now, billing),
  })

  expect(await stored()).toMatchObject([
    {
      type: 'stripe.payment_intent.succeeded',
      event_id: 'evt_3MtwBwLkdIwHu7ix28a3tqPa',
      source: 'https://api.stripe.com/',
      subject: 'pi_3MtwBwLkdIwHu7ix28a3tqPa',
      time: new Date(1_795_254_600_000),
    },
    {
      type: 'slack.message',
      event_id: 'Ev123ABC456',
      source: 'https://slack.com/T123ABC456',
      subject: 'C123ABC456',
      time: new Date(1_795_254_600_000),
    },
    {
      type: 'invoice.paid',
      event_id: 'msg_1',
      source: '/event-sources/billing',
      time: new Date('2026-11-21T09:30:00.174Z'),
    },
  ])
})

test('the challenge of Slack is answered to whoever signs it, and is no event', async () => {
  await put('slack', { verification: { slack: { secrets: ['old'] } } })
  const body = JSON.stringify({ token: 'x', challenge: '3eZbrw1a', type: 'url_verification' })
  const headers = {
    ...json,
    'x-slack-request-timestamp': String(seconds),
    'x-slack-signature': `v0=${hex('old value', `v0:${seconds}:${body}`)}`,
  }

  expect(await deliver('slack', body, headers)).toEqual({
    status: 200,
    body: { challenge: '3eZbrw1a' },
  })
  expect((await deliver('slack', body, json)).status).toBe(401)
  expect(await stored()).toEqual([])
})

test('an altered byte is a 401 that leaves no row and moves the counter', async () => {
  await put('github', githubSource)
  const body = payload('github-push')
  const before = await refused('github', 'signature-wrong')

  const altered = await deliver(
    'github',
    body.replace('Codertocat', 'codertocat'),
    await githubHeaders(body),
  )

  expect(altered).toMatchObject({
    status: 401,
    body: { code: 'signature-invalid', reason: 'signature-wrong' },
  })
  expect(await stored()).toEqual([])
  expect(await refused('github', 'signature-wrong')).toBe(before + 1)
})

test('a time stamp of ten minutes ago is a 401', async () => {
  await put('stripe', { verification: { stripe: { secrets: ['old'] } } })
  const body = payload('stripe-payment-intent')
  const then = seconds - 600

  const late = await deliver('stripe', body, {
    ...json,
    'stripe-signature': `t=${then},v1=${hex('old value', `${then}.${body}`)}`,
  })

  expect(late).toMatchObject({ status: 401, body: { reason: 'timestamp-out-of-tolerance' } })
  expect(await stored()).toEqual([])
})

test('one that is unknown and one that is disabled are the same 404', async () => {
  await put('closed', { enabled: false, verification: { none: {} } })

  const [unknown, disabled] = await Promise.all([deliver('nobody', '{}'), deliver('closed', '{}')])

  expect(unknown).toMatchObject({ status: 404, body: { code: 'event-source-not-found' } })
  const strip = ({ body }: typeof unknown, slug: string) =>
    JSON.stringify({ ...body, request_id: '' }).replaceAll(slug, 'X')
  expect(strip(disabled, 'closed')).toBe(strip(unknown, 'nobody'))
})

test('without any of its secrets a source asks its sender to come again', async () => {
  await put('early', { verification: { github: { secrets: ['not-set'] } } })

  const answer = await deliver('early', '{}', json)

  expect(answer).toMatchObject({
    status: 503,
    body: { code: 'event-source-unready', retry_after_seconds: 60 },
  })
})

test('a mapping says what the event is called, from headers, body and query', async () => {
  const made = await put('shop', {
    verification: { bearer: { secrets: ['old'], header: 'X-Token' } },
    mapping: {
      type: { $liquid: 'shop.{{ headers["x-topic"] }}' },
      id: { $cel: 'body.order.number' },
      source: { $cel: '"/shops/" + query.shop' },
      subject: { $cel: 'body.?order.?missing.orValue(null)' },
      data: { order: { $cel: 'body.order' }, seen: { $cel: '"x-token" in headers' } },
    },
  })
  expect(made.body).toMatchObject({ slug: 'shop' })
  const headers = { ...json, 'x-token': 'old value', 'x-topic': 'created' }

  const answer = await deliver('shop?shop=7', '{"order":{"number":4711,"total":9.5}}', headers)

  expect(answer.status).toBe(202)
  expect((await stored())[0]?.envelope).toEqual({
    specversion: '1.0',
    type: 'shop.created',
    id: '4711',
    source: '/shops/7',
    datacontenttype: 'application/json',
    data: { order: { number: 4711, total: 9.5 }, seen: false },
  })
})

test('a webhook that carries no id is an event of its own each time', async () => {
  await put('open', { verification: { none: {} } })

  await deliver('open', 'plain words', { 'content-type': 'text/plain' })
  await deliver('open', 'plain words', { 'content-type': 'text/plain' })
  await deliver('open', '{"a":1}', { 'content-type': 'text/plain' })

  expect((await stored()).map(({ type, envelope }) => [type, envelope.data])).toEqual([
    ['webhook.open', 'plain words'],
    ['webhook.open', 'plain words'],
    ['webhook.open', { a: 1 }],
  ])
})

test('CloudEvents that come to a source are taken as they are', async () => {
  await put('events', { verification: { bearer: { secrets: ['old'] } } })
  const headers = { authorization: 'Bearer old value' }

  const batch = await deliver('events', payload('cloudevents-batch'), {
    ...headers,
    'content-type': 'application/cloudevents-batch+json',
  })
  const denied = await deliver('events', payload('cloudevents-structured'), {
    'content-type': 'application/cloudevents+json',
  })

  expect(batch).toMatchObject({ status: 202, body: { accepted: 2, refused: 1 } })
  expect(denied.status).toBe(401)
  expect(await stored()).toMatchObject([{ source_slug: 'events' }, { source_slug: 'events' }])
})

test('what cannot be made an event is refused, and leaves no row', async () => {
  await put('strict', { verification: { none: {} }, mapping: { type: { $cel: 'body.kind' } } })

  const failed = await deliver('strict', '{}', json)
  const unfit = await deliver('strict', '{"kind":"a\\nb"}', json)
  const bytes = await deliver('strict', 'x', { 'content-type': 'image/png' })
  const broken = await deliver('strict', '{', json)

  expect(failed).toMatchObject({ status: 422, body: { code: 'expression-failed' } })
  expect(unfit).toMatchObject({ status: 400, body: { code: 'event-invalid' } })
  expect(bytes).toMatchObject({ status: 415, body: { code: 'media-type-unsupported' } })
  expect(broken).toMatchObject({ status: 400, body: { code: 'malformed-json' } })
  expect(await stored()).toEqual([])
})

test('a source is made, listed, switched off and on, and removed', async () => {
  const made = await put('github', githubSource)
  const same = await put('github', githubSource)
  const changed = await put('github', { ...githubSource, description: 'Ours' })
  const off = await ask('POST', '/event-sources/github/disable')
  const offAgain = await ask('POST', '/event-sources/github/disable')
  const on = await ask('POST', '/event-sources/github/enable')

  expect(made).toMatchObject({ status: 201, body: { ...githubSource, enabled: true, version: 1 } })
  expect(same).toMatchObject({ status: 200, body: { version: 1 } })
  expect(changed).toMatchObject({ status: 200, body: { version: 2, description: 'Ours' } })
  expect([off, offAgain, on].map(({ body }) => [body.enabled, body.version])).toEqual([
    [false, 3],
    [false, 3],
    [true, 4],
  ])
  await put('a-first', { verification: { none: {} } })
  const page = await ask('GET', '/event-sources?limit=1')
  const next = await ask('GET', `/event-sources?limit=1&cursor=${page.body.next_cursor}`)
  expect([page, next].map(({ body }) => body.event_sources[0].slug)).toEqual(['a-first', 'github'])
  expect(next.body.next_cursor).toBeUndefined()
  expect((await ask('DELETE', '/event-sources/github')).status).toBe(204)
  expect((await ask('DELETE', '/event-sources/github')).status).toBe(404)
  expect((await ask('GET', '/event-sources/github')).status).toBe(404)
})

test('a source is refused with the place of each fault', async () => {
  const expression = await put('x', {
    verification: { none: {} },
    mapping: { type: { $cel: 'bdy.kind' }, id: { $liquid: '{{ body.id | shout }}' } },
  })
  const shape = await ask('PUT', '/event-sources/x', {
    verification: { github: { secrets: ['a'] }, none: {} },
  })

  expect(expression).toMatchObject({ status: 422, body: { code: 'expression-invalid' } })
  expect(
    expression.body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted(),
  ).toEqual(['/mapping/id/$liquid', '/mapping/type/$cel'])
  expect(shape).toMatchObject({ status: 400, body: { code: 'validation-failed' } })
})

test('trying a source maps and stores nothing, whether or not the sender would be believed', async () => {
  await put('github', { ...githubSource, enabled: false })
  const body = payload('github-push')
  const headers = await githubHeaders(body)

  const good = await ask('POST', '/event-sources/github/test', { headers, text: body })
  const unsigned = await ask('POST', '/event-sources/github/test', {
    headers: { 'X-GitHub-Event': 'issues' },
    body: { action: 'opened' },
  })
  const broken = await ask('POST', '/event-sources/github/test', { text: '{' })

  expect(good.body).toMatchObject({
    verified: true,
    events: [{ envelope: { type: 'github.push', subject: 'refs/heads/main' }, definitions: [] }],
  })
  expect(unsigned.body).toMatchObject({
    verified: false,
    reason: 'signature-missing',
    events: [{ envelope: { type: 'github.issues', subject: 'opened' } }],
  })
  expect(broken.body.events).toMatchObject([{ problem: { code: 'malformed-json' } }])
  expect(await stored()).toEqual([])
})
