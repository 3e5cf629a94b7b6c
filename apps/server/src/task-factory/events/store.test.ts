import { randomUUID } from 'node:crypto'
import type { EventEnvelope } from '@temporal-registry/contract/events'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import { createEventStore, type EventTables, type IncomingEvent } from './store.ts'

const database = await openTestDatabase()
const tables = database.of<EventTables>()
const store = createEventStore({ tables, namespace: 'default' })
const receivedAt = new Date('2026-11-21T12:00:00Z')

function eventOf(envelope: Partial<EventEnvelope> = {}): IncomingEvent {
  return {
    id: uuidV7(),
    receivedAt,
    envelope: {
      specversion: '1.0',
      id: randomUUID(),
      source: '/orders',
      type: 'order.created',
      ...envelope,
    },
  }
}

const outbox = () =>
  tables.query((db) => db.selectFrom('outbox').select(['kind', 'ref', 'due_at']).execute())

test('an event is stored as it came, with a row of the outbox that names it', async () => {
  const event = eventOf({
    subject: 'A-1',
    time: '2026-11-21T11:59:59.123456Z',
    data: { items: [1, 2.5], späße: '😀' },
    partitionkey: 'x',
    retries: 3,
  })

  const placed = await store.put([event])

  expect(placed).toEqual([{ id: event.id, isNew: true, differs: false }])
  expect(await store.find(event.id)).toMatchObject({
    envelope: event.envelope,
    type: 'order.created',
    subject: 'A-1',
    time: new Date('2026-11-21T11:59:59.123Z'),
    received_at: receivedAt,
    depth: 0,
  })
  expect(await outbox()).toEqual([{ kind: 'event', ref: event.id, due_at: receivedAt }])
})

test('the same source and id is the same event, and a difference in what it says is told', async () => {
  const first = eventOf({ id: 'e-1', data: { a: 1, b: 2 } })
  await store.put([first])

  const placed = await store.put([
    eventOf({ id: 'e-1', data: { b: 2, a: 1 } }),
    eventOf({ id: 'e-1', data: { a: 2 } }),
    eventOf({ id: 'e-1', source: '/others' }),
  ])

  expect(placed).toMatchObject([
    { id: first.id, isNew: false, differs: false },
    { id: first.id, isNew: false, differs: true },
    { isNew: true },
  ])
  expect(await store.find(first.id)).toMatchObject({ envelope: first.envelope })
  expect(await outbox()).toHaveLength(2)
})

test('an event that is twice in one write is stored once', async () => {
  const [first, second] = [eventOf({ id: 'twice' }), eventOf({ id: 'twice', data: 1 })]

  const placed = await store.put([first, second])

  expect(placed.map(({ id }) => id)).toEqual([placed[0]?.id, placed[0]?.id])
  expect(placed.filter(({ isNew }) => isNew)).toHaveLength(1)
  expect(placed.filter(({ differs }) => differs)).toHaveLength(1)
})

test('writes of the same events at the same time store each once, and none fails', async () => {
  const ids = Array.from({ length: 50 }, () => randomUUID())
  const writes = Array.from({ length: 8 }, (_, index) =>
    store.put((index % 2 === 0 ? ids : ids.toReversed()).map((id) => eventOf({ id }))),
  )

  const placed = (await Promise.all(writes)).flat()

  expect(placed.filter(({ isNew }) => isNew)).toHaveLength(50)
  expect(new Set(placed.map(({ id }) => id)).size).toBe(50)
  expect(await outbox()).toHaveLength(50)
})

test('a namespace sees its own events only', async () => {
  const other = createEventStore({ tables, namespace: 'other' })
  const event = eventOf()
  await store.put([event])

  const placed = await other.put([{ ...event, id: uuidV7() }])

  expect(placed[0]?.isNew).toBe(true)
  expect(await other.find(event.id)).toBeUndefined()
  expect(await other.list({}, { limit: 10 })).toHaveLength(1)
})

test('a list is the newest first, by filter and page', async () => {
  const events = [
    eventOf({ type: 'order.created', subject: 'A' }),
    eventOf({ type: 'order.paid', subject: 'B', source: '/shop/1' }),
    eventOf({ type: 'invoice.sent', id: '100%_done' }),
    eventOf({ type: 'order_created' }),
  ]
  await store.put(events)
  const found = async (...args: Parameters<typeof store.list>) =>
    (await store.list(...args)).map(({ id }) => events.findIndex((event) => event.id === id))

  expect(await found({}, { limit: 3 })).toEqual([3, 2, 1])
  expect(await found({}, { limit: 3, beforeId: events[1]!.id })).toEqual([0])
  expect(await found({ type: 'order.*' }, { limit: 9 })).toEqual([1, 0])
  expect(await found({ type: 'order_created' }, { limit: 9 })).toEqual([3])
  expect(await found({ source: '/shop*' }, { limit: 9 })).toEqual([1])
  expect(await found({ subject: 'A' }, { limit: 9 })).toEqual([0])
  expect(await found({ q: '0%_D' }, { limit: 9 })).toEqual([2])
  expect(await found({ receivedFrom: receivedAt }, { limit: 9 })).toHaveLength(4)
  expect(await found({ receivedTo: receivedAt }, { limit: 9 })).toEqual([])
})
