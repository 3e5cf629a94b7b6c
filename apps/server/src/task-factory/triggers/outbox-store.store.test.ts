import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import type { FactoryTables, OutboxKind } from '../tables.ts'
import { createOutboxStore } from './outbox-store.ts'

const database = await openTestDatabase()
const tables = database.of<FactoryTables>()
const store = createOutboxStore('default')
const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second))

async function put(kind: OutboxKind, second: number): Promise<void> {
  const row = { id: uuidV7(), kind, ref: uuidV7(), dueAt: at(second) }
  await tables.query((db) => store.put(db, row, at(0)))
}

const nextOf = (kinds: readonly OutboxKind[]) => tables.query((db) => store.nextDueAt(db, kinds))

test('the next is due when the first that nobody has taken is, of the kinds that are asked for', async () => {
  await put('start', 1)
  await put('trigger', 5)
  await put('group', 7)

  expect(await nextOf(['trigger', 'group'])).toEqual(at(5))
  expect(await nextOf(['start'])).toEqual(at(1))
  expect(await nextOf(['human'])).toBeUndefined()
})

test('one that is taken is due again when whoever took it has had its time', async () => {
  const kinds = ['event'] as const
  await put('event', 1)
  await tables.query((db) => store.claim(db, { kinds, now: at(2), until: at(12), limit: 1 }))
  expect(await nextOf(kinds)).toEqual(at(12))

  await put('event', 20)
  expect(await nextOf(kinds)).toEqual(at(12))

  await put('event', 3)
  expect(await nextOf(kinds)).toEqual(at(3))
})
