import type { ScheduleTrigger } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import type { Static } from 'typebox'
import { createCalls } from '../../platform/calls.ts'
import type { Log } from '../../platform/log.ts'
import type { NamespaceMetrics } from '../../platform/metrics.ts'
import type { Temporal } from '../../platform/temporal.ts'
import { createUntilDone } from '../../platform/until-done.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import {
  createFollowing,
  definitionScheduleId,
  firingFaults,
  type OwnSchedules,
  type Wanted,
} from '../../schedules/schedules.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { JudgeFire } from '../runs/claiming.ts'
import type { TriggerParts } from '../trigger-path.ts'
import type { BackfillActivities } from '../workflow/backfill-messages.ts'
import {
  keepTimetableWorkflowType,
  type TimetableActivities,
} from '../workflow/timetable-messages.ts'
import { createBackfillStore } from './backfill-store.ts'
import { createBackfills, type Backfills } from './backfills.ts'
import { createJudgeFire } from './misfire.ts'
import { createFindOccurrences } from './occurrences.ts'
import { createPlanning } from './planning.ts'
import { createSweep } from './sweeping.ts'
import { createTimes, maxTimesAtOnce } from './times.ts'
import { createWalk } from './walking.ts'
import { wantedSchedules } from './wanted-schedule.ts'

export { createJudgeFire } from './misfire.ts'
export { createTimes } from './times.ts'

/** A pass begins so often by itself, seconds: what somebody did to a schedule is mended within a minute. */
const passSeconds = 30
const retryMs = 1_000
/** How far times are looked for where nobody says. */
const defaultSpanMs = 366 * 86_400_000

/** From when to when times are asked for, RFC 3339, and how many. */
export interface AskedTimes {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly limit: number
}

export interface FoundTimes {
  readonly times: string[]
  readonly more: boolean
}

/** Definitions on a clock. The room's only door. */
export interface Timetable {
  readonly judgeFire: JudgeFire
  /** The schedules that there are to be. */
  readonly wanted: Wanted
  /** @throws Problem `activity-definition-not-found`, `activity-definition-unscheduled` */
  upcoming(ref: string, asked: AskedTimes): Promise<FoundTimes>
  /** @throws Problem `schedule-spec-invalid` */
  preview(schedule: Static<typeof ScheduleTrigger>, asked: AskedTimes): Promise<FoundTimes>
  readonly backfills: Backfills
  /** Temporal activities of its workflows. */
  readonly activities: TimetableActivities & BackfillActivities
  start(): void
  close(): void
}

export function createTimetable(deps: {
  readonly temporal: Temporal
  readonly taskQueue: string
  readonly definitions: Definitions
  readonly own: OwnSchedules
  readonly ensureTimetable: (
    workflowType: string,
    taskQueue: string,
    intervalSeconds: number,
  ) => Promise<void>
  readonly parts: TriggerParts
  readonly wake: () => void
  readonly metrics: NamespaceMetrics
  readonly log: Log
  readonly now: () => Date
}): Timetable {
  const { temporal, taskQueue, definitions, own, parts, wake, metrics, log, now } = deps
  const wanted = wantedSchedules(definitions, taskQueue)
  const { namespace } = temporal
  const newId = () => uuidV7()
  const following = createFollowing({
    ...{ own, log, prefix: definitionScheduleId('') },
    wanted,
  })
  const times = createTimes({
    ...{ own, follow: following.follow, scheduleIdOf: definitionScheduleId },
  })
  const findOccurrences = createFindOccurrences({ times })
  const store = createBackfillStore(namespace)
  const backfills = createBackfills({
    ...parts,
    ...{ namespace, backfills: store, definitions, findOccurrences, wake, newId, now },
  })
  const behind = { ...parts, tables: parts.behind }
  const sweep = createSweep({ ...behind, temporal, call: createCalls(temporal), wake, now })
  let stop: (() => void) | undefined

  metrics.gaugeByLabel(
    'activity_schedule_repairs',
    'Schedules of activity definitions that passes of this process found otherwise than they are to be.',
    'repair',
    following.repairs,
  )

  const keeper = createUntilDone(
    () => deps.ensureTimetable(keepTimetableWorkflowType, taskQueue, passSeconds),
    {
      retryMs,
      onFault(error) {
        // Temporal may come later.
        if (!(error instanceof Problem)) log.warn({ err: error }, 'the timetable is not kept yet')
      },
    },
  )

  /** `place` begins the pointers to what was asked: it came in the query, or in the body. */
  async function find(
    place: '?' | '/',
    { from, to, limit }: AskedTimes,
    look: (span: { afterMs: number; toMs: number }) => Promise<number[]>,
  ): Promise<FoundTimes> {
    const fromMs = from === undefined ? now().getTime() : Date.parse(from)
    const toMs = to === undefined ? fromMs + defaultSpanMs : Date.parse(to)
    if (toMs < fromMs) {
      const detail = 'must not be before from'
      const errors = [{ pointer: `${place}to`, detail }]
      throw new Problem('validation-failed', `${place}to ${detail}`, { errors })
    }
    // Temporal leaves out the first moment of the span.
    const found = await look({ afterMs: fromMs - 1, toMs })
    return {
      times: found.slice(0, limit).map((ms) => new Date(ms).toISOString()),
      more: found.length > limit || found.length === maxTimesAtOnce,
    }
  }

  return {
    ...{ wanted, judgeFire: createJudgeFire({ times, now }), backfills },
    async upcoming(ref, asked) {
      const stored = await definitions.get(ref)
      return find('?', asked, (span) => times.fires(stored, span))
    },
    async preview({ overlap_policy: _overlap, misfire: _misfire, ...schedule }, asked) {
      const errors = firingFaults(schedule, now())
      const [first] = errors
      if (first) {
        const detail = `/schedule${first.pointer} ${first.detail}`
        const placed = errors.map((one) => ({ ...one, pointer: `/schedule${one.pointer}` }))
        throw new Problem('schedule-spec-invalid', detail, { errors: placed })
      }
      return find('/', asked, (span) => times.preview(schedule, span))
    },
    activities: {
      followDefinitions: () => following.reconcile(),
      async sweepRuns() {
        const swept = await sweep()
        await backfills.wakeUnseen()
        return swept
      },
      advanceBackfill: createWalk({
        ...behind,
        ...{ backfills: store, definitions, wake, newId, now },
      }),
      planBackfill: createPlanning({
        ...behind,
        ...{ backfills: store, definitions, findOccurrences, newId, now },
        follow: (id) => following.follow(definitionScheduleId(id)),
      }),
    },
    start() {
      stop = definitions.active.onChange((ids) =>
        following.touch([...ids].map(definitionScheduleId)),
      )
      keeper.start()
    },
    close() {
      keeper.close()
      stop?.()
      following.close()
    },
  }
}
