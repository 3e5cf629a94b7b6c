import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import { createRunStore } from '../../task-factory/runs/store.ts'
import type { FactoryTables } from '../../task-factory/tables.ts'
import { createMakeAlerts, createTellAlerts } from '../alerts/alerts.ts'
import { createMonitorStore } from '../store.ts'
import type { MonitorTables } from '../tables.ts'
import { createRecording } from './recording.ts'
import { createLookStore } from './store.ts'

const database = await openTestDatabase()
const tables = database.of<MonitorTables>()
const store = createMonitorStore('default')
const looks = createLookStore('default')
const runs = createRunStore('default')
const at = new Date('2026-11-21T12:00:00.000Z')

test('what breaks between alert and memory leaves nothing, and what is repeated tells once', async () => {
  const [id, runId] = [uuidV7(), uuidV7()]
  const body = {
    name: 'lamp',
    probe: { http_json: { url: 'https://example.com' } },
    schedule: { cron: ['0 * * * *'] },
    alert: { channels: ['mail'] },
  }
  await tables.transaction((trx) =>
    store.insert(
      trx,
      { id, body, heartbeatHash: null, status: 'active' },
      { actor: 'alice', action: 'monitor.create', at },
    ),
  )
  await database.of<FactoryTables>().query((db) =>
    runs.add(db, {
      ...{ id: runId, subject: 'monitor', definition_id: id, definition_name: 'lamp' },
      ...{ version_used: 1, trigger_kind: 'manual', occurrence_key: 'm:1', status: 'running' },
      ...{ stage: 'start', place: '{"overlap":"skip"}', fired_at: at, workflow_id: 'monitor-1' },
      ...{ attempt: 1, depth: 0, event_ids: [] },
    }),
  )
  const evidence = { kind: 'http_json' as const, hash: 'a', took_ms: 1 }
  await tables.query((db) =>
    looks.put(db, { runId, monitorId: id, version: 1 }, { state: { price: 1 }, evidence }, at),
  )
  const comparison = { changed: false, by: 'hash' as const, differences: [] }
  await tables.query((db) =>
    looks.judge(db, runId, {
      ...{ memory_revision: 0, holds: true, has_ended: false, hash: 'a', comparison },
    }),
  )
  const delivered: string[] = []
  let isBroken = true
  const { record } = createRecording({
    ...{ tables, store, looks, runs, now: () => at, endRun: async () => {} },
    ...{ onTold() {}, onCompleted() {} },
    makeAlerts: createMakeAlerts({
      writeAlert: async () => ({ subject: 'lamp', text: '', data: {} }),
      newId: uuidV7,
    }),
    tell: createTellAlerts({
      looks,
      async deliver(_trx, { key }) {
        if (isBroken) throw new Error('The process was killed')
        delivered.push(key)
      },
    }),
  })
  const plan = { run_id: runId, monitor_id: id, version: 1, is_slow: false, asks_judge: false }

  await expect(record(plan, null)).rejects.toThrow('killed')
  const afterBreak = await tables.query((db) => looks.alerts(db, {}, 10))
  isBroken = false
  await record(plan, null)
  await record(plan, null)

  expect(afterBreak).toEqual([])
  const alerts = await tables.query((db) => looks.alerts(db, {}, 10))
  expect(alerts.map(({ edge }) => edge)).toEqual(['rising'])
  expect(delivered).toEqual(alerts.map((alert) => alert.id))
  expect(await tables.query((db) => store.find(db, id))).toMatchObject({ health: 'firing' })
})
