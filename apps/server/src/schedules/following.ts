import { Problem } from '@temporal-registry/contract/problem'
import type { Log } from '../platform/log.ts'
import type { OwnSchedule, OwnSchedules, OwnStanding } from './own-schedules.ts'

/** What was done to a schedule that was not as what it was made of says. */
export type Repair = 'created' | 'changed' | 'removed'
export type Repairs = Readonly<Record<Repair, number>>

/** What our own schedules are made of, by the ids of those. */
export interface Wanted {
  /** As it is to be now; absent where there is to be none. */
  find(scheduleId: string): Promise<OwnSchedule | undefined>
  all(): AsyncIterable<OwnSchedule>
}

/** Sees that whatever has times has its Temporal schedule, and no other is left. */
export interface Following {
  /** Makes one schedule what it is to be. @returns what there was to do. */
  follow(scheduleId: string): Promise<Repair | undefined>
  /**
   * The same of all of them, those included that nothing wants. One that Temporal refuses is passed by. Whoever
   * has listed what stands gives it as `standing`: it is not listed again.
   */
  reconcile(standing?: ReadonlyMap<string, OwnStanding>): Promise<Repairs>
  /** What passes found otherwise than it is to be, since this process began. */
  repairs(): Repairs
  /** Something was written: these follow soon, and go on trying while Temporal is away. */
  touch(scheduleIds: readonly string[]): void
  close(): void
}

/** Writers at one time: each that was passed by looks again. */
const maxTries = 10
const atOnce = 16
const retryMs = 1_000

export function createFollowing(options: {
  readonly own: OwnSchedules
  /** Begins the ids of all of them. */
  readonly prefix: string
  readonly wanted: Wanted
  readonly log: Log
}): Following {
  const { own, prefix, wanted, log } = options
  const repaired = { created: 0, changed: 0, removed: 0 }
  const due = new Set<string>()
  /** What Temporal says of those that it refuses. */
  const refusals = new Map<string, string>()
  let timer: NodeJS.Timeout | undefined
  let isWorking = false
  let isClosed = false

  async function follow(scheduleId: string): Promise<Repair | undefined> {
    let repair: Repair | undefined
    for (let tries = 0; tries < maxTries; tries++) {
      // What is wanted is read after the token: who wrote in between has the later word, or is seen.
      const found = await own.find(scheduleId)
      const schedule = await wanted.find(scheduleId)
      if (!schedule && !found) return repair
      if (schedule && found && isSame(schedule, found)) return repair
      repair = found ? (schedule ? 'changed' : 'removed') : 'created'
      if (!schedule) await own.remove(scheduleId)
      else if (found) await own.replace(schedule, found.token)
      else await own.create(schedule)
    }
    throw new Error(`The schedule «${scheduleId}» is not what it was made to be`)
  }

  /** What Temporal refuses is told once, and is no reason to leave the others as they are. */
  async function followUnlessRefused(scheduleId: string): Promise<Repair | undefined> {
    try {
      const repair = await follow(scheduleId)
      refusals.delete(scheduleId)
      return repair
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error
      if (refusals.get(scheduleId) === error.message) return undefined
      refusals.set(scheduleId, error.message)
      log.error({ scheduleId, err: error }, 'Temporal refuses a schedule of ours: nothing fires')
      return undefined
    }
  }

  async function reconcile(seen?: ReadonlyMap<string, OwnStanding>): Promise<Repairs> {
    const standing = seen ?? (await own.list(prefix))
    const toFollow: string[] = []
    const wantedIds = new Set<string>()
    for await (const schedule of wanted.all()) {
      wantedIds.add(schedule.scheduleId)
      const found = standing.get(schedule.scheduleId)
      if (!found || !isSame(schedule, found)) toFollow.push(schedule.scheduleId)
    }
    for (const id of standing.keys()) if (!wantedIds.has(id)) toFollow.push(id)
    const done = { created: 0, changed: 0, removed: 0 }
    await eachOf(toFollow, async (scheduleId) => {
      const repair = await followUnlessRefused(scheduleId)
      if (!repair) return
      done[repair]++
      repaired[repair]++
      log.warn({ scheduleId, repair }, 'a schedule of ours was not as it is to be')
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
          await followUnlessRefused(id)
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
    touch(ids) {
      for (const id of ids) due.add(id)
      void work()
    },
    close() {
      isClosed = true
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
