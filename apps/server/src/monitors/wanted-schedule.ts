import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { Tables } from '../platform/database/database.ts'
import { hashOfJson } from '../platform/json-hash.ts'
import { monitorScheduleId, type OwnSchedule, type Wanted } from '../schedules/schedules.ts'
import type { DecidingVersion } from '../task-factory/triggers/candidate.ts'
import { monitoringWorkflowType } from '../task-factory/workflow/messages.ts'
import type { MonitorRow, MonitorStore } from './store.ts'
import type { MonitorTables } from './tables.ts'
import type { LookInput } from './workflow/messages.ts'

const pageSize = 500

/**
 * The Temporal schedule that a monitor is to have, or nothing where its work is done. Its note says what it was
 * made of: another note is another schedule. Pure.
 */
export function wantedSchedule(monitor: MonitorRow, taskQueue: string): OwnSchedule | undefined {
  const { id, name, body, status } = monitor
  if (status === 'completed') return undefined
  const { misfire: _misfire, ...times } = body.schedule
  const input: LookInput = { monitor_id: id }
  return {
    scheduleId: monitorScheduleId(id),
    of: { id, name },
    times,
    workflowType: monitoringWorkflowType,
    workflowId: monitorScheduleId(id),
    taskQueue,
    input: [input],
    note: `Monitor ${name}, ${hashOfJson([times, taskQueue]).slice(0, 12)}`,
    isPaused: status === 'paused',
  }
}

/** The schedules that all monitors are to have. */
export function wantedSchedules(
  tables: Tables<MonitorTables>,
  store: Pick<MonitorStore, 'find' | 'list'>,
  taskQueue: string,
): Wanted {
  return {
    async find(scheduleId) {
      const id = scheduleId.slice(monitorScheduleId('').length)
      const monitor = await tables.query((db) => store.find(db, id))
      return monitor && wantedSchedule(monitor, taskQueue)
    },
    async *all() {
      for (let after: string | undefined; ;) {
        const page = await tables.query((db) => store.list(db, {}, { limit: pageSize, after }))
        for (const monitor of page) {
          const wanted = wantedSchedule(monitor, taskQueue)
          if (wanted) yield wanted
        }
        after = page.at(-1)?.name
        if (page.length < pageSize) return
      }
    },
  }
}

/** A monitor as triggers are decided by it: its looks go the path of all runs. */
export function decidingBy(monitor: MonitorRow): DecidingVersion {
  const { id, name, version, body, status, paused_at: pausedAt, pause_reason: reason } = monitor
  const { schedule } = body
  const decided: ActivityDefinitionBody = { name, trigger: { schedule }, tasks: [] }
  const since = pausedAt ? ` since ${pausedAt.toISOString()}` : ''
  const pausedBecause =
    status === 'active'
      ? undefined
      : status === 'completed'
        ? 'It is completed'
        : `Paused${since}${reason ? `: ${reason}` : ''}`
  return { subject: 'monitor', id, name, version, body: decided, pausedBecause }
}
