import { afterAll, expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { payload } from '../../../test/events/payloads.ts'
import { buildEventsApp } from '../../../test/events-app.ts'
import { createDatabase } from '../../platform/database/database.ts'
import { createLog } from '../../platform/log.ts'
import type { EventTables } from './store.ts'

const database = await openTestDatabase()
const tables = database.of<EventTables>()
const stand = buildEventsApp({ database })
afterAll(() => stand[Symbol.asyncDispose]())

const structured = { 'content-type': 'application/cloudevents+json' }

async function send(body: string, headers: Record<string, string> = structured) {
  const response = await stand.app.inject({ method: 'POST', url: '/events', headers, body })
  return { status: response.statusCode, headers: response.headers, body: response.json() }
}
const stored = () =>
  tables.query((db) => db.selectFrom('events').selectAll().orderBy('id').execute())
const outbox = () => tables.query((db) => db.selectFrom('outbox').select('ref').execute())
const taken = (outcome: string) =>
  stand.metric(`temporal_registry_events_total{via="api",outcome="${outcome}",namespace="default"}`)

test('an event is answered once it is stored, with its id', async () => {
  const { status, body } = await send(payload('cloudevents-structured'))

  const [event] = await stored()
  expect(status).toBe(202)
  expect(body).toEqual({ event_id: event?.id, matched: 0 })
  expect(event?.envelope).toEqual(JSON.parse(payload('cloudevents-structured')))
  expect(await outbox()).toEqual([{ ref: event?.id }])
})

test('the same event again is the same event, also when it says something else by now', async () => {
  const text = payload('cloudevents-structured')
  const first = await send(text)

  const again = await send(text, {})
  const changed = await send(text.replace('149.5', '150'))

  const { event_id } = first.body as { event_id: string }
  expect(again.body).toEqual({ event_id, matched: 0, deduplicated: true })
  expect(changed.body).toEqual({
    event_id,
    matched: 0,
    deduplicated: true,
    content_differs: true,
  })
  expect(await stored()).toHaveLength(1)
  expect(await outbox()).toHaveLength(1)
})

test('a binary event is stored as the structured one that it stands for', async () => {
  const { headers, body } = JSON.parse(payload('cloudevents-binary')) as {
    headers: Record<string, string>
    body: object
  }

  const answer = await send(JSON.stringify(body), headers)

  expect(answer.status).toBe(202)
  expect(await stored()).toMatchObject([
    {
      subject: 'Kælder 1',
      type: 'com.example.reading',
      envelope: { data: body, sequence: '4711' },
    },
  ])
})

test('of a batch of three, one that is no event does not touch the others', async () => {
  const { status, body } = await send(payload('cloudevents-batch'), {
    'content-type': 'application/cloudevents-batch+json',
  })

  const events = await stored()
  expect(status).toBe(202)
  expect(body).toMatchObject({
    accepted: 2,
    refused: 1,
    events: [
      { index: 0, event_id: events[0]?.id, matched: 0 },
      { index: 1, problem: { code: 'event-invalid', status: 400, instance: '/events' } },
      { index: 2, event_id: events[1]?.id, matched: 0 },
    ],
  })
  expect(events).toHaveLength(2)
  expect(await outbox()).toHaveLength(2)
})

test('a batch of nothing but faults stores nothing, and says each', async () => {
  const { status, body } = await send('[1, {}]', {})

  expect(status).toBe(202)
  expect(body).toMatchObject({ accepted: 0, refused: 2 })
  expect(await stored()).toEqual([])
})

test('what is no event is refused with the place of the fault, and leaves no row', async () => {
  const invalid = await send('{"specversion":"1.0","id":"1","source":"/s"}')
  const huge = await send(
    JSON.stringify({
      specversion: '1.0',
      id: '1',
      source: '/s',
      type: 't',
      data: 'x'.repeat(600_000),
    }),
  )

  expect(invalid).toMatchObject({
    status: 400,
    body: { code: 'event-invalid', errors: [{ pointer: '/type', detail: 'is missing' }] },
  })
  expect(huge).toMatchObject({ status: 413, body: { code: 'event-too-large' } })
  expect(await stored()).toEqual([])
})

test('an event that no database keeps does not cost those that came with it', async () => {
  const event = (id: string, data: string) =>
    `{"specversion":"1.0","id":"${id}","source":"/s","type":"t","data":"${data}"}`

  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) => send(event(String(at), at === 7 ? '\\u0000' : 'x'))),
  )

  expect(answers.filter(({ status }) => status === 202)).toHaveLength(19)
  expect(answers[7]).toMatchObject({ status: 400, body: { code: 'body-unsafe' } })
})

test('what is taken in is counted by whether it was here before', async () => {
  const before = [(await taken('accepted')) ?? 0, (await taken('deduplicated')) ?? 0] as const
  await send(payload('cloudevents-batch'), {})
  await send(payload('cloudevents-batch'), {})

  expect([await taken('accepted'), await taken('deduplicated')]).toEqual([
    before[0] + 2,
    before[1] + 2,
  ])
})

test('while the database is away an event is refused with the time to come again', async () => {
  const away = createDatabase(
    { url: '', data_dir: '', pool_size: 1, statement_timeout_seconds: 1 },
    [],
    createLog('fatal'),
  )
  await using stand = buildEventsApp({ database: away })

  const response = await stand.app.inject({
    method: 'POST',
    url: '/events',
    body: payload('cloudevents-structured'),
  })

  expect(response.statusCode).toBe(503)
  expect(response.headers['retry-after']).toBe('1')
  expect(response.json()).toMatchObject({ code: 'database-unavailable' })
})

test('sending events takes the scope start', async () => {
  const auth = `{ tokens: [{ name: reader, token: reader-0123456789, scopes: [read] }] }`
  await using stand = buildEventsApp({ database, auth })

  const response = await stand.app.inject({
    method: 'POST',
    url: '/events',
    headers: { authorization: 'Bearer reader-0123456789' },
    body: payload('cloudevents-structured'),
  })

  expect(response.json()).toMatchObject({ code: 'forbidden', scope: 'start' })
})

test('events are listed by page, and one is shown as it came', async () => {
  await send(payload('cloudevents-batch'), {})
  await send(payload('cloudevents-structured'))
  const ask = async (url: string) => (await stand.app.inject({ url })).json()

  const page = await ask('/events?type=com.example.*&limit=2')
  const next = await ask(`/events?type=com.example.*&limit=2&cursor=${page.next_cursor}`)
  const elsewhere = await ask(`/events?type=other&cursor=${page.next_cursor}`)

  expect(page.events).toMatchObject([
    {
      type: 'com.example.order.created',
      subject: 'order/A-1009',
      time: '2026-11-21T09:30:00.250Z',
    },
    { type: 'com.example.invoice.scanned', subject: null, event_source: null, depth: 0 },
  ])
  expect(next.events).toMatchObject([{ type: 'com.example.invoice.paid' }])
  expect(next.next_cursor).toBeUndefined()
  expect(elsewhere.code).toBe('cursor-invalid')
  const shown = await ask(`/events/${page.events[0].event_id}`)
  expect(shown.envelope).toEqual(JSON.parse(payload('cloudevents-structured')))
  expect(await ask('/events/00000000-0000-7000-8000-000000000000')).toMatchObject({
    code: 'event-not-found',
  })
})

test('trying events says what they are, and stores nothing', async () => {
  const response = await stand.app.inject({
    method: 'POST',
    url: '/events/test',
    body: payload('cloudevents-batch'),
  })

  expect(response.json().events).toMatchObject([
    { envelope: { id: '9b0e6f5a-1' }, definitions: [] },
    { problem: { code: 'event-invalid' } },
    { envelope: { id: '9b0e6f5a-3' }, definitions: [] },
  ])
  expect(await stored()).toEqual([])
})
