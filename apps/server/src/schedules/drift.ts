import { Problem } from '@temporal-registry/contract/problem'
import type { ScheduleDrift } from '@temporal-registry/contract/schedule-admin'
import type { ScheduleSummary } from '@temporal-registry/contract/schedules'
import { assertInputFits } from '../dispatch/dispatch.ts'
import type { Registry, ViewedType } from '../registry/registry.ts'
import { declaredSchedules, type Declared } from './declared.ts'
import { actionOf, definitionOf, lastingHash } from './definition.ts'
import { isOurs } from './describe.ts'
import { inParallel } from './in-parallel.ts'
import { routeOf } from './making.ts'
import { bindingOf, ownershipOf } from './ownership.ts'
import type { Listing } from './scan.ts'
import type { Described, ScheduleStore } from './store.ts'

/** How long a report may take before it says what it has seen. */
const timeLimitMs = 20_000
const slice = 50

export interface DriftReport {
  readonly checked: number
  readonly complete: boolean
  readonly drift: ScheduleDrift[]
}

type Found = Omit<ScheduleDrift, 'schedule_id' | 'workflow_type'>

/** Reports schedules that are not as their type or declaration would have them. */
export function createDriftReport(options: {
  readonly store: ScheduleStore
  readonly listing: Listing
  readonly registry: Pick<Registry, 'view' | 'check' | 'assertRead'>
  readonly registryId: string
}): () => Promise<DriftReport> {
  const { store, listing, registry, registryId } = options
  const { view } = registry

  function driftOf(
    summary: ScheduleSummary,
    described: Described,
    declared: Declared | undefined,
  ): Found[] {
    const schedule = described.schedule ?? {}
    const action = actionOf(schedule)
    const type = view.findType(summary.workflow_type)
    const binding = bindingOf(action.memo?.fields)
    const followed = binding?.late_bound && type ? [type] : []
    return [
      ...(type
        ? inputDrift(type, definitionOf(summary.id, schedule), registry)
        : [gone(summary.workflow_type)]),
      ...followed.flatMap((one) => queueDrift(one, action.taskQueue?.name ?? '')),
      ...(summary.declared_by === null
        ? []
        : declarationDrift(
            summary,
            described,
            declared?.workflowType === summary.declared_by ? declared : undefined,
          )),
    ]
  }

  function declarationDrift(
    { id, declared_by: declaredBy }: ScheduleSummary,
    { schedule }: Described,
    declared: Declared | undefined,
  ): Found[] {
    if (!declared) {
      const heals = view.findType(declaredBy ?? '')?.spec.enabled ?? false
      return [{ kind: 'declaration-gone', detail: `«${declaredBy}» does not declare it`, heals }]
    }
    const binding = bindingOf(actionOf(schedule ?? {}).memo?.fields)
    const isEdited = binding?.applied_hash !== lastingHash(id, schedule ?? {})
    const isPaused = (schedule?.state?.paused ?? false) && !declared.body.paused
    const note = schedule?.state?.notes ?? ''
    return [
      ...(isEdited
        ? [found('edited', 'It says something else than what was declared; that is kept')]
        : binding?.declaration_hash === declared.hash
          ? []
          : [healing('declaration-pending', 'What is declared now is not applied yet')]),
      ...(isPaused ? [found('paused', `It is paused, and kept so: ${note || 'no note'}`)] : []),
    ]
  }

  async function missing(listed: ReadonlySet<string>): Promise<ScheduleDrift[]> {
    const absent = [...declaredSchedules(view).values()].filter(
      ({ scheduleId }) => !listed.has(scheduleId),
    )
    const gaps = await inParallel(absent, async ({ scheduleId, workflowType }) => {
      const known = { schedule_id: scheduleId, workflow_type: workflowType }
      const existing = await store.find(scheduleId)
      const whose = ownershipOf(existing?.memo?.fields)
      if (isOurs(whose, registryId) && whose.declared_by === workflowType) return []
      if (existing) {
        return [{ ...known, ...found('id-taken', 'Another schedule has the id that is declared') }]
      }
      const status = view.findType(workflowType)?.status ?? 'gone'
      const detail = `It is declared and not there; its type is ${status}`
      return [{ ...known, kind: 'missing' as const, detail, heals: status === 'ready' }]
    })
    return gaps.flat()
  }

  return async () => {
    registry.assertRead()
    const endMs = Date.now() + timeLimitMs
    const ours = await listing.all((summary) => summary.managed_by !== 'external')
    const declared = declaredSchedules(view)
    const drift: ScheduleDrift[] = []
    let checked = 0
    for (; checked < ours.length && Date.now() < endMs; checked += slice) {
      const some = ours.slice(checked, checked + slice)
      const described = await inParallel(some, ({ id }) => store.find(id))
      for (const [at, summary] of some.entries()) {
        const one = described[at]
        if (!one) continue
        const { id, workflow_type: workflowType } = summary
        for (const kind of driftOf(summary, one, declared.get(id))) {
          drift.push({ schedule_id: id, workflow_type: workflowType, ...kind })
        }
      }
    }
    const isComplete = checked >= ours.length
    const listed = new Set(
      ours
        .filter(({ id, declared_by: by }) => declared.get(id)?.workflowType === by)
        .map(({ id }) => id),
    )
    if (isComplete) drift.push(...(await missing(listed)))
    return { checked: Math.min(checked, ours.length), complete: isComplete, drift }
  }
}

function queueDrift(type: ViewedType, current: string): Found[] {
  const { taskQueue } = routeOf(type, '', current)
  if (taskQueue !== current) {
    return [healing('queue-behind', `It runs on ${current}; its type is ready on ${taskQueue}`)]
  }
  const target = type.targets.find((one) => one.task_queue === current)
  if (target?.state === 'ready') return []
  const why = target ? `is ${target.state}: ${target.reason}` : 'has no worker of its type'
  return [found('queue-not-ready', `Its task queue ${current} ${why}`)]
}

function inputDrift(
  type: ViewedType,
  definition: { input?: unknown; args?: unknown[] },
  { check }: Pick<Registry, 'check'>,
): Found[] {
  try {
    assertInputFits(check, type, definition)
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [
      found(
        'input-invalid',
        `Its runs would be started with what the type refuses: ${error.message}`,
      ),
    ]
  }
}

function gone(type: string): Found {
  return found('type-gone', `«${type}» is not registered`)
}

function found(kind: Found['kind'], detail: string): Found {
  return { kind, detail, heals: false }
}

function healing(kind: Found['kind'], detail: string): Found {
  return { kind, detail, heals: true }
}
