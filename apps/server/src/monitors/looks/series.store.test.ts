import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import type { MonitorTables } from '../tables.ts'
import { createSeriesStore } from './series-store.ts'
import { createLookStore } from './store.ts'

const database = await openTestDatabase()
const tables = database.of<MonitorTables>()
const looks = createLookStore('default')
const series = createSeriesStore('default')
const from = new Date('2026-11-21T12:00:00.000Z')
const to = new Date('2026-11-21T13:00:00.000Z')

/** Looks at these minutes after twelve; a price, or that the look failed. */
async function look(monitorId: string, found: Readonly<Record<number, number | 'failed'>>) {
  for (const [minute, price] of Object.entries(found)) {
    const at = new Date(from.getTime() + Number(minute) * 60_000)
    const run = { runId: uuidV7(), monitorId, version: 1 }
    await tables.query(async (db) => {
      if (price === 'failed') {
        const failure = { message: 'no', kind: 'ApplicationFailure' as const }
        return looks.putFailed(db, run, { failure, failures: 1 }, at)
      }
      const evidence = { kind: 'http_json' as const, hash: String(price), took_ms: 1 }
      const comparison = { changed: false, by: 'hash' as const, differences: [] }
      const judged = { memory_revision: 0, has_ended: false, hash: String(price), comparison }
      const seen = {
        found: { state: { price }, evidence },
        judgement: { ...judged, holds: price < 100 },
        isSameState: false,
      }
      await looks.putSucceeded(db, run, seen, at)
    })
  }
}

test('a time is cut into spans: the newest look that succeeded stands for each, and all are counted', async () => {
  const [id, other] = [uuidV7(), uuidV7()]
  await look(id, { 0: 120, 5: 90, 9: 'failed', 31: 80, 61: 10 })
  await look(other, { 1: 1 })

  const points = await tables.query((db) => series.points(db, id, { from, to, points: 3 }))
  const each = await tables.query((db) => series.points(db, id, { from, to, points: 4 }))

  expect(
    points.map(({ state, looks: count, failed, held }) => [state, count, failed, held]),
  ).toEqual([
    [{ price: 90 }, 3, 1, 1],
    [{ price: 80 }, 1, 0, 1],
  ])
  expect(each).toHaveLength(4)
})

test('of several monitors the last looks are read together, the oldest first; large states are left out', async () => {
  const [id, other] = [uuidV7(), uuidV7()]
  await look(id, { 0: 1, 1: 2, 2: 3 })
  const run = { runId: uuidV7(), monitorId: other, version: 1 }
  const evidence = { kind: 'text' as const, hash: 'x', took_ms: 1 }
  await tables.query((db) =>
    looks.put(db, run, { state: { text: 'x'.repeat(5_000) }, evidence }, from),
  )

  const rows = await tables.query((db) => series.recent(db, [id, other, uuidV7()], 2))

  const of = (monitor: string) => rows.filter((row) => row.monitor_id === monitor)
  expect(of(id).map(({ state }) => state)).toEqual([{ price: 2 }, { price: 3 }])
  expect(of(other).map(({ state }) => state)).toEqual([null])
  expect(await tables.query((db) => series.recent(db, [], 2))).toEqual([])
})
