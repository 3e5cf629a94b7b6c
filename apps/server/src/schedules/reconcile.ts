import { randomUUID } from 'node:crypto'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import { payloadMap } from '../dispatch/dispatch.ts'
import type { Registry } from '../registry/registry.ts'
import { declaredSchedules, type Declared } from './declared.ts'
import { actionOf, lastingHash } from './definition.ts'
import { isOurs } from './describe.ts'
import { fingerprintOf } from './fingerprint.ts'
import { inParallel } from './in-parallel.ts'
import { routeOf, type Making } from './making.ts'
import {
  bindingOf,
  ownershipMemo,
  ownershipMemoOf,
  ownershipOf,
  type Ownership,
} from './ownership.ts'
import type { Described, Schedule, ScheduleStore } from './store.ts'
import type { Fingerprints, ReconciledPage, ScheduleActivities } from './workflow/messages.ts'

/** Schedules of a page, and the most calls that each of them takes. */
export const pageLimits = { schedules: 250, callsEach: 4 } as const
const actor = 'the declaration of its type'

type Deed = 'none' | 'updated' | 'created' | 'removed'

/** A schedule of ours, as a list shows it. */
interface Listed {
  readonly id: string
  readonly type: string
  readonly ownership: Ownership
}

/** What was done to a schedule, or why it could not be. */
interface Done {
  readonly deed: Deed
  readonly failed?: Listed & { readonly detail: string }
}

/** Sets schedules right: those that follow their type, and those that types declare. */
export type Reconcile = Pick<ScheduleActivities, 'reconcilePage' | 'createDeclared'>

export function createReconcile(options: {
  readonly store: ScheduleStore
  readonly making: Making
  readonly registry: Pick<Registry, 'view' | 'assertRead'>
  readonly registryId: string
  readonly now: () => Date
}): Reconcile {
  const { store, making, registry, registryId, now } = options
  const { view } = registry

  async function setRight(listed: Listed, declared: Declared | undefined): Promise<Deed> {
    const { id, ownership } = listed
    const isDeclared = ownership.declared_by !== ''
    // A type that is unknown or disabled may be back; only a spec that does not say it removes a schedule.
    if (isDeclared && !view.findType(ownership.declared_by)?.spec.enabled) return 'none'
    if (isDeclared && declared?.workflowType !== ownership.declared_by) {
      await store.delete(id)
      return 'removed'
    }
    const described = await store.find(id)
    if (!described) return 'none'
    if (isDeclared && declared && (await applyDeclaration(id, declared, described))) {
      return 'updated'
    }
    return (await followType(id, described)) ? 'updated' : 'none'
  }

  /** Moves a schedule that follows its type to a queue that is ready. True when it was moved. */
  async function followType(id: string, { schedule, conflictToken }: Described): Promise<boolean> {
    const action = actionOf(schedule ?? {})
    const binding = bindingOf(action.memo?.fields)
    const type = view.findType(action.workflowType?.name ?? '')
    const current = action.taskQueue?.name ?? ''
    if (!binding?.late_bound || !type?.spec.enabled || current === '') return false
    const { taskQueue, reason } = routeOf(type, '', current)
    if (taskQueue === current) return false
    const moved = { ...binding, task_queue: taskQueue, reason, revision: type.revision }
    const memo = payloadMap({ [ownershipMemo]: { ...moved, change: randomUUID() } })
    const startWorkflow = {
      ...action,
      taskQueue: { name: taskQueue },
      memo: { fields: { ...action.memo?.fields, ...memo } },
    }
    // Under an old token nothing is done: whoever changed it meanwhile chose a queue of now.
    await store.update(id, { ...schedule, action: { startWorkflow } }, conflictToken)
    return true
  }

  /** Brings a declared schedule to what is declared now, unless somebody else has edited it. */
  async function applyDeclaration(
    id: string,
    declared: Declared,
    described: Described,
  ): Promise<boolean> {
    const before = described.schedule ?? {}
    const binding = bindingOf(actionOf(before).memo?.fields)
    const ownership = ownershipOf(described.memo?.fields)
    const isEdited = binding?.applied_hash !== lastingHash(id, before)
    if (isEdited || binding?.declaration_hash === declared.hash) return false
    const current = actionOf(before).taskQueue?.name ?? undefined
    // How it stands is the operator's: a declaration says what it begins with.
    const schedule = { ...scheduleOf(declared, current), state: before.state ?? null }
    const labels = declared.body.labels ?? {}
    if (canonicalJson(labels) === canonicalJson(ownership?.labels ?? {})) {
      await store.update(id, schedule, described.conflictToken)
    } else {
      // Temporal keeps a schedule's memo as it was made, so other labels are another schedule.
      await store.delete(id)
      await make(declared, schedule)
    }
    return true
  }

  function scheduleOf(declared: Declared, currentQueue?: string): Schedule {
    const { body, scheduleId, hash } = declared
    const checked = making.check(body, currentQueue)
    const context = { scheduleId, actor, now: now() }
    const applied = lastingHash(scheduleId, making.schedule(body, checked, context))
    const declaration = { declaration_hash: hash, applied_hash: applied }
    return making.schedule(body, checked, { ...context, declaration })
  }

  /** False when the id is taken. */
  function make(declared: Declared, schedule: Schedule): Promise<boolean> {
    const memo = ownershipMemoOf(registryId, {
      managed_by: 'worker',
      declared_by: declared.workflowType,
      labels: declared.body.labels ?? {},
      actor,
    })
    return store.create({
      scheduleId: declared.scheduleId,
      schedule,
      requestId: randomUUID(),
      memo,
    })
  }

  return {
    async reconcilePage(token, settled): Promise<ReconciledPage> {
      registry.assertRead()
      const page = await store.page(pageLimits.schedules, Buffer.from(token, 'base64'))
      const ours = (page.schedules ?? []).flatMap((entry): Listed[] => {
        const ownership = ownershipOf(entry.memo?.fields)
        const id = entry.scheduleId ?? ''
        const type = entry.info?.workflowType?.name ?? ''
        return isOurs(ownership, registryId) ? [{ id, type, ownership }] : []
      })
      const fingerprints = fingerprintsOf(ours, registry.view)
      const isSettled = ({ type, ownership }: Listed) =>
        [type, ownership.declared_by].every(
          (one) => one === '' || (fingerprints[one] ?? '') === (settled[one] ?? ''),
        )
      const toDo = ours.filter((one) => !isSettled(one))
      const declared = declaredSchedules(view)
      const done = await inParallel(toDo, async (one): Promise<Done> => {
        try {
          return { deed: await setRight(one, declared.get(one.id)) }
        } catch (error) {
          const detail = error instanceof Error ? error.message : String(error)
          return { deed: 'none', failed: { ...one, detail } }
        }
      })
      const failed = done.flatMap((one) => one.failed ?? [])
      const count = (deed: Deed) => done.filter((one) => one.deed === deed).length
      return {
        next_token: Buffer.from(page.nextPageToken).toString('base64'),
        fingerprints,
        unsettled: failed.flatMap(({ type, ownership }) => [type, ownership.declared_by]),
        declared_ids: ours
          .filter(({ id, ownership }) => declared.get(id)?.workflowType === ownership.declared_by)
          .map(({ id }) => id),
        counts: {
          checked: toDo.length,
          updated: count('updated'),
          created: 0,
          removed: count('removed'),
        },
        failures: failed.map(({ id, detail }) => ({ schedule_id: id, detail })),
      }
    },
    async createDeclared(found) {
      registry.assertRead()
      const there = new Set(found)
      // One without a ready target waits: a worker that becomes ready brings the next pass.
      const missing = [...declaredSchedules(view).values()].filter(
        ({ scheduleId, workflowType }) =>
          !there.has(scheduleId) && view.findType(workflowType)?.status === 'ready',
      )
      const done = await inParallel(missing, async (declared) => {
        const { scheduleId } = declared
        try {
          if (await make(declared, scheduleOf(declared))) return 'created'
          const existing = await store.find(scheduleId)
          const whose = ownershipOf(existing?.memo?.fields)
          const isIts = isOurs(whose, registryId) && whose.declared_by === declared.workflowType
          // A list is a moment behind: what was just made is not in it yet.
          if (isIts || !existing) return 'there'
          return { schedule_id: scheduleId, detail: 'The id is taken by another schedule' }
        } catch (error) {
          const detail = error instanceof Error ? error.message : String(error)
          return { schedule_id: scheduleId, detail }
        }
      })
      return {
        created: done.filter((one) => one === 'created').length,
        failures: done.filter((one) => typeof one === 'object'),
      }
    },
  }
}

function fingerprintsOf(ours: readonly Listed[], view: Registry['view']): Fingerprints {
  const types = new Set(ours.flatMap(({ type, ownership }) => [type, ownership.declared_by]))
  return Object.fromEntries(
    [...types].flatMap((name) => {
      const type = view.findType(name)
      return type ? [[name, fingerprintOf(type)]] : []
    }),
  )
}
