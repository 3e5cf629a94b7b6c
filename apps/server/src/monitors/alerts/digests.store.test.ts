import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import { createLookStore } from '../looks/store.ts'
import { createMonitorStore, type MonitorRow } from '../store.ts'
import type { MonitorTables } from '../tables.ts'
import { createMakeAlerts, createTellAlerts, createTellDigests, type Telling } from './alerts.ts'

const database = await openTestDatabase()
const tables = database.of<MonitorTables>()
const store = createMonitorStore('default')
const looks = createLookStore('default')
const beganAt = new Date('2026-11-21T12:00:00.000Z')
const after = (seconds: number) => new Date(beganAt.getTime() + seconds * 1000)

async function monitor(name: string, digest: object): Promise<MonitorRow> {
  const id = uuidV7()
  const body = {
    name,
    probe: { http_json: { url: 'https://example.com' } },
    schedule: { cron: ['0 * * * *'] },
    alert: { channels: ['mail'], digest: { wait_seconds: 60, ...digest } },
  }
  await tables.transaction((trx) =>
    store.insert(
      trx,
      { id, body, heartbeatHash: null, status: 'active' },
      { actor: 'alice', action: 'monitor.create', at: beganAt },
    ),
  )
  const made = await tables.query((db) => store.find(db, id))
  if (!made) throw new Error(`${name} is gone`)
  return made
}

test('alerts of one digest wait for its oldest, and go in one message, once', async () => {
  const told: Telling[] = []
  const deliver = async (_trx: unknown, telling: Telling) => void told.push(telling)
  const makeAlerts = createMakeAlerts({
    writeAlert: async ({ monitor: { name } }) => ({ subject: name, text: 'is dear', data: {} }),
    newId: uuidV7,
  })
  const tellAlerts = createTellAlerts({ looks, deliver })
  const rise = async (of: MonitorRow, now: Date) => {
    const edges = [{ edge: 'rising' as const, isMuted: false }]
    const alerts = await makeAlerts(of, edges, { now, mutedBy: undefined, observationId: null })
    await tables.transaction((trx) => tellAlerts(trx, alerts))
    return alerts[0]?.id
  }
  const tellDigestsAt = (now: Date) =>
    createTellDigests({ tables, looks, deliver, now: () => now })()
  const [tea, milk, lamp] = await Promise.all([
    monitor('tea', { name: 'food' }),
    monitor('milk', { name: 'food' }),
    monitor('lamp', {}),
  ])
  const first = await rise(tea, after(0))
  const second = await rise(milk, after(50))
  await rise(lamp, after(50))

  const early = await tellDigestsAt(after(59))
  const due = await tellDigestsAt(after(61))
  const again = await tellDigestsAt(after(62))

  expect([early, due, again]).toEqual([0, 1, 0])
  expect(told).toMatchObject([
    {
      channels: ['mail'],
      key: `digest-${first}`,
      message: {
        type: 'alert.digest',
        subject: '2 alerts',
        text: 'tea\nis dear\n\nmilk\nis dear',
        data: { alerts: [{ id: first }, { id: second }] },
      },
      about: { kind: 'alert', id: first, others: [second] },
    },
  ])
  expect(await tellDigestsAt(after(111))).toBe(1)
  expect(told[1]?.message.subject).toBe('lamp')
})
