import type { Tables } from '../platform/database/database.ts'
import {
  monitorScheduleId,
  type Following,
  type OwnSchedules,
  type OwnStanding,
} from '../schedules/schedules.ts'
import type { MakeAlerts, TellAlerts } from './alerts/alerts.ts'
import { edgeRulesOf } from './rules/edge-rules.ts'
import { healthOf } from './rules/edges.ts'
import { mutedBy } from './rules/muting.ts'
import type { MonitorStore } from './store.ts'
import type { MonitorTables } from './tables.ts'

/** A monitor that is written is given so long to have its schedule. */
const graceMs = 10_000

/**
 * Sees that each active monitor will look again: one that will not is `stalled`, and says so once.
 *
 * @returns how many have stalled, or look again.
 */
export type KeepHealth = (standing: ReadonlyMap<string, OwnStanding>) => Promise<number>

export function createKeepHealth(deps: {
  readonly tables: Tables<MonitorTables>
  readonly store: MonitorStore
  readonly own: Pick<OwnSchedules, 'find'>
  readonly follow: Following['follow']
  readonly makeAlerts: MakeAlerts
  readonly tell: TellAlerts
  readonly now: () => Date
}): KeepHealth {
  const { tables, store, own, follow, makeAlerts, tell, now } = deps

  async function hasNextTime(id: string): Promise<boolean> {
    const scheduleId = monitorScheduleId(id)
    await follow(scheduleId)
    return (await own.find(scheduleId))?.nextAt !== undefined
  }

  async function stall(id: string): Promise<void> {
    const found = await tables.query(async (db) => {
      const monitor = await store.find(db, id)
      return { monitor, parents: await store.findNamed(db, monitor?.body.parents ?? []) }
    })
    const { monitor, parents } = found
    if (!monitor) return
    const reason = 'It is active, and its times are over'
    const at = now()
    const muted = mutedBy(monitor, parents, at)
    const alerts = await makeAlerts(monitor, [{ edge: 'stalled', isMuted: muted !== undefined }], {
      mutedBy: muted,
      observationId: null,
      failure: failureOf(reason),
      now: at,
    })
    await tables.transaction(async (trx) => {
      const standing = await store.lock(trx, id)
      if (!standing || standing.status !== 'active' || standing.health === 'stalled') return
      await store.remember(trx, id, {
        ...{ health: 'stalled', health_since: at, health_reason: reason },
        ...(muted === undefined ? { last_alert_at: at } : {}),
      })
      await tell(trx, alerts)
    })
  }

  async function recover(id: string): Promise<void> {
    await tables.transaction(async (trx) => {
      const monitor = await store.lock(trx, id)
      if (!monitor || monitor.health !== 'stalled') return
      const health = healthOf(monitor.memory, edgeRulesOf(monitor.body))
      await store.remember(trx, id, { health, health_since: now(), health_reason: null })
    })
  }

  return async (standing) => {
    let moved = 0
    for (const { id, health, updated_at: at } of await tables.query(store.listActive)) {
      const isNew = now().getTime() - at.getTime() < graceMs
      const isLate = standing.get(monitorScheduleId(id))?.nextAt === undefined && !isNew
      if (isLate === (health === 'stalled')) continue
      // Temporal's list may be behind: what it says is asked again.
      const willLook = await hasNextTime(id)
      if (willLook === (health !== 'stalled')) continue
      await (willLook ? recover(id) : stall(id))
      moved++
    }
    return moved
  }
}

function failureOf(message: string) {
  return { message, kind: 'application' }
}
