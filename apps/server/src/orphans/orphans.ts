import type { OrphanGroup, OrphanRun } from '@temporal-registry/contract/orphans'
import type { RunSummary } from '@temporal-registry/contract/runs'
import type { Config } from '../config/config.ts'
import { createInTurn } from '../platform/in-turn.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { Registry } from '../registry/registry.ts'
import type { Runs } from '../runs/runs.ts'
import { listOpenRuns, type OrphanFilter } from './open-runs.ts'
import { createQueueLooks } from './queue-looks.ts'
import type { ScheduledAction, ScheduledActions } from './scheduled-actions.ts'
import { isUnknownQueue, verdictOf, type Place, type Verdict } from './verdict.ts'

export type { OrphanFilter } from './open-runs.ts'

/** A report is answered again for so long, so that its pages are of one piece and callers share the cost. */
const reportForMs = 5_000
const maxReports = 16
/** How long the questions may take that only Temporal can answer; what is left is `unchecked`. */
const questionsMs = 3_000
const examples = 5

/** Open runs and schedules that nobody is known to serve, at one moment. */
export interface OrphanReport {
  readonly asOf: Date
  readonly isComplete: boolean
  readonly openRunCount: number
  readonly uncheckedScheduleCount: number
  /** By type and task queue, the largest first. */
  readonly groups: readonly OrphanGroup[]
  /** The oldest first. */
  readonly runs: readonly OrphanRun[]
}

/** Finds orphans. The domain's only door. */
export interface Orphans {
  /** Holds Temporal's open runs and schedules against what the registry knows. */
  report(filter: OrphanFilter): Promise<OrphanReport>
}

/** What is at one place. */
interface Found {
  readonly place: Place
  readonly runs: RunSummary[]
  readonly scheduleIds: string[]
}

export function createOrphans({
  temporal,
  registry,
  runs,
  scheduledActions,
  systemTaskQueues,
  config,
  now,
}: {
  readonly temporal: Pick<Temporal, 'connection' | 'namespace'>
  readonly registry: Pick<Registry, 'view' | 'assertRead'>
  readonly runs: Pick<Runs, 'list'>
  readonly scheduledActions: ScheduledActions
  /** Of the gateway's own workflows: their worker is no worker of the registry. */
  readonly systemTaskQueues: ReadonlySet<string>
  readonly config: Config['registry']
  readonly now: () => Date
}): Orphans {
  const looks = createQueueLooks(temporal, config, now)
  const { view } = registry
  const inTurn = createInTurn(1)
  const reports = new Map<
    string,
    { readonly report: Promise<OrphanReport>; readonly atMs: number }
  >()

  const isReady = (type: string) => view.findType(type)?.status === 'ready'

  async function listActions(filter: OrphanFilter): Promise<ScheduledAction[]> {
    const actions: ScheduledAction[] = []
    const deadlineAtMs = Date.now() + questionsMs
    const all = scheduledActions({ first: (type) => !isReady(type), deadlineAtMs })
    for await (const action of all) {
      const { workflowType: type, taskQueue: queue } = action
      const isWanted =
        type === (filter.workflow_type ?? type) &&
        (queue === undefined || queue === (filter.task_queue ?? queue))
      if (isWanted && !(queue !== undefined && systemTaskQueues.has(queue))) actions.push(action)
    }
    return actions
  }

  async function make(filter: OrphanFilter): Promise<OrphanReport> {
    const asOf = now()
    const [open, actions] = await Promise.all([listOpenRuns(runs, filter), listActions(filter)])
    const users = open.runs.filter((run) => !systemTaskQueues.has(run.task_queue))
    const places = [...byPlace(users, actions).values()]
    const unknown = places
      .filter(({ place }) => isUnknownQueue(view, place.taskQueue))
      .toSorted((a, b) => sizeOf(b) - sizeOf(a))
      .map(({ place }) => place.taskQueue)
    const looked = await looks.lookAt([...new Set(unknown)], Date.now() + questionsMs)
    const orphaned = places.flatMap((found) => {
      const verdict = verdictOf(view, found.place, looked.get(found.place.taskQueue))
      return verdict ? [{ found, verdict }] : []
    })
    const uncheckedScheduleCount = actions.filter(({ taskQueue }) => taskQueue === undefined).length
    return {
      asOf,
      isComplete:
        open.isComplete &&
        uncheckedScheduleCount === 0 &&
        orphaned.every(({ verdict }) => verdict.reason !== 'unchecked'),
      openRunCount: users.length,
      uncheckedScheduleCount,
      groups: orphaned
        .toSorted((a, b) => sizeOf(b.found) - sizeOf(a.found))
        .map(({ found, verdict }) => groupOf(found, verdict)),
      runs: orphaned
        .flatMap(({ found, verdict }) => found.runs.map((run) => orphanOf(run, verdict)))
        .toSorted((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1)),
    }
  }

  return {
    async report(filter) {
      registry.assertRead()
      const key = JSON.stringify([filter.workflow_type, filter.task_queue])
      const known = reports.get(key)
      if (known && Date.now() - known.atMs <= reportForMs) return known.report
      const report = inTurn(() => make(filter))
      reports.delete(key)
      reports.set(key, { report, atMs: Date.now() })
      const [oldest] = reports.keys()
      if (reports.size > maxReports && oldest !== undefined) reports.delete(oldest)
      // A refusal is of its moment: the next caller asks anew.
      report.catch(() => reports.delete(key))
      return report
    },
  }
}

function byPlace(runs: readonly RunSummary[], actions: readonly ScheduledAction[]) {
  const places = new Map<string, Found>()
  const at = (workflowType: string, taskQueue: string): Found => {
    const key = JSON.stringify([workflowType, taskQueue])
    const found = places.get(key) ?? {
      place: { workflowType, taskQueue },
      runs: [],
      scheduleIds: [],
    }
    places.set(key, found)
    return found
  }
  for (const run of runs) at(run.workflow_type, run.task_queue).runs.push(run)
  for (const { scheduleId, workflowType, taskQueue } of actions) {
    if (taskQueue !== undefined) at(workflowType, taskQueue).scheduleIds.push(scheduleId)
  }
  return places
}

function sizeOf({ runs, scheduleIds }: Found): number {
  return runs.length + scheduleIds.length
}

function groupOf({ place, runs, scheduleIds }: Found, verdict: Verdict): OrphanGroup {
  const oldestFirst = runs.toSorted((a, b) =>
    (a.started_at ?? '') < (b.started_at ?? '') ? -1 : 1,
  )
  return {
    workflow_type: place.workflowType,
    task_queue: place.taskQueue,
    reason: verdict.reason,
    detail: verdict.detail,
    since: verdict.sinceMs === null ? null : new Date(verdict.sinceMs).toISOString(),
    run_count: runs.length,
    oldest_started_at: oldestFirst[0]?.started_at ?? null,
    example_workflow_ids: oldestFirst.slice(0, examples).map((run) => run.workflow_id),
    schedule_count: scheduleIds.length,
    example_schedule_ids: scheduleIds.slice(0, examples),
  }
}

function orphanOf(run: RunSummary, { reason }: Verdict): OrphanRun {
  const { workflow_id, run_id, workflow_type, task_queue, started_at } = run
  return { workflow_id, run_id, workflow_type, task_queue, reason, started_at }
}

/** The place of an orphan in the list: by age, and within a moment by its own id. */
export function orderOf({ started_at: startedAt, run_id: runId }: OrphanRun): string {
  return `${startedAt ?? ''} ${runId}`
}
