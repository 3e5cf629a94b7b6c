import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import type { FactoryTables } from '../tables.ts'
import { createLedgerStore, type LedgerEntry, type LedgerFilter } from './ledger-store.ts'

const database = await openTestDatabase()
const tables = database.of<FactoryTables>()

test('the ledger is searched by all that a row says, and by several at once', async () => {
  const ledger = createLedgerStore(`ns-${randomUUID()}`)
  const begin = Date.now() + 60_000
  const definitions = ['a', 'b'].map((name) => ({ id: randomUUID(), name, version: 1 }))
  const eventIds = [randomUUID(), randomUUID()]
  const entries = Array.from({ length: 40 }, (_, at): LedgerEntry => {
    const atMs = begin + at * 60_000
    return {
      ...{ id: uuidV7(atMs), at: new Date(atMs), triggerKind: at === 39 ? 'manual' : 'event' },
      definition: definitions[at % 2]!,
      ...{ eventId: eventIds[at % 4 < 2 ? 0 : 1], occurrenceKey: `e:${at}` },
      ...{ stage: 'match', outcome: at % 8 === 0 ? 'failed' : 'filtered', reason: 'so' },
    }
  })
  await tables.transaction((trx) => ledger.add(trx, entries))
  const found = async (filter: LedgerFilter) => {
    const records = await tables.query((db) => ledger.list(db, filter, 100))
    return records.map(({ occurrence_key: key }) => Number(key?.slice(2)))
  }
  const at = (minutes: number) => new Date(begin + minutes * 60_000)

  expect(await found({})).toEqual(entries.map((_, n) => 39 - n))
  expect(await found({ definitionId: definitions[1]?.id ?? '' })).toHaveLength(20)
  expect(await found({ occurrenceKey: 'e:7' })).toEqual([7])
  expect(await found({ triggerKind: 'manual' })).toEqual([39])
  expect(await found({ outcomes: ['failed'] })).toEqual([32, 24, 16, 8, 0])
  expect(await found({ from: at(10), to: at(13) })).toEqual([12, 11, 10])
  expect(await found({ outcomes: ['failed'], from: at(16), to: at(32) })).toEqual([24, 16])
  expect(await found({ eventId: eventIds[1] ?? '', to: at(7) })).toEqual([6, 3, 2])
  expect(await found({ definitionId: definitions[0]?.id ?? '', from: at(36) })).toEqual([38, 36])
  const counted = (filter: LedgerFilter, limit = 100) =>
    tables.query((db) => ledger.countByOutcome(db, filter, limit))
  expect(await counted({ from: at(0), to: at(9) })).toEqual([
    { outcome: 'filtered', count: 7 },
    { outcome: 'failed', count: 2 },
  ])
  expect(await counted({}, 7)).toEqual([{ outcome: 'filtered', count: 7 }])
})

test('a row says whether it is of a definition or of a monitor', async () => {
  const ledger = createLedgerStore(`ns-${randomUUID()}`)
  const entryOf = (definition: LedgerEntry['definition']): LedgerEntry => ({
    ...{ id: uuidV7(Date.now()), at: new Date(), triggerKind: 'schedule' },
    ...(definition && { definition }),
    ...{ stage: 'start', outcome: 'started', reason: 'so' },
  })
  const named = { id: randomUUID(), name: 'a', version: 1 }
  const entries = [named, { ...named, subject: 'monitor' as const }, undefined].map(entryOf)
  await tables.transaction((trx) => ledger.add(trx, entries))

  const rows = await tables.query((db) => ledger.list(db, {}, 10))

  expect(Object.fromEntries(rows.map(({ id, subject }) => [id, subject]))).toEqual({
    [entries[0]!.id]: 'definition',
    [entries[1]!.id]: 'monitor',
    [entries[2]!.id]: 'definition',
  })
})

test('of each definition the newest row is told, and of one without rows none', async () => {
  const ledger = createLedgerStore(`ns-${randomUUID()}`)
  const definitions = ['a', 'b'].map((name) => ({ id: randomUUID(), name, version: 1 }))
  const entries = Array.from({ length: 6 }, (_, at): LedgerEntry => {
    const decided = { stage: 'match', outcome: 'filtered', reason: `${at}` } as const
    const atMs = Date.now() + at
    const definition = definitions[at % 2]!
    return { id: uuidV7(atMs), at: new Date(atMs), triggerKind: 'event', definition, ...decided }
  })
  await tables.transaction((trx) => ledger.add(trx, entries))

  const asked = [...definitions.map(({ id }) => id), randomUUID()]
  const last = await tables.query((db) => ledger.lastOf(db, asked))

  expect(definitions.map(({ id }) => last.get(id)?.reason)).toEqual(['4', '5'])
  expect(last.size).toBe(2)
})

test('more rows are written at once than a statement takes parameters for', async () => {
  const ledger = createLedgerStore(`ns-${randomUUID()}`)
  const entries = Array.from({ length: 5_000 }, (): LedgerEntry => {
    const decided = { stage: 'match', outcome: 'filtered', reason: 'so' } as const
    return { id: uuidV7(), at: new Date(), triggerKind: 'event', ...decided }
  })

  await tables.transaction((trx) => ledger.add(trx, entries))

  expect(await tables.query((db) => ledger.list(db, {}, 10_000))).toHaveLength(5_000)
})

test('a row says what it is about, also where that is no text that databases keep', async () => {
  const ledger = createLedgerStore(`ns-${randomUUID()}`)
  const entry: LedgerEntry = {
    ...{ id: uuidV7(), at: new Date('2026-03-29T01:30:00.123Z'), triggerKind: 'schedule' },
    definition: { id: randomUUID(), name: 'ä', version: 3 },
    ...{ occurrenceKey: 't:1', stage: 'occurrence', outcome: 'missed', runId: randomUUID() },
    ...{ reason: 'For "\0" and \ud800', details: { key: ['\0', 1.5, null], at: { deep: true } } },
  }

  await tables.query((db) => ledger.add(db, [entry]))

  expect(await tables.query((db) => ledger.list(db, {}, 10))).toEqual([
    {
      ...{ id: entry.id, at: '2026-03-29T01:30:00.123Z', trigger_kind: 'schedule' },
      subject: 'definition',
      ...{ definition: entry.definition, event_id: null, occurrence_key: 't:1' },
      ...{ stage: 'occurrence', outcome: 'missed', run_id: entry.runId },
      reason: 'For "\ufffd" and \ufffd',
      details: { key: ['\ufffd', 1.5, null], at: { deep: true } },
    },
  ])
})
