import {
  cancelActivityBackfill,
  createActivityBackfill,
  getActivityBackfill,
  listActivityBackfills,
  type ActivityBackfill,
  type ActivityBackfillBody,
  type ActivityBackfillPreview,
} from '@temporal-registry/contract/activity-backfills'
import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import { backoffMs, type Backoff } from '../backoff.ts'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { toIdempotencyKey } from './idempotency-key.ts'
import { walkPages } from './pages.ts'
import { sleep } from './retry.ts'
import type { KeyedOptions } from './starts.ts'

type Body = Loose<Omit<ActivityBackfillBody, 'dry_run'>>

/** How long to wait for a backfill to be over. */
export interface WaitForBackfill {
  /** Longest wait in all. Default: none. */
  readonly totalSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told of it each time that it is further, or stands otherwise, than before. */
  readonly onProgress?: ((backfill: ActivityBackfill) => void) | undefined
}

/** Backfills: activity definitions that run for times that are past. `definition` is a name or an id. */
export interface ActivityBackfills {
  /**
   * Has a definition run for the times of its schedule in a span. Repeated by the client only with a key.
   *
   * @throws `activity-definition-unscheduled`, `activity-definition-inactive`, `backfill-too-large`
   * @example
   * const { id } = await client.activityBackfills.create('nightly-report', {
   *   from: '2026-03-01T00:00:00Z',
   *   to: '2026-03-31T23:59:59Z',
   *   max_parallel: 2,
   * })
   * await client.activityBackfills.waitForEnd('nightly-report', id)
   */
  create(definition: string, body: Body, options?: KeyedOptions): Promise<ActivityBackfill>
  /** Says which times there are, and makes nothing. @throws as `create` */
  preview(definition: string, body: Body, options?: CallOptions): Promise<ActivityBackfillPreview>
  /** @throws `activity-backfill-not-found` */
  get(definition: string, id: string, options?: CallOptions): Promise<ActivityBackfill>
  /** Answers one page, the newest first. @throws `activity-definition-not-found` */
  list(
    definition: string,
    query?: Loose<QueryOf<typeof listActivityBackfills>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listActivityBackfills>>
  /** Walks all that match, page by page. */
  all(
    definition: string,
    query?: Loose<QueryOf<typeof listActivityBackfills>>,
    options?: CallOptions,
  ): AsyncGenerator<ActivityBackfill, void, undefined>
  /** Lets it make no more runs; those that it made go on. @throws `activity-backfill-not-found` */
  cancel(definition: string, id: string, options?: CallOptions): Promise<ActivityBackfill>
  /** Looks at a backfill until it is over, or the time is up: then it is as it was last seen. */
  waitForEnd(definition: string, id: string, wait?: WaitForBackfill): Promise<ActivityBackfill>
}

const pageSize = 200
const looks: Backoff = { firstDelayMs: 200, maxDelayMs: 2_000 }

export function createActivityBackfills({ call }: Caller): ActivityBackfills {
  const get: ActivityBackfills['get'] = (definition, backfill_id, options) =>
    call(getActivityBackfill, { params: { definition, backfill_id }, ...options })
  const list: ActivityBackfills['list'] = (definition, query, options) =>
    call(listActivityBackfills, { params: { definition }, query, ...options })

  return {
    get,
    list,
    async create(definition, body, { idempotencyKey, ...options } = {}) {
      const headers = { 'idempotency-key': toIdempotencyKey(idempotencyKey) }
      const params = { definition }
      // Only a dry run is answered with a preview.
      return (await call(createActivityBackfill, {
        ...{ params, headers, body },
        ...options,
      })) as ActivityBackfill
    },
    async preview(definition, body, options) {
      const params = { definition }
      return (await call(createActivityBackfill, {
        params,
        body: { ...body, dry_run: true },
        ...options,
        // A dry run makes nothing, and is answered with a preview.
      })) as ActivityBackfillPreview
    },
    all: (definition, query, options) =>
      walkPages(
        (cursor) =>
          list(definition, { limit: pageSize, ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.backfills,
      ),
    cancel: (definition, backfill_id, options) =>
      call(cancelActivityBackfill, { params: { definition, backfill_id }, ...options }),
    waitForEnd: (definition, id, wait) =>
      waitForEnd((signal) => get(definition, id, { signal }), wait),
  }
}

async function waitForEnd(
  look: (signal: AbortSignal | undefined) => Promise<ActivityBackfill>,
  { totalSeconds = Number.POSITIVE_INFINITY, signal, onProgress }: WaitForBackfill = {},
): Promise<ActivityBackfill> {
  const endMs = performance.now() + totalSeconds * 1000
  let last = ''
  for (let seen = 1; ; seen++) {
    const backfill = await look(signal)
    const { status, reason, decided, finished } = backfill
    const state = JSON.stringify([status, reason, decided, finished])
    if (state !== last) onProgress?.(backfill)
    last = state
    const leftMs = endMs - performance.now()
    if (status !== 'running' || leftMs <= 0) return backfill
    await sleep(Math.min(backoffMs(looks, seen), leftMs), signal)
  }
}
