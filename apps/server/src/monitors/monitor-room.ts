import { Problem } from '@temporal-registry/contract/problem'
import type { Expressions } from '../expressions/expressions.ts'
import type { OnEndpoint } from '../http/on-endpoint.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import { createUntilDone } from '../platform/until-done.ts'
import { uuidV7 } from '../platform/uuid-v7.ts'
import {
  createFollowing,
  firingFaults,
  monitorScheduleId,
  type Schedules,
  type Wanted,
} from '../schedules/schedules.ts'
import type { TaskFactory } from '../task-factory/task-factory.ts'
import { createJudgeFire, createTimes } from '../task-factory/timetable/timetable.ts'
import { createWriteAlert } from './alerts/alert-texts.ts'
import {
  createMakeAlerts,
  createTellAlerts,
  createTellDigests,
  type Deliver,
} from './alerts/alerts.ts'
import { createCheckMonitor } from './checks.ts'
import { createMonitorFigures } from './figures.ts'
import { createHistory, type History } from './history.ts'
import { createKeepHealth } from './keeping.ts'
import { createLookNow, type LookNow } from './looks/asking.ts'
import { createJudge } from './looks/judging.ts'
import { claimedRunOf } from './looks/at-once.ts'
import { createLookActivities } from './looks/looking.ts'
import { createPreview, type Preview } from './looks/preview.ts'
import { createRecording } from './looks/recording.ts'
import { createSeriesStore } from './looks/series-store.ts'
import { createLookStore } from './looks/store.ts'
import { createMonitors, hashOfToken, type Monitors } from './monitors.ts'
import { createNextLooks, type NextLooks } from './next-looks.ts'
import type { Probes } from './probes/probes.ts'
import { monitorRoutes } from './routes.ts'
import { monitorSharingRoutes } from './sharing-routes.ts'
import { createMonitorStore, type MonitorRow } from './store.ts'
import type { MonitorTables } from './tables.ts'
import { decidingBy, wantedSchedules } from './wanted-schedule.ts'
import {
  keepMonitorsWorkflowType,
  type LookActivities,
  type MonitorKeeperActivities,
} from './workflow/messages.ts'

/** A pass begins so often by itself, seconds. */
const passSeconds = 30
const retryMs = 1_000

/** Monitors of one namespace: what they say, and what carries their looks out. */
export interface MonitorRoom {
  readonly monitors: Monitors
  readonly history: History
  readonly lookNow: LookNow
  readonly preview: Preview
  /** The Temporal schedules that monitors are to have. */
  readonly wantedSchedules: Wanted
  /** When a monitor looks next: null where it never does, nothing where Temporal cannot be asked. */
  nextLook(monitor: MonitorRow): Promise<Date | null | undefined>
  /** When each looks next, by its id, as Temporal's list has it: some seconds old. */
  readonly nextLooks: NextLooks
  /** @throws Problem `heartbeat-not-found` */
  beat(token: string): Promise<void>
  readonly now: () => Date
  bindRoutes(on: OnEndpoint): void
  readonly activities: LookActivities & MonitorKeeperActivities
  start(): void
  close(): Promise<void>
}

export function createMonitorRoom(deps: {
  readonly namespace: string
  readonly taskQueue: string
  readonly database: Pick<Database, 'of' | 'background' | 'status'>
  readonly schedules: Pick<Schedules, 'own' | 'ensureMonitorKeeper'>
  readonly taskFactory: Pick<TaskFactory, 'path' | 'secrets'>
  readonly probes: Probes
  readonly expressions: Expressions
  readonly channelFaults: (names: readonly string[]) => Promise<ReadonlyMap<string, string>>
  readonly deliver: Deliver
  readonly wakeDeliveries: () => void
  readonly metrics: NamespaceMetrics
  readonly log: Log
  readonly now: () => Date
}): MonitorRoom {
  const { namespace, taskQueue, database, schedules, probes, expressions, log, now } = deps
  const { own } = schedules
  const { path, secrets } = deps.taskFactory
  const { runs, createClaim } = path.parts
  const newId = () => uuidV7()
  const tables = database.of<MonitorTables>()
  /** Looks are made, and monitors kept right, behind those who ask. */
  const behind = { tables: database.background<MonitorTables>() }
  const store = createMonitorStore(namespace)
  const looks = createLookStore(namespace)
  const history = createHistory({ tables, looks, series: createSeriesStore(namespace) })

  const isUp = () => database.status()?.state === 'up'
  const figures = createMonitorFigures({ ...behind, store, isUp, metrics: deps.metrics, log })
  const makeAlerts = createMakeAlerts({ writeAlert: createWriteAlert({ expressions }), newId })
  const tell = createTellAlerts({ looks, deliver: deps.deliver })
  const wanted = wantedSchedules(tables, store, taskQueue)
  const following = createFollowing({
    ...{ own, log, prefix: monitorScheduleId('') },
    wanted,
  })
  const followOne = (id: string) => following.touch([monitorScheduleId(id)])
  const keepHealth = createKeepHealth({
    ...{ ...behind, store, own, follow: following.follow, makeAlerts, tell, now },
  })
  const times = createTimes({
    ...{ own, follow: following.follow, scheduleIdOf: monitorScheduleId },
  })
  const lookNow = createLookNow({ ...path.parts, wake: path.wake })
  const lookNowBehind = createLookNow({
    ...{ ...path.parts, tables: path.parts.behind, wake: path.wake },
  })
  const judge = createJudge({ compare: probes.compare, expressions, now })
  const monitors = createMonitors({
    ...{ tables, store, newId, now, onChanged: followOne },
    check: createCheckMonitor({
      ...{ expressions, probes, channelFaults: deps.channelFaults },
      timesFaults: (schedule) => firingFaults(schedule, now()),
      missingSecrets: secrets.missing,
      findNamed: (names) => tables.query((db) => store.findNamed(db, names)),
    }),
  })

  async function endRun(runId: string, reason: string): Promise<void> {
    const ending = { status: 'cancelled' as const, reason }
    await path.parts.behind.query((db) => runs.end(db, runId, ending, now()))
  }

  const keeper = createUntilDone(
    () => schedules.ensureMonitorKeeper(keepMonitorsWorkflowType, taskQueue, passSeconds),
    {
      retryMs,
      onFault(error) {
        // Temporal may come later.
        if (!(error instanceof Problem)) log.warn({ err: error }, 'monitors are not kept yet')
      },
    },
  )

  const room: MonitorRoom = {
    ...{ monitors, lookNow, wantedSchedules: wanted, history, now },
    preview: createPreview({ tables, store, probes, secrets, judge, makeAlerts, now }),

    nextLooks: createNextLooks({ list: () => own.list(monitorScheduleId('')), now }),

    async nextLook({ id, status }) {
      if (status !== 'active') return null
      try {
        await following.follow(monitorScheduleId(id))
        const standing = await own.find(monitorScheduleId(id))
        return standing && (standing.nextAt ?? null)
      } catch (error) {
        // What is stored can be read while Temporal is away, or refuses its schedule.
        if (error instanceof Problem) return undefined
        throw error
      }
    },

    async beat(token) {
      if (await tables.query((db) => store.beat(db, hashOfToken(token), now()))) return
      throw new Problem('heartbeat-not-found', 'No monitor has this address')
    },

    bindRoutes(on) {
      monitorRoutes(on, room)
      monitorSharingRoutes(on, room)
    },

    activities: {
      ...createLookActivities({
        ...{ ...behind, store, looks, probes, secrets, judge, now },
        claim: createClaim({
          current: async (id) => {
            const monitor = await behind.tables.query((db) => store.find(db, id))
            return monitor && decidingBy(monitor)
          },
          judgeFire: createJudgeFire({ times, now }),
          planOf: async (run) =>
            claimedRunOf(
              run,
              await behind.tables.query((db) => store.findWithState(db, run.definition_id)),
            ),
        }),
        recording: createRecording({
          ...{ ...behind, store, looks, runs, makeAlerts, tell, endRun, now },
          ...{ onCompleted: followOne, onTold: deps.wakeDeliveries },
        }),
        async firedAt(runId) {
          return (await path.parts.behind.query((db) => runs.find(db, runId)))?.fired_at
        },
        lookNow: (monitor, key) => lookNowBehind(monitor, key, 'monitors'),
        endRun: (runId) => endRun(runId, 'It was cancelled'),
      }),
      async followMonitors() {
        const standing = await own.list(monitorScheduleId(''))
        const repaired = await following.reconcile(standing)
        return { ...repaired, stalled: await keepHealth(standing) }
      },
      tellDigests: createTellDigests({ ...behind, looks, deliver: deps.deliver, now }),
    },

    start() {
      if (!database.status()) return
      figures.start()
      keeper.start()
    },
    async close() {
      keeper.close()
      following.close()
      await figures.close()
    },
  }
  return room
}
