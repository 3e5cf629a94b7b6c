import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import type { SchedulePreview } from '@temporal-registry/contract/schedule-times'
import { assertSaysTimes, assertBodyFits } from './body-check.ts'
import type { Making } from './making.ts'
import type { OwnSchedules } from './own-schedules.ts'
import { actionOf } from './definition.ts'
import type { ScheduleStore } from './store.ts'

/** How far a preview looks. */
const spanMs = 366 * 86_400_000

/** Says what would come of a schedule, refusing what a PUT would refuse. */
export type Preview = (id: string, body: ScheduleBody, limit: number) => Promise<SchedulePreview>

export function createPreview(options: {
  readonly store: Pick<ScheduleStore, 'find'>
  readonly making: Pick<Making, 'check'>
  readonly own: Pick<OwnSchedules, 'timesOf'>
  readonly now: () => Date
}): Preview {
  const { store, making, own, now } = options

  return async (id, body, limit) => {
    assertBodyFits(id, body, now())
    assertSaysTimes(body)
    const existing = await store.find(id)
    const { taskQueue } = actionOf(existing?.schedule ?? {})
    const { route, warnings } = making.check(body, taskQueue?.name ?? undefined)
    const afterMs = now().getTime()
    // Jitter goes by the id of a schedule, and the one that is asked has another.
    const { jitter_seconds: _, ...times } = timesIn(body)
    const found = await own.timesOf(times, afterMs, afterMs + spanMs)
    return {
      id,
      is_taken: existing !== undefined,
      task_queue: route.taskQueue,
      route: route.reason,
      warnings,
      times: found.slice(0, limit).map((ms) => new Date(ms).toISOString()),
      more: found.length > limit,
    }
  }
}

function timesIn(body: ScheduleBody) {
  const { cron, calendars, intervals, exclude, time_zone, start_at, end_at, jitter_seconds } = body
  const times = { cron, calendars, intervals, exclude, time_zone, start_at, end_at, jitter_seconds }
  const said = Object.entries(times).filter(([, value]) => value !== undefined)
  // Members of `times`, without those that say nothing.
  return Object.fromEntries(said) as Parameters<OwnSchedules['timesOf']>[0]
}
