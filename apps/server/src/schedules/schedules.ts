import { Problem } from '@temporal-registry/contract/problem'
import type { BulkAnswer, BulkBody } from '@temporal-registry/contract/schedule-admin'
import type { Backfill, BackfillBody } from '@temporal-registry/contract/schedule-backfills'
import type { OverlapPolicy } from '@temporal-registry/contract/schedule-body'
import type { ScheduleDescription } from '@temporal-registry/contract/schedules'
import type { Dispatch } from '../dispatch/dispatch.ts'
import type { Log } from '../platform/log.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { Registry } from '../registry/registry.ts'
import { createScheduleActivities } from './activities.ts'
import { createBackfills, type Backfills } from './backfills.ts'
import { createSetPaused } from './bulk.ts'
import { createCounting } from './counting.ts'
import { createCreating, type Creating } from './creating.ts'
import { descriptionOf } from './describe.ts'
import { createDriftReport, type DriftReport } from './drift.ts'
import { createMaking } from './making.ts'
import { createOwnSchedules, type OwnSchedules } from './own-schedules.ts'
import { createPace } from './pace.ts'
import { createPreview, type Preview } from './previewing.ts'
import { createReconcile } from './reconcile.ts'
import { createReconciler } from './reconciler.ts'
import { createPut, etagOf, type Put } from './replacing.ts'
import { requestIdOf, type ScheduleContext } from './request-id.ts'
import { createListing, type Listing } from './scan.ts'
import { overlapNumbers } from './spec.ts'
import { createScheduleStore, maxMatchingTimes } from './store.ts'
import { isSystemSchedule, monitorKeeperId, retentionId, timetableId } from './system-ids.ts'
import { ensureSystemSchedule, systemSchedule } from './system-schedule.ts'
import type { ScheduleActivities } from './workflow/messages.ts'

export { firingFaults } from './body-check.ts'
export { declarationFaults } from './declared.ts'
export type { ScheduleContext } from './request-id.ts'
export { createFollowing, type Following, type Wanted } from './following.ts'
export type { OwnSchedule, OwnSchedules, OwnStanding, OwnTimes } from './own-schedules.ts'
export { definitionScheduleId, isSystemRun, monitorScheduleId } from './system-ids.ts'

/** How far `upcoming` looks where it is not told. */
const defaultSpanMs = 366 * 86_400_000

/** Schedules of the namespace, and what the registry makes of them. The domain's only door. */
export interface Schedules {
  readonly create: Creating['create']
  /** Creates or replaces; an etag refuses to replace anything but what was read. */
  readonly put: Put
  get(id: string): Promise<{ readonly description: ScheduleDescription; readonly etag: string }>
  delete(id: string): Promise<void>
  readonly list: Listing['list']
  pause(id: string, note: string): Promise<void>
  unpause(id: string, note: string): Promise<void>
  trigger(id: string, overlap: OverlapPolicy | undefined, context: ScheduleContext): Promise<void>
  upcoming(
    id: string,
    span: { readonly from?: string | undefined; readonly to?: string | undefined },
    limit: number,
  ): Promise<{ times: string[]; more: boolean }>
  /** Times of a month, `2026-11`, counted by the days of a zone. */
  readonly countByDay: ReturnType<typeof createCounting>
  readonly preview: Preview
  backfill(id: string, body: BackfillBody, context: ScheduleContext): Promise<Backfill>
  readonly backfills: Pick<Backfills, 'get' | 'cancel'>
  drift(): Promise<DriftReport>
  /** Pauses or unpauses those that a type or labels select. */
  setPaused(isPaused: boolean, body: BulkBody): Promise<BulkAnswer>
  /** Sees that the registry's own schedule of the retention is there, as it is to be now. */
  ensureRetention(workflowType: string, intervalSeconds: number): Promise<void>
  /** The same of the schedule that keeps activity definitions right; its workflow is on a queue of its own. */
  ensureTimetable(workflowType: string, taskQueue: string, intervalSeconds: number): Promise<void>
  /** The same of the schedule that keeps monitors right. */
  ensureMonitorKeeper(
    workflowType: string,
    taskQueue: string,
    intervalSeconds: number,
  ): Promise<void>
  /** Schedules of activity definitions and of monitors. */
  readonly own: OwnSchedules
  /** What the worker of the registry's own workflows does for them. */
  readonly activities: ScheduleActivities
  /** Begins to watch the registry for what schedules must follow. */
  start(): void
  close(): void
}

export interface SchedulesOptions {
  readonly temporal: Temporal
  readonly registry: Registry
  readonly dispatch: Pick<Dispatch, 'start'>
  /** Id of the registry whose schedules these are. */
  readonly registryId: string
  readonly systemTaskQueue: string
  /** How many calls a second the reconciler makes, 0 for no limit, and how often it begins by itself. */
  readonly requestsPerSecond: number
  readonly intervalSeconds: number
  readonly log: Log
  readonly now: () => Date
}

export function createSchedules(options: SchedulesOptions): Schedules {
  const { temporal, registryId, now } = options
  const store = createScheduleStore(temporal)
  const pacedStore = createScheduleStore(temporal, createPace(options.requestsPerSecond))
  const making = createMaking(options)
  const listing = createListing(store, registryId)
  const backfills = createBackfills({ ...options, store })
  const reconciler = createReconciler({ ...options, store })
  const own = createOwnSchedules(store, registryId)
  const preview = createPreview({ ...options, store, making, own })
  const parts = { ...options, store, making, ensureReconciler: reconciler.ensure }
  const creating = createCreating(parts)
  const put = createPut({ ...parts, creating })
  const reconcile = createReconcile({ ...options, making, store: pacedStore })

  function assertNotSystem(id: string): void {
    if (isSystemSchedule(registryId, id)) {
      throw new Problem('schedule-protected', `«${id}» is the registry's own`)
    }
  }

  async function ensureOwn(
    ...[scheduleId, workflowType, taskQueue, intervalSeconds]: [string, string, string, number]
  ): Promise<void> {
    const parts = { scheduleId, workflowType, taskQueue, intervalSeconds, input: [] }
    await ensureSystemSchedule(store, registryId, scheduleId, systemSchedule(parts))
  }

  async function patch(id: string, change: Parameters<typeof store.patch>[1], requestId?: string) {
    assertNotSystem(id)
    await store.patch(id, change, requestId)
  }

  return {
    async create(id, body, context) {
      assertNotSystem(id)
      return creating.create(id, body, context)
    },
    async put(id, body, context) {
      assertNotSystem(id)
      return put(id, body, context)
    },
    async get(id) {
      const described = await store.describe(id)
      return { description: descriptionOf(id, described, registryId), etag: etagOf(described) }
    },
    async delete(id) {
      assertNotSystem(id)
      await store.delete(id)
    },
    list: listing.list,
    // Temporal takes an empty note for no request at all.
    pause: (id, note) => patch(id, { pause: note || 'Paused through the registry' }),
    unpause: (id, note) => patch(id, { unpause: note || 'Unpaused through the registry' }),
    trigger(id, overlap, context) {
      const requestId = requestIdOf(id, { trigger: overlap }, context)
      const overlapPolicy = overlap === undefined ? null : overlapNumbers[overlap]
      return patch(id, { triggerImmediately: { overlapPolicy } }, requestId)
    },
    async upcoming(id, { from, to }, limit) {
      const fromMs = from === undefined ? now().getTime() : Date.parse(from)
      const toMs = to === undefined ? fromMs + defaultSpanMs : Date.parse(to)
      if (toMs < fromMs) {
        const detail = 'must not be before from'
        throw new Problem('validation-failed', `?to ${detail}`, {
          errors: [{ pointer: '?to', detail }],
        })
      }
      // Temporal leaves out the first moment of the span.
      const times = await store.matchingTimes(id, fromMs - 1, toMs)
      return {
        times: times.slice(0, limit).map((ms) => new Date(ms).toISOString()),
        more: times.length > limit || times.length === maxMatchingTimes,
      }
    },
    countByDay: createCounting(store),
    async preview(id, body, limit) {
      assertNotSystem(id)
      return preview(id, body, limit)
    },
    async backfill(id, body, context) {
      assertNotSystem(id)
      return backfills.start(id, body, requestIdOf(id, { backfill: body }, context))
    },
    backfills,
    drift: createDriftReport({ ...options, listing, store: pacedStore }),
    setPaused: createSetPaused(pacedStore, listing),
    ensureRetention: (workflowType, intervalSeconds) =>
      ensureOwn(retentionId(registryId), workflowType, options.systemTaskQueue, intervalSeconds),
    ensureTimetable: (...own) => ensureOwn(timetableId(registryId), ...own),
    ensureMonitorKeeper: (...own) => ensureOwn(monitorKeeperId(registryId), ...own),
    own,
    activities: createScheduleActivities(store, reconcile),
    start: reconciler.start,
    close: reconciler.close,
  }
}
