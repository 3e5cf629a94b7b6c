import { randomUUID } from 'node:crypto'
import type { ScheduleTrigger } from '@temporal-registry/contract/activity-definition'
import { msToTs, optionalTsToDate } from '@temporalio/common/lib/time.js'
import type { Static } from 'typebox'
import { toPayloads } from '../platform/payloads.ts'
import { api } from '../platform/proto.ts'
import { uuidV7 } from '../platform/uuid-v7.ts'
import { ownershipMemoOf, ownershipOf } from './ownership.ts'
import { defaultCatchupSeconds, firingSpec } from './spec.ts'
import type { Schedule, ScheduleStore } from './store.ts'
import { timesPrefix } from './system-ids.ts'

/** Times at which something is to be done, single moments among them. */
export type OwnTimes = Omit<Static<typeof ScheduleTrigger>, 'overlap_policy' | 'misfire'>

/** A Temporal schedule that the gateway keeps for itself: it begins a workflow of the gateway's own. */
export interface OwnSchedule {
  readonly scheduleId: string
  /** What it is for. */
  readonly of: { readonly id: string; readonly name: string }
  readonly times: OwnTimes
  readonly workflowType: string
  /** Begins the id of every run; Temporal adds the time. */
  readonly workflowId: string
  readonly taskQueue: string
  readonly input: readonly unknown[]
  /** Says what it was made of, and so whether it is still right. */
  readonly note: string
  readonly isPaused: boolean
}

/** How such a schedule stands. */
export interface OwnStanding {
  readonly note: string
  readonly isPaused: boolean
  /** When it fires next, as far as Temporal has said. */
  readonly nextAt: Date | undefined
}

/** Schedules for activity definitions and monitors, hidden from lists and protected from users. */
export interface OwnSchedules {
  find(id: string): Promise<(OwnStanding & { readonly token: Uint8Array }) | undefined>
  /** False when it is there already. */
  create(schedule: OwnSchedule): Promise<boolean>
  /** Does nothing, and does not say so, when it was changed since the token was read. */
  replace(schedule: OwnSchedule, token: Uint8Array): Promise<void>
  /** One that is not there is removed. */
  remove(id: string): Promise<void>
  /** Those that this registry made, whose ids begin so. Temporal's list may be some seconds behind. */
  list(prefix: string): Promise<ReadonlyMap<string, OwnStanding>>
  /** When a schedule fires: after one time and up to another, 1,000 at most; milliseconds. */
  firesOf(id: string, afterMs: number, toMs: number): Promise<number[]>
  /** The same of times that no schedule has: of one that is made for the question, and never fires. */
  timesOf(times: OwnTimes, afterMs: number, toMs: number): Promise<number[]>
}

/** A schedule that was made for a question is older than this only when its asker has died. */
const questionMs = 60_000

export function createOwnSchedules(store: ScheduleStore, registryId: string): OwnSchedules {
  const create = (schedule: OwnSchedule) =>
    store.create({
      scheduleId: schedule.scheduleId,
      schedule: messageOf(schedule),
      memo: ownershipMemoOf(registryId, { managed_by: 'system' }),
      requestId: randomUUID(),
    })

  async function remove(id: string): Promise<void> {
    if (await store.find(id)) await store.delete(id)
  }

  return {
    create,
    remove,
    async find(id) {
      const found = await store.find(id)
      if (!found) return undefined
      const { notes, paused } = found.schedule?.state ?? {}
      const nextAt = nextOf(found.info?.futureActionTimes?.[0])
      return { note: notes ?? '', isPaused: paused ?? false, nextAt, token: found.conflictToken }
    },
    replace: (schedule, token) => store.update(schedule.scheduleId, messageOf(schedule), token),
    async list(prefix) {
      const standing = new Map<string, OwnStanding>()
      let token: Uint8Array = new Uint8Array()
      do {
        const page = await store.page(500, token)
        for (const { scheduleId: id, memo: found, info } of page.schedules ?? []) {
          if (!id || ownershipOf(found?.fields)?.registry !== registryId) continue
          if (id.startsWith(prefix))
            standing.set(id, {
              note: info?.notes ?? '',
              isPaused: info?.paused ?? false,
              nextAt: nextOf(info?.futureActionTimes?.[0]),
            })
          else if (isForgotten(id)) await remove(id)
        }
        token = page.nextPageToken
      } while (token.length > 0)
      return standing
    },
    firesOf: store.matchingTimes,
    async timesOf(times, afterMs, toMs) {
      const scheduleId = timesPrefix + uuidV7()
      await create({
        scheduleId,
        of: { id: scheduleId, name: '' },
        times,
        workflowType: 'none',
        workflowId: scheduleId,
        taskQueue: 'none',
        input: [],
        note: 'Made to see its times',
        isPaused: true,
      })
      try {
        return await store.matchingTimes(scheduleId, afterMs, toMs)
      } finally {
        await store.delete(scheduleId)
      }
    },
  }
}

type FutureTime = Parameters<typeof optionalTsToDate>[0]

/** A single moment is an interval as long as it is from 1970: Temporal takes its double for the next. */
const farMs = 40 * 366 * 86_400_000

function nextOf(time: FutureTime): Date | undefined {
  const at = optionalTsToDate(time)
  return at && at.getTime() - Date.now() < farMs ? at : undefined
}

function isForgotten(id: string): boolean {
  if (!id.startsWith(timesPrefix)) return false
  // The first 48 bits of a UUIDv7 are its time.
  const madeMs = Number.parseInt(id.slice(timesPrefix.length).replaceAll('-', '').slice(0, 12), 16)
  return Date.now() - madeMs > questionMs
}

function messageOf(schedule: OwnSchedule): Schedule {
  const { workflowType, workflowId, taskQueue, input, note, isPaused } = schedule
  return {
    spec: firingSpec(schedule.times),
    policies: {
      overlapPolicy: api.enums.v1.ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_ALLOW_ALL,
      catchupWindow: msToTs(defaultCatchupSeconds * 1000),
    },
    state: { paused: isPaused, notes: note },
    action: {
      startWorkflow: {
        workflowId,
        workflowType: { name: workflowType },
        taskQueue: { name: taskQueue },
        input: toPayloads([...input]),
      },
    },
  }
}
