import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import {
  backfillLimits,
  type Backfill,
  type BackfillBody,
} from '@temporal-registry/contract/schedule-backfills'
import { msToTs } from '@temporalio/common/lib/time.js'
import { createCalls } from '../platform/calls.ts'
import { grpcStatusOf, type GrpcMeanings } from '../platform/temporal-problems.ts'
import type { Temporal } from '../platform/temporal.ts'
import { overlapNumbers } from './spec.ts'
import { maxMatchingTimes, type ScheduleStore } from './store.ts'
import { backfillPrefix } from './system-ids.ts'
import {
  backfillProgressQuery,
  backfillWorkflowType,
  type BackfillState,
} from './workflow/messages.ts'

/** Occurrences sent together by a long backfill. */
const chunkOccurrences = 50

/** Backfills: those that are sent at once, and those that a workflow sends. */
export interface Backfills {
  /** The request id is the id of a long one. @throws Problem `backfill-too-large`, `schedule-not-found` */
  start(scheduleId: string, body: BackfillBody, requestId: string): Promise<Backfill>
  /** @throws Problem `backfill-not-found` */
  get(scheduleId: string, backfillId: string): Promise<Backfill>
  /** Calls off what is not sent yet. @throws Problem `backfill-not-found` */
  cancel(scheduleId: string, backfillId: string): Promise<Backfill>
}

const aboutOne: GrpcMeanings = { [Code.NOT_FOUND]: 'backfill-not-found' }

export function createBackfills(options: {
  readonly temporal: Temporal
  readonly store: ScheduleStore
  readonly registryId: string
  readonly systemTaskQueue: string
}): Backfills {
  const { temporal, store, registryId, systemTaskQueue: taskQueue } = options
  const { registryClient: client } = temporal
  const make = createCalls(temporal)
  const handleOf = (backfillId: string) =>
    client.workflow.getHandle(backfillPrefix(registryId) + backfillId)

  /** Times of the span: how many, and the first; counts no further than any backfill may go. */
  async function occurrencesIn(scheduleId: string, fromMs: number, toMs: number) {
    const first: string[] = []
    let count = 0
    // Temporal leaves out the first moment of the span.
    for (let afterMs = fromMs - 1; ;) {
      const times = await store.matchingTimes(scheduleId, afterMs, toMs)
      count += times.length
      if (first.length === 0) {
        first.push(
          ...times.slice(0, backfillLimits.previewTimes).map((ms) => new Date(ms).toISOString()),
        )
      }
      const lastMs = times.at(-1)
      const isAll = times.length < maxMatchingTimes || lastMs === undefined
      if (isAll || count > backfillLimits.maxOccurrences) return { count, first }
      afterMs = lastMs
    }
  }

  async function begin(state: BackfillState, backfillId: string): Promise<void> {
    await make(async () => {
      try {
        await client.workflow.start(backfillWorkflowType, {
          workflowId: backfillPrefix(registryId) + backfillId,
          taskQueue,
          args: [state],
          workflowIdConflictPolicy: 'USE_EXISTING',
          workflowIdReusePolicy: 'REJECT_DUPLICATE',
        })
      } catch (error) {
        // The same request was made before, and all of it sent by now.
        if (!isAlreadyStarted(error)) throw error
      }
    })
  }

  async function get(scheduleId: string, backfillId: string): Promise<Backfill> {
    const handle = handleOf(backfillId)
    const { status } = await make(() => handle.describe(), aboutOne)
    const state = await make(() => handle.query<BackfillState>(backfillProgressQuery), aboutOne)
    if (state.schedule_id !== scheduleId) {
      throw new Problem('backfill-not-found', `«${scheduleId}» has no backfill «${backfillId}»`)
    }
    const words: Readonly<Record<string, Backfill['status']>> = {
      RUNNING: 'running',
      COMPLETED: 'sent',
      CANCELLED: 'canceled',
    }
    return {
      id: scheduleId,
      status: words[status.name] ?? 'failed',
      occurrences: state.occurrences,
      sent: state.sent,
      times: [...state.times],
      backfill_id: backfillId,
    }
  }

  return {
    get,
    async start(scheduleId, body, requestId) {
      const { start_at: startAt, end_at: endAt, overlap_policy: overlap = 'allow_all' } = body
      const [fromMs, toMs] = [Date.parse(startAt), Date.parse(endAt)]
      if (toMs < fromMs) {
        const detail = 'must not be before start_at'
        throw new Problem('validation-failed', `/end_at ${detail}`, {
          errors: [{ pointer: '/end_at', detail }],
        })
      }
      const max = body.max_occurrences ?? backfillLimits.defaultMaxOccurrences
      const { count, first } = await occurrencesIn(scheduleId, fromMs, toMs)
      const known = { id: scheduleId, occurrences: count, times: first }
      if (body.dry_run) return { ...known, status: 'preview', sent: 0 }
      if (count > max) {
        const figure =
          count > backfillLimits.maxOccurrences
            ? `more than ${backfillLimits.maxOccurrences}`
            : count
        const detail = `There are ${figure} occurrences; the request allows ${max}`
        throw new Problem('backfill-too-large', detail, {
          occurrences: count,
          max_occurrences: max,
        })
      }
      if (count <= backfillLimits.directOccurrences) {
        const span = { startTime: msToTs(fromMs), endTime: msToTs(toMs) }
        const request = { ...span, overlapPolicy: overlapNumbers[overlap] }
        if (count > 0) await store.patch(scheduleId, { backfillRequest: [request] }, requestId)
        return { ...known, status: 'sent', sent: count }
      }
      const state: BackfillState = {
        schedule_id: scheduleId,
        from_ms: fromMs,
        to_ms: toMs,
        overlap_policy: overlap,
        chunk: {
          occurrences: chunkOccurrences,
          every_ms: (chunkOccurrences / backfillLimits.occurrencesPerSecond) * 1000,
        },
        occurrences: count,
        times: first,
        sent: 0,
      }
      await begin(state, requestId)
      return { ...known, status: 'running', sent: 0, backfill_id: requestId }
    },
    async cancel(scheduleId, backfillId) {
      const found = await get(scheduleId, backfillId)
      if (found.status !== 'running') return found
      await make(() => handleOf(backfillId).cancel(), aboutOne)
      return found
    },
  }
}

function isAlreadyStarted(error: unknown): boolean {
  return (
    (error instanceof Error && error.name === 'WorkflowExecutionAlreadyStartedError') ||
    grpcStatusOf(error)?.code === Code.ALREADY_EXISTS
  )
}
