import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  getScheduleDrift,
  pauseSchedules,
  unpauseSchedules,
  type BulkAnswer,
  type BulkBody,
} from '@temporal-registry/contract/schedule-admin'
import type {
  CreateScheduleBody,
  OverlapPolicy,
  ScheduleBody,
} from '@temporal-registry/contract/schedule-body'
import {
  backfillSchedule,
  cancelBackfill,
  getBackfill,
  type Backfill,
  type BackfillBody,
} from '@temporal-registry/contract/schedule-backfills'
import {
  countFires,
  previewSchedule,
  type SchedulePreview,
} from '@temporal-registry/contract/schedule-times'
import {
  createSchedule,
  deleteSchedule,
  getSchedule,
  listSchedules,
  listUpcoming,
  pauseSchedule,
  putSchedule,
  triggerSchedule,
  unpauseSchedule,
  type ScheduleDescription,
  type ScheduleSummary,
  type StoredSchedule,
} from '@temporal-registry/contract/schedules'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { toIdempotencyKey, type IdempotencyKey } from './idempotency-key.ts'
import { walkPages } from './pages.ts'

/** A schedule with the tag of the state it was read in. */
export interface ReadSchedule extends ScheduleDescription {
  /** Given to `put`, it refuses to overwrite what changed since. */
  readonly etag: string
}

/** What became of a create. */
export interface CreatedSchedule {
  readonly status: 'created' | 'already_exists'
  /** What the type wants said in the input, and is not. */
  readonly warnings: readonly { readonly field: string; readonly message: string }[]
}

interface KeyedOptions extends CallOptions {
  readonly idempotencyKey?: IdempotencyKey
}

/** Schedules: what runs by itself, and when. */
export interface Schedules {
  /**
   * Creates a schedule; one that is there already stays as it is.
   *
   * @throws `schedule-spec-invalid`, `input-invalid`, `no-ready-target` and others of `createSchedule.problems`
   * @example
   * await client.schedules.create('report-daily', {
   *   workflow_type: 'report.build',
   *   cron: ['0 6 * * MON-FRI'],
   *   time_zone: 'Europe/Berlin',
   *   input: { kind: 'daily' },
   * })
   */
  create(
    scheduleId: string,
    body: Loose<CreateScheduleBody>,
    options?: KeyedOptions,
  ): Promise<CreatedSchedule>
  /** Creates a schedule, or replaces all that one says. @throws `schedule-conflict` and what `create` throws */
  put(
    scheduleId: string,
    body: Loose<ScheduleBody>,
    options?: CallOptions & { readonly etag?: string | undefined },
  ): Promise<StoredSchedule>
  /** @throws `schedule-not-found` */
  get(scheduleId: string, options?: CallOptions): Promise<ReadSchedule>
  /** @throws `schedule-not-found` */
  delete(scheduleId: string, options?: CallOptions): Promise<void>
  /** Answers one page of schedules. */
  list(
    query?: Loose<QueryOf<typeof listSchedules>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listSchedules>>
  /** Walks all schedules that match, page by page. */
  all(
    query?: Loose<QueryOf<typeof listSchedules>>,
    options?: CallOptions,
  ): AsyncGenerator<ScheduleSummary, void, undefined>
  /** Lets a schedule fire no more for now. @throws `schedule-not-found` */
  pause(
    scheduleId: string,
    options?: CallOptions & { readonly note?: string | undefined },
  ): Promise<void>
  /** Lets a paused schedule fire again. @throws `schedule-not-found` */
  unpause(
    scheduleId: string,
    options?: CallOptions & { readonly note?: string | undefined },
  ): Promise<void>
  /** Fires a schedule now, paused or not. Repeated by the client only with a key. @throws `schedule-not-found` */
  trigger(
    scheduleId: string,
    options?: KeyedOptions & { readonly overlap_policy?: OverlapPolicy | undefined },
  ): Promise<void>
  /** Lists the times a schedule matches, from now unless told otherwise. @throws `schedule-not-found` */
  upcoming(
    scheduleId: string,
    query?: Loose<QueryOf<typeof listUpcoming>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listUpcoming>>
  /** Counts the times a schedule matches on each day of a month, `2026-11`. @throws `schedule-not-found` */
  days(
    scheduleId: string,
    query: Loose<QueryOf<typeof countFires>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof countFires>>
  /** Says when a schedule would fire, and stores nothing. @throws what `put` throws */
  preview(
    scheduleId: string,
    body: Loose<ScheduleBody>,
    options?: CallOptions & { readonly limit?: number | undefined },
  ): Promise<SchedulePreview>
  /**
   * Fires a schedule for times that are past. Many are sent by a workflow: the answer then has a
   * `backfill_id`. Repeated by the client only with a key.
   *
   * @throws `schedule-not-found`, `backfill-too-large`
   */
  backfill(scheduleId: string, body: Loose<BackfillBody>, options?: KeyedOptions): Promise<Backfill>
  /** Says how far a backfill is. @throws `backfill-not-found` */
  getBackfill(scheduleId: string, backfillId: string, options?: CallOptions): Promise<Backfill>
  /** Sends no more of a backfill. @throws `backfill-not-found` */
  cancelBackfill(scheduleId: string, backfillId: string, options?: CallOptions): Promise<Backfill>
  /** Reports schedules that are not as their type or declaration would have them. */
  drift(options?: CallOptions): Promise<ResponseOf<typeof getScheduleDrift>>
  /** Pauses all that a type, labels or both select; `dry_run` only says which. */
  pauseMany(selection: Loose<BulkBody>, options?: CallOptions): Promise<BulkAnswer>
  /** Unpauses all that a type, labels or both select; `dry_run` only says which. */
  unpauseMany(selection: Loose<BulkBody>, options?: CallOptions): Promise<BulkAnswer>
}

const pageSize = 200

export function createSchedules({ call, send }: Caller): Schedules {
  const list: Schedules['list'] = (query, options) => call(listSchedules, { query, ...options })
  const keyed = (key: IdempotencyKey | undefined) => ({ 'idempotency-key': toIdempotencyKey(key) })

  return {
    list,
    async create(schedule_id, body, { idempotencyKey, ...options } = {}) {
      const headers = keyed(idempotencyKey)
      const answer = await send(createSchedule, {
        params: { schedule_id },
        headers,
        body,
        ...options,
      })
      if (answer.status === 200) return { status: 'already_exists', warnings: [] }
      const warnings = answer.body && 'warnings' in answer.body ? answer.body.warnings : []
      return { status: 'created', warnings }
    },
    put: (schedule_id, body, { etag, ...options } = {}) =>
      call(putSchedule, {
        params: { schedule_id },
        headers: { 'if-match': etag },
        body,
        ...options,
      }),
    async get(schedule_id, options) {
      const answer = await send(getSchedule, { params: { schedule_id }, ...options })
      return { ...answer.body, etag: answer.headers.get('etag') ?? '' }
    },
    delete: async (schedule_id, options) => {
      await call(deleteSchedule, { params: { schedule_id }, ...options })
    },
    all: (query, options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.schedules,
      ),
    pause: async (schedule_id, { note, ...options } = {}) => {
      await call(pauseSchedule, { params: { schedule_id }, body: { note }, ...options })
    },
    unpause: async (schedule_id, { note, ...options } = {}) => {
      await call(unpauseSchedule, { params: { schedule_id }, body: { note }, ...options })
    },
    trigger: async (schedule_id, { idempotencyKey, overlap_policy, ...options } = {}) => {
      await call(triggerSchedule, {
        params: { schedule_id },
        headers: keyed(idempotencyKey),
        body: { overlap_policy },
        ...options,
      })
    },
    upcoming: (schedule_id, query, options) =>
      call(listUpcoming, { params: { schedule_id }, query, ...options }),
    days: (schedule_id, query, options) =>
      call(countFires, { params: { schedule_id }, query, ...options }),
    preview: (schedule_id, body, { limit, ...options } = {}) =>
      call(previewSchedule, { params: { schedule_id }, query: { limit }, body, ...options }),
    backfill: (schedule_id, body, { idempotencyKey, ...options } = {}) =>
      call(backfillSchedule, {
        params: { schedule_id },
        headers: keyed(idempotencyKey),
        body,
        ...options,
      }),
    getBackfill: (schedule_id, backfill_id, options) =>
      call(getBackfill, { params: { schedule_id, backfill_id }, ...options }),
    cancelBackfill: (schedule_id, backfill_id, options) =>
      call(cancelBackfill, { params: { schedule_id, backfill_id }, ...options }),
    drift: (options) => call(getScheduleDrift, { ...options }),
    pauseMany: (body, options) => call(pauseSchedules, { body, ...options }),
    unpauseMany: (body, options) => call(unpauseSchedules, { body, ...options }),
  }
}
