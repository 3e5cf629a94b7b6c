import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../test/database.ts'
import { uuidV7 } from '../platform/uuid-v7.ts'
import { createChannelStore } from './channel-store.ts'
import { createDeliveries } from './deliveries.ts'
import { createDeliveryStore } from './delivery-store.ts'
import type { DeliveryTables } from './tables.ts'

const database = await openTestDatabase()
const tables = database.of<DeliveryTables>()
const at = new Date('2026-11-21T12:00:00Z')
const newId = () => uuidV7()

function roomOf(namespace = 'default') {
  const store = createDeliveryStore(namespace)
  const channels = createChannelStore({ tables, namespace, newId })
  const { kindsOf } = channels
  const deliveries = createDeliveries({
    ...{ tables, store, kindsOf, newId },
    wake: () => {},
    now: () => at,
  })
  const tell = (names: readonly string[], key: string = randomUUID()) =>
    tables.transaction((trx) =>
      deliveries.deliver(trx, {
        ...{ channels: names, key, about: { kind: 'alert', id: key } },
        message: { type: 'alert.rising', text: key, data: {} },
      }),
    )
  const makeChannel = (name: string) =>
    channels.put(
      name,
      { kind: 'webhook', enabled: true, body: { to: { webhook: { url: 'https://a.example' } } } },
      { actor: 'ada', at },
    )
  const fill = () => tables.transaction((trx) => store.fillLanes(trx, { at, limit: 10 }))
  const underWay = async () =>
    (await deliveries.list({ statuses: ['sending'] }, 10)).map(({ key }) => key)
  return { store, deliveries, channels, tell, makeChannel, fill, underWay }
}

test('a message that is told twice is one delivery a channel, and one without a channel is dead', async () => {
  const { deliveries, tell, makeChannel } = roomOf()
  await makeChannel('ops')

  const first = await tell(['ops', 'nobody', 'ops'], 'alert-1')
  const second = await tell(['ops'], 'alert-1')

  expect(second.map(({ id }) => id)).toEqual(
    first.filter(({ channel }) => channel === 'ops').map(({ id }) => id),
  )
  const all = await deliveries.list({}, 10)
  expect(all.map(({ channel, status }) => [channel, status]).toSorted()).toEqual([
    ['nobody', 'dead'],
    ['ops', 'queued'],
  ])
})

test('a message about several things is found by each of them', async () => {
  const { deliveries, makeChannel } = roomOf()
  await makeChannel('ops')
  const [first, second] = [newId(), newId()]
  await tables.transaction((trx) =>
    deliveries.deliver(trx, {
      ...{ channels: ['ops'], key: `digest-${first}` },
      about: { kind: 'alert', id: first, others: [second] },
      message: { type: 'alert.digest', text: 'both', data: {} },
    }),
  )

  const by = async (aboutId: string) =>
    (await deliveries.list({ aboutKind: 'alert', aboutId }, 10)).map(({ key }) => key)

  expect(await by(first)).toEqual([`digest-${first}`])
  expect(await by(second)).toEqual([`digest-${first}`])
  expect(await by(newId())).toEqual([])
})

test('what is told in a transaction that is taken back is not told', async () => {
  const { deliveries, makeChannel } = roomOf()
  await makeChannel('ops')
  const told = tables.transaction(async (trx) => {
    await deliveries.deliver(trx, {
      ...{ channels: ['ops'], key: 'a', about: { kind: 'alert', id: 'a' } },
      message: { type: 'alert.rising', text: 'a', data: {} },
    })
    throw new Error('no')
  })

  await expect(told).rejects.toThrow('no')
  expect(await deliveries.list({}, 10)).toEqual([])
})

test('a lane holds one delivery, the oldest, until it has ended or steps aside; each channel has its own', async () => {
  const { store, tell, makeChannel, fill, underWay } = roomOf()
  await makeChannel('ops')
  await makeChannel('dev')
  for (const key of ['one', 'two', 'three']) await tell(['ops'], key)
  await tell(['dev'], 'other')

  expect(await fill()).toBe(2)
  expect(await fill()).toBe(0)
  expect((await underWay()).toSorted()).toEqual(['one', 'other'])

  const end = async (key: string) =>
    tables.transaction(async (trx) => {
      const [row] = await store.ofMessage(trx, key, ['ops'])
      return store.end(trx, row!, { status: 'delivered', failure: null, at })
    })
  expect([await end('one'), await end('one')]).toEqual([true, false])
  expect(await Promise.all([fill(), fill()])).toEqual(expect.arrayContaining([1, 0]))
  expect((await underWay()).toSorted()).toEqual(['other', 'two'])

  await tables.transaction(async (trx) => {
    const [row] = await store.ofMessage(trx, 'two', ['ops'])
    await store.change(trx, row!.id, { status: 'retrying' })
    await store.freeLane(trx, row!)
  })
  await fill()
  expect((await underWay()).toSorted()).toEqual(['other', 'three'])
})

test('a delivery whose workflow was heard of is not begun again before its time', async () => {
  const { store, tell, makeChannel, fill } = roomOf()
  await makeChannel('ops')
  const [delivery] = await tell(['ops'])
  const id = delivery?.id ?? ''
  const until = new Date(at.getTime() + 10_000)
  const much = new Date(at.getTime() + 900_000)
  await fill()

  const take = () => tables.transaction((trx) => store.takeToBegin(trx, { at, until, limit: 10 }))
  expect([await take(), await take()]).toEqual([[id], []])
  await tables.query((db) => store.change(db, id, { begin_at: much }))
  await tables.query((db) => store.beginLater(db, id, { until, at }))

  expect(await tables.query((db) => store.nextBeginAt(db))).toEqual(much)
})

test('the eleventh message within any hour is one too many, whoever asks at once', async () => {
  const { store } = roomOf()
  const note = (minutes: number) =>
    tables.transaction((trx) =>
      store.noteSend(trx, {
        ...{ recipient: 'mailto:a@b.example', limit: 10 },
        at: new Date(at.getTime() + minutes * 60_000),
      }),
    )

  const notes = await Promise.all(Array.from({ length: 11 }, () => note(0)))

  expect(notes.filter((isNoted) => isNoted)).toHaveLength(10)
  expect([await note(59), await note(61)]).toEqual([false, true])
})

test('a namespace sees its own deliveries and channels only', async () => {
  const [here, there] = [roomOf(), roomOf('other')]
  await here.makeChannel('ops')
  const [delivery] = await here.tell(['ops'])

  expect(await there.fill()).toBe(0)
  expect(await there.deliveries.list({}, 10)).toEqual([])
  expect(await there.channels.find('ops')).toBeUndefined()
  await expect(there.deliveries.get(delivery?.id ?? '')).rejects.toMatchObject({
    code: 'delivery-not-found',
  })
})
