import { randomUUID } from 'node:crypto'
import { Problem } from '@temporal-registry/contract/problem'
import type { CreateScheduleBody, ScheduleBody } from '@temporal-registry/contract/schedule-body'
import type { StoredSchedule } from '@temporal-registry/contract/schedules'
import type { Dispatch } from '../dispatch/dispatch.ts'
import { assertBodyFits } from './body-check.ts'
import type { Making } from './making.ts'
import { ownershipMemoOf } from './ownership.ts'
import { requestIdOf, type ScheduleContext } from './request-id.ts'
import { overlapNumbers } from './spec.ts'
import type { ScheduleStore } from './store.ts'

export type Created =
  | { readonly status: 'created'; readonly warnings: StoredSchedule['warnings'] }
  | { readonly status: 'already_exists' }

/** Makes schedules that were not there. */
export interface Creating {
  /** As the original's route does. */
  create(id: string, body: CreateScheduleBody, context: ScheduleContext): Promise<Created>
  /** Nothing when the id is taken. */
  createNew(
    id: string,
    body: ScheduleBody,
    context: ScheduleContext,
  ): Promise<StoredSchedule | undefined>
}

export function createCreating(options: {
  readonly store: ScheduleStore
  readonly making: Making
  readonly dispatch: Pick<Dispatch, 'start'>
  readonly registryId: string
  /** Sees to it that what follows its type is kept right. */
  readonly ensureReconciler: () => Promise<void>
  readonly now: () => Date
}): Creating {
  const { store, making, dispatch, registryId, ensureReconciler, now } = options

  function memoOf(body: CreateScheduleBody, { actor }: ScheduleContext) {
    const labels = body.labels ?? {}
    return ownershipMemoOf(registryId, { managed_by: 'api', labels, actor })
  }

  /**
   * A schedule of the original that fires at once and never again. There it was made, triggered and
   * deleted, and the deletion overtook most of the triggers. It is one run, so it is started as one: a
   * single call to Temporal, which either begins the run or says why not.
   */
  async function startNow(
    id: string,
    body: CreateScheduleBody,
    context: ScheduleContext,
  ): Promise<boolean> {
    if (await store.find(id)) return false
    // A schedule's runs have the time behind their id; a repeated request must meet its own.
    const suffix =
      context.idempotencyKey === undefined
        ? now()
            .toISOString()
            .replace(/\.\d+Z$/, 'Z')
        : requestIdOf(id, body, context)
    try {
      await dispatch.start(
        body.workflow_type,
        {
          ...(body.args === undefined ? { input: body.input ?? {} } : { args: body.args }),
          workflow_id: `${body.workflow_id || id}-${suffix}`,
          id_reuse_policy: 'reject_duplicate',
          ...(body.memo ? { memo: body.memo } : {}),
          ...(body.search_attributes ? { search_attributes: body.search_attributes } : {}),
          ...(body.timeouts ? { timeouts: body.timeouts } : {}),
          ...(body.retry ? { retry: body.retry } : {}),
          ...(body.task_queue
            ? { target: { task_queue: body.task_queue }, on_no_worker: 'queue' as const }
            : {}),
        },
        context,
      )
      return true
    } catch (error) {
      if (error instanceof Problem && error.code === 'workflow-id-taken') return false
      throw error
    }
  }

  return {
    async create(id, body, context) {
      assertBodyFits(id, body, now())
      const checked = making.check(body)
      const { warnings } = checked
      const offsets = body.fire_offsets_seconds ?? []
      if (offsets.length > 0 && offsets.every((offset) => offset === 0)) {
        const isStarted = await startNow(id, body, context)
        return isStarted ? { status: 'created', warnings } : { status: 'already_exists' }
      }
      if (!body.task_queue) await ensureReconciler()
      const isMade = await store.create({
        scheduleId: id,
        schedule: making.schedule(body, checked, {
          scheduleId: id,
          actor: context.actor,
          now: now(),
        }),
        requestId: requestIdOf(id, body, context),
        memo: memoOf(body, context),
        initialPatch: offsets.includes(0)
          ? { triggerImmediately: { overlapPolicy: overlapNumbers[body.overlap_policy ?? 'skip'] } }
          : null,
      })
      return isMade ? { status: 'created', warnings } : { status: 'already_exists' }
    },
    async createNew(id, body, context) {
      const checked = making.check(body)
      const schedule = making.schedule(body, checked, {
        scheduleId: id,
        actor: context.actor,
        now: now(),
      })
      if (!body.task_queue) await ensureReconciler()
      const memo = memoOf(body, context)
      const isMade = await store.create({ scheduleId: id, schedule, requestId: randomUUID(), memo })
      if (!isMade) return undefined
      const { warnings, route } = checked
      return { id, status: 'created', task_queue: route.taskQueue, warnings }
    },
  }
}
