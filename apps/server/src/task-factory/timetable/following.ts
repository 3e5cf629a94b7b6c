import { Problem } from '@temporal-registry/contract/problem'
import type { Log } from '../../platform/log.ts'
import {
  definitionScheduleId,
  type OwnSchedule,
  type OwnSchedules,
} from '../../schedules/schedules.ts'
import { unlessGone, type Definitions, type StoredDefinition } from '../definitions/definitions.ts'
import { wantedSchedule } from './wanted-schedule.ts'

/** What was done to a schedule that was not as its definition says. */
export type Repair = 'created' | 'changed' | 'removed'
export type Repairs = Readonly<Record<Repair, number>>

/** Sees that each definition with times has its Temporal schedule, and no other is left. */
export interface Following {
  /** Makes the schedule of one definition what it is to be. @returns what there was to do. */
  follow(definitionId: string): Promise<Repair | undefined>
  /** The same of all of them, those of definitions that are gone included. */
  reconcile(): Promise<Repairs>
  /** What passes found otherwise than it is to be, since this process began. */
  repairs(): Repairs
  /** Begins to follow what is written, on whichever replica. */
  start(): void
  close(): void
}

/** Writers at one time: each that was passed by looks again. */
const maxTries = 10
const atOnce = 16
const pageSize = 500
const retryMs = 1_000

export function createFollowing(options: {
  readonly definitions: Pick<Definitions, 'get' | 'list' | 'active'>
  readonly own: OwnSchedules
  readonly taskQueue: string
  readonly log: Log
}): Following {
  const { definitions, own, taskQueue, log } = options
  const repaired = { created: 0, changed: 0, removed: 0 }
  const due = new Set<string>()
  let stop: (() => void) | undefined
  let timer: NodeJS.Timeout | undefined
  let isWorking = false
  let isClosed = false

  const wantedBy = (stored: StoredDefinition | undefined): OwnSchedule | undefined =>
    stored && wantedSchedule(stored, taskQueue)

  async function follow(definitionId: string): Promise<Repair | undefined> {
    const scheduleId = definitionScheduleId(definitionId)
    let repair: Repair | undefined
    for (let tries = 0; tries < maxTries; tries++) {
      // What the definition says is read after the token: who wrote in between has the later word, or is seen.
      const found = await own.find(scheduleId)
      const wanted = wantedBy(await definitions.get(definitionId).catch(unlessGone))
      if (!wanted && !found) return repair
      if (wanted && found && isSame(wanted, found)) return repair
      repair = found ? (wanted ? 'changed' : 'removed') : 'created'
      if (!wanted) await own.remove(scheduleId)
      else if (found) await own.replace(wanted, found.token)
      else await own.create(wanted)
    }
    throw new Error(`The schedule of «${definitionId}» is not what it was made to be`)
  }

  async function reconcile(): Promise<Repairs> {
    const standing = await own.list()
    const toFollow: string[] = []
    const wantedIds = new Set<string>()
    for (let after: string | undefined; ;) {
      const page = await definitions.list({ trigger_kind: 'schedule' }, { limit: pageSize, after })
      for (const stored of page) {
        const wanted = wantedSchedule(stored, taskQueue)
        if (!wanted) continue
        wantedIds.add(wanted.scheduleId)
        const found = standing.get(wanted.scheduleId)
        if (!found || !isSame(wanted, found)) toFollow.push(stored.id)
      }
      after = page.at(-1)?.name
      if (page.length < pageSize) break
    }
    for (const id of standing.keys()) {
      if (!wantedIds.has(id)) toFollow.push(id.slice(definitionScheduleId('').length))
    }
    const done = { created: 0, changed: 0, removed: 0 }
    await eachOf(toFollow, async (id) => {
      const repair = await follow(id)
      if (!repair) return
      done[repair]++
      repaired[repair]++
      log.warn({ definitionId: id, repair }, 'the schedule of a definition was not as it is to be')
    })
    return done
  }

  async function work(): Promise<void> {
    if (isWorking) return
    isWorking = true
    clearTimeout(timer)
    let fault: unknown
    while (due.size > 0 && fault === undefined && !isClosed) {
      const ids = [...due]
      due.clear()
      await eachOf(ids, async (id) => {
        try {
          await follow(id)
        } catch (error) {
          due.add(id)
          fault = error
        }
      })
    }
    isWorking = false
    if (fault === undefined || isClosed) return
    if (!(fault instanceof Problem))
      log.warn({ err: fault }, 'schedules do not follow; trying again')
    timer = setTimeout(() => void work(), retryMs)
  }

  return {
    follow,
    reconcile,
    repairs: () => ({ ...repaired }),
    start() {
      stop = definitions.active.onChange((ids) => {
        for (const id of ids) due.add(id)
        void work()
      })
    },
    close() {
      isClosed = true
      stop?.()
      clearTimeout(timer)
    },
  }
}

function isSame(
  wanted: OwnSchedule,
  { note, isPaused }: Pick<OwnSchedule, 'note' | 'isPaused'>,
): boolean {
  return wanted.note === note && wanted.isPaused === isPaused
}

async function eachOf(ids: readonly string[], work: (id: string) => Promise<void>): Promise<void> {
  for (let at = 0; at < ids.length; at += atOnce) {
    await Promise.all(ids.slice(at, at + atOnce).map(work))
  }
}
