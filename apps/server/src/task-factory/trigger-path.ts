import type { Dispatch } from '../dispatch/dispatch.ts'
import type { Expressions } from '../expressions/expressions.ts'
import { createCalls } from '../platform/calls.ts'
import type { Database, Tables } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { Temporal } from '../platform/temporal.ts'
import { uuidV7 } from '../platform/uuid-v7.ts'
import type { Registry } from '../registry/registry.ts'
import type { Definitions } from './definitions/definitions.ts'
import {
  createCloseOfRun,
  createHumanTaskActivities,
  type HumanTaskNews,
} from './human-tasks/activities.ts'
import { createDecisionLinks, type DecisionLinks } from './human-tasks/decision-links.ts'
import { createHumanTasks, type HumanTasks } from './human-tasks/human-tasks.ts'
import type { Groups } from './human-tasks/people.ts'
import { createHumanTaskStore } from './human-tasks/store.ts'
import { createFigures } from './figures.ts'
import { createRunActivities } from './runs/activities.ts'
import { createActivityRuns, type ActivityRuns } from './runs/activity-runs.ts'
import { createBeginning } from './runs/beginning.ts'
import { createClaimRun, type ClaimRun, type JudgeFire } from './runs/claiming.ts'
import { createResolveContext } from './runs/context.ts'
import { createPreparers } from './runs/own-tasks.ts'
import { planOf } from './runs/plan.ts'
import { createPerforming } from './runs/performing.ts'
import { createReach, type WaysOut } from './runs/reaching/reach.ts'
import { createOwnReaders } from './runs/readers.ts'
import { createDefinedRuns, createSeen } from './runs/seen.ts'
import { createRunStore, type RunRow, type RunStore } from './runs/store.ts'
import type { FactoryTables } from './tables.ts'
import { createDecide, type Decide } from './triggers/decide.ts'
import type { DecidingVersion } from './triggers/candidate.ts'
import { createEndRun, type EndRun } from './triggers/ending.ts'
import { createFlowStore, type FlowStore } from './triggers/flow-store.ts'
import { createIntake } from './triggers/intake.ts'
import type { LoadEvents } from './triggers/seen-event.ts'
import { createLedgerStore, type LedgerStore } from './triggers/ledger-store.ts'
import { createMatching } from './triggers/matching.ts'
import { createOutboxStore, type OutboxStore } from './triggers/outbox-store.ts'
import { createRelay } from './triggers/relay.ts'
import { createTimedCandidate, type TimedCandidate } from './triggers/timed.ts'
import { createTriggers, type Triggers } from './triggers/triggers.ts'
import type { HumanTaskActivities } from './workflow/human-task-messages.ts'
import type { LocalRunActivities, RemoteRunActivities } from './workflow/messages.ts'

/** Rows of the outbox worked off at a time. */
const batch = { decisions: 50, beginnings: 16 }

/** The one way from a trigger to the end of its run, in one namespace. */
export interface TriggerPath {
  readonly triggers: Triggers
  readonly runs: ActivityRuns
  readonly humanTasks: HumanTasks
  readonly decisionLinks: DecisionLinks
  /** Temporal activities of `RunActivityWorkflow` and `HumanTaskWorkflow`. */
  readonly activities: LocalRunActivities & RemoteRunActivities & HumanTaskActivities
  /** What definitions there are for an event now, and what their filters say. */
  readonly matching: Pick<
    ReturnType<typeof createMatching>,
    'upToDate' | 'match' | 'countMatches' | 'explainFilter' | 'evaluateKeys'
  >
  /** By which other rooms decide and end runs. */
  readonly parts: TriggerParts
  /** Events were stored. */
  onEvents(): void
  /** A run or a human task was ended: there may be something to be told, or begun. */
  wake(): void
  start(): void
  close(): Promise<void>
}

export interface TriggerParts {
  readonly tables: Tables<FactoryTables>
  /** The same for work that nobody waits for an answer of. */
  readonly behind: Tables<FactoryTables>
  readonly runs: RunStore
  readonly endRun: EndRun
  readonly timedCandidate: TimedCandidate
  readonly flow: FlowStore
  readonly ledger: LedgerStore
  readonly outbox: OutboxStore
  readonly decide: Decide
  /** Lets workflows have runs of whatever `current` finds. */
  createClaim<Plan>(of: {
    readonly current: (id: string) => Promise<DecidingVersion | undefined>
    readonly judgeFire: JudgeFire
    readonly planOf: (run: RunRow) => Promise<Plan>
  }): ClaimRun<Plan>
}

/** Joins deciding, beginning and running. */
export function createTriggerPath(deps: {
  readonly namespace: string
  readonly database: Pick<Database, 'of' | 'background' | 'status'>
  readonly temporal: Temporal
  readonly taskQueue: string
  readonly registry: Registry
  readonly dispatch: Pick<Dispatch, 'validate'>
  readonly definitions: Definitions
  readonly expressions: Expressions
  readonly events: LoadEvents
  readonly waysOut: WaysOut
  readonly judgeFire: JudgeFire
  /** Who is in which group of people. */
  readonly groups: Groups
  /** Lets definitions act on what becomes of human tasks. */
  readonly tell: (news: HumanTaskNews) => Promise<void>
  readonly temporalPage: (run: {
    workflow_id: string
    workflow_run_id: string | null
  }) => string | null
  readonly metrics: NamespaceMetrics
  readonly log: Log
  readonly now: () => Date
}): TriggerPath {
  const { namespace, database, temporal, registry, definitions, expressions, events, log, now } =
    deps
  const tables = database.of<FactoryTables>()
  /** Runs are decided and carried out behind those who ask. */
  const behind = { tables: database.background<FactoryTables>() }
  const outbox = createOutboxStore(namespace)
  const flow = createFlowStore(namespace)
  const humanTaskStore = createHumanTaskStore(namespace)
  const isUp = () => database.status()?.state === 'up'
  const figures = createFigures({
    ...{ ...behind, outbox, isUp, metrics: deps.metrics, log, now },
    runs: createRunStore(namespace),
    ledger: createLedgerStore(namespace),
    humanTasks: humanTaskStore,
  })
  const { runs, ledger } = figures
  const newId = () => uuidV7()
  const decide = createDecide({ flow, outbox, ledger, runs, newId, now })
  const closeHumanTasks = createCloseOfRun({ store: humanTaskStore, newId })
  const endRun = createEndRun({ flow, outbox, runs, closeHumanTasks, newId, now })
  const matching = createMatching({ definitions, expressions, now })
  const { evaluateKeys } = matching
  const timedCandidate = createTimedCandidate({ evaluateKeys, now })
  const createClaim: TriggerParts['createClaim'] = (of) =>
    createClaimRun({
      ...{ ...behind, runs, ledger, timedCandidate, decide, newId, now, ...of },
      onFire: deps.metrics.countFire,
    })
  const defined = createDefinedRuns({ ...behind, runs, definitions })
  const seen = createSeen({ ...behind, runs, events })
  const relayed = { ...behind, outbox, now, log }

  let hasStarted = false
  const intake = createIntake({
    ...{ ...behind, events, definitions: matching, evaluateKeys, flow, outbox, ledger, newId, now },
    async decide(...candidate) {
      const decision = await decide(...candidate)
      hasStarted ||= decision.outcome === 'started'
      return decision
    },
  })
  const decisions = createRelay({
    ...relayed,
    name: 'decisions',
    kinds: ['event', 'trigger', 'group'],
    batch: batch.decisions,
    isReady: isUp,
    async handle(rows) {
      hasStarted = false
      const failures = await intake(rows)
      // Most events start nothing, and looking for it costs more than deciding about them.
      if (hasStarted) beginnings.wake()
      return failures
    },
  })
  const beginnings = createRelay({
    ...relayed,
    name: 'beginnings',
    kinds: ['start', 'cancel', 'terminate', 'human', 'backfill'],
    batch: batch.beginnings,
    isReady: () => isUp() && temporal.fault() === undefined,
    handle: createBeginning({
      ...{ temporal, call: createCalls(temporal), taskQueue: deps.taskQueue },
      ...{ ...behind, runs, outbox, endRun, wake, onBegun: figures.onBegun },
      findHumanTask: (id) => behind.tables.query((db) => humanTaskStore.find(db, id)),
    }),
  })

  function wake(): void {
    beginnings.wake()
  }

  const reach = createReach(deps.waysOut, { ...behind, runs, expressions, now })
  const performing = createPerforming({
    ...{ ...behind, runs, defined, performers: reach.performers, secrets: reach.secrets, now },
    preparers: createPreparers({ dispatch: deps.dispatch, now }),
  })
  const activities = createRunActivities({
    ...{ ...behind, runs, expressions, seen, defined, endRun, wake, now, ...performing },
    claimRun: createClaim({
      current: matching.current,
      judgeFire: deps.judgeFire,
      planOf: async (run) => planOf(run.id, (await defined.of(run)).body),
    }),
    resolveContext: createResolveContext({
      ...{ ...behind, runs, seen, secrets: reach.secrets, now },
      readers: { ...createOwnReaders({ ...behind, runs, registry }), ...reach.readers },
    }),
  })

  const humanTasks = createHumanTasks({
    ...{ tables, store: humanTaskStore, runs, outbox, groups: deps.groups, wake, newId, now },
    formFaults: registry.check.valueFaults,
  })

  return {
    triggers: createTriggers({
      ...{ tables, definitions, evaluateKeys, decide, runs, ledger, outbox },
      ...{ newId, now, inputFaults: registry.check.valueFaults },
      wake() {
        // A throttle may have held it back.
        decisions.wake()
        beginnings.wake()
      },
    }),
    humanTasks,
    decisionLinks: createDecisionLinks({
      ...{ tables, store: humanTaskStore, humanTasks, groups: deps.groups, now },
    }),
    runs: createActivityRuns({ tables, runs, ledger, temporalPage: deps.temporalPage }),
    activities: {
      ...activities,
      ...createHumanTaskActivities({
        ...{ ...behind, store: humanTaskStore, runs, tell: deps.tell, newId, now },
      }),
    },
    matching,
    parts: {
      ...{ tables, behind: behind.tables, runs, endRun, timedCandidate, decide },
      ...{ flow, ledger, outbox, createClaim },
    },
    onEvents: decisions.wake,
    wake,
    start() {
      decisions.start()
      beginnings.start()
      figures.start()
    },
    async close() {
      await decisions.close()
      await beginnings.close()
      await figures.close()
    },
  }
}
