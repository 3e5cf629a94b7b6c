import { setTimeout as sleep } from 'node:timers/promises'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import { Problem } from '@temporal-registry/contract/problem'
import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import type { StoredSchedule } from '@temporal-registry/contract/schedules'
import { assertBodyFits, assertSaysTimes } from './body-check.ts'
import type { Creating } from './creating.ts'
import { actionOf } from './definition.ts'
import { isOurs } from './describe.ts'
import type { Making } from './making.ts'
import { bindingOf, ownershipOf, type Ownership } from './ownership.ts'
import type { ScheduleContext } from './request-id.ts'
import type { Described, Schedule, ScheduleStore } from './store.ts'

/** Tries of an update that others change the schedule under, and the longest wait after the first. */
const maxUpdates = 10
const updateWaitMs = 40

export type PutContext = ScheduleContext & { readonly etag?: string | undefined }

/** Creates a schedule, or replaces all that one says. */
export type Put = (id: string, body: ScheduleBody, context: PutContext) => Promise<StoredSchedule>

export function createPut(options: {
  readonly store: ScheduleStore
  readonly making: Making
  readonly creating: Creating
  readonly registryId: string
  readonly ensureReconciler: () => Promise<void>
  readonly now: () => Date
}): Put {
  const { store, making, creating, registryId, ensureReconciler, now } = options

  /** Replaces what a schedule says; nothing when somebody else changed it meanwhile. */
  async function replace(
    id: string,
    body: ScheduleBody,
    existing: Described,
    { etag, actor }: PutContext,
  ): Promise<StoredSchedule | undefined> {
    if (etag !== undefined && etag !== etagOf(existing)) throw changedMeanwhile(id)
    assertReplaceable(id, body, ownershipOf(existing.memo?.fields))
    const before = existing.schedule ?? {}
    const checked = making.check(body, actionOf(before).taskQueue?.name ?? undefined)
    const { paused, notes } = before.state ?? {}
    const schedule = making.schedule(
      { ...body, paused: body.paused ?? paused ?? false, note: body.note ?? notes ?? '' },
      checked,
      {
        scheduleId: id,
        actor,
        now: now(),
        declaration: bindingOf(actionOf(before).memo?.fields),
      },
    )
    if (!body.task_queue) await ensureReconciler()
    await store.update(id, schedule, existing.conflictToken)
    if (!(await isTaken(id, schedule))) {
      if (etag !== undefined) throw changedMeanwhile(id)
      return undefined
    }
    const { warnings, route } = checked
    return { id, status: 'updated', task_queue: route.taskQueue, warnings }
  }

  /** Temporal drops an update under an old token without a word: what it has now tells. */
  async function isTaken(id: string, schedule: Schedule): Promise<boolean> {
    const { schedule: after } = await store.describe(id)
    const changeOf = (one: Schedule | null | undefined) =>
      bindingOf(actionOf(one ?? {}).memo?.fields)?.change
    return changeOf(after) === changeOf(schedule)
  }

  function assertReplaceable(
    id: string,
    body: ScheduleBody,
    ownership: Ownership | undefined,
  ): void {
    if (!isOurs(ownership, registryId)) {
      const detail = `«${id}» was made past the registry, which does not take it over`
      throw new Problem('schedule-conflict', detail)
    }
    if (body.labels && canonicalJson(body.labels) !== canonicalJson(ownership.labels)) {
      const detail = `are fixed when a schedule is made; they are ${JSON.stringify(ownership.labels)}`
      throw new Problem('schedule-conflict', `/labels ${detail}`, {
        errors: [{ pointer: '/labels', detail }],
      })
    }
  }

  return async (id, body, context) => {
    assertBodyFits(id, body, now())
    assertSaysTimes(body)
    for (let tries = 1; tries <= maxUpdates; tries++) {
      const existing = await store.find(id)
      if (existing === undefined && context.etag !== undefined) throw changedMeanwhile(id)
      const stored = existing
        ? await replace(id, body, existing, context)
        : await creating.createNew(id, body, context)
      if (stored) return stored
      await sleep(Math.random() * updateWaitMs * tries)
    }
    throw changedMeanwhile(id)
  }
}

function changedMeanwhile(id: string): Problem {
  return new Problem('schedule-conflict', `«${id}» was changed by somebody else meanwhile`)
}

/** Temporal counts the changes of a schedule. */
export function etagOf({ conflictToken }: Described): string {
  return `"${Buffer.from(conflictToken).toString('hex')}"`
}
