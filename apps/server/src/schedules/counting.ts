import { maxCountedFires } from '@temporal-registry/contract/schedule-times'
import { Problem } from '@temporal-registry/contract/problem'
import { startOfDay } from '../platform/wall-time.ts'
import { isTimeZone } from './body-check.ts'
import { inParallel } from './in-parallel.ts'
import { maxMatchingTimes, type ScheduleStore } from './store.ts'

export interface CountedDay {
  /** `2026-11-30` */
  readonly date: string
  readonly begins_at: string
  readonly ends_at: string
  readonly fires: number
  readonly is_complete: boolean
}

/**
 * Counts the times of a month by the day. A month of few times is one question to Temporal, which answers
 * 1,000 at once; of more, each day is asked for.
 */
export function createCounting(store: Pick<ScheduleStore, 'matchingTimes'>) {
  return async (id: string, month: string, zone: string): Promise<CountedDay[]> => {
    assertTimeZone(zone)
    const days = daysOf(month, zone)
    const [first, last] = [days[0], days.at(-1)]
    if (!first || !last) return []
    const all = await store.matchingTimes(id, first.startMs - 1, last.endMs - 1)
    const counted =
      all.length < maxMatchingTimes
        ? days.map((day) => ({ ...day, fires: all.filter((ms) => isOn(ms, day)).length }))
        : await inParallel(days, async (day) => ({ ...day, fires: await countOn(id, day) }))
    return counted
      .filter(({ fires }) => fires > 0)
      .map(({ date, startMs, endMs, fires }) => ({
        date,
        begins_at: new Date(startMs).toISOString(),
        ends_at: new Date(endMs).toISOString(),
        fires: Math.min(fires, maxCountedFires),
        is_complete: fires <= maxCountedFires,
      }))
  }

  /** Counts on until it is more than are told. */
  async function countOn(id: string, { startMs, endMs }: Day): Promise<number> {
    let fires = 0
    for (let afterMs = startMs - 1; fires <= maxCountedFires;) {
      const times = await store.matchingTimes(id, afterMs, endMs - 1)
      fires += times.length
      if (times.length < maxMatchingTimes) return fires
      afterMs = times.at(-1) ?? endMs
    }
    return fires
  }
}

/** A day of a zone: from its first moment and before that of the next. */
interface Day {
  readonly date: string
  readonly startMs: number
  readonly endMs: number
}

function daysOf(month: string, zone: string): Day[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate()
  const starts = Array.from(
    { length: count + 1 },
    (_, at) => new Date(Date.UTC(year, number - 1, at + 1)),
  )
  return starts.slice(0, -1).map((day, at) => ({
    date: day.toISOString().slice(0, 10),
    startMs: startOfDay(day, zone).getTime(),
    endMs: startOfDay(starts[at + 1] ?? day, zone).getTime(),
  }))
}

function isOn(ms: number, { startMs, endMs }: Day): boolean {
  return startMs <= ms && ms < endMs
}

function assertTimeZone(zone: string): void {
  if (isTimeZone(zone)) return
  const detail = `«${zone}» is not a zone of the IANA time zone database`
  throw new Problem('validation-failed', `?time_zone ${detail}`, {
    errors: [{ pointer: '?time_zone', detail }],
  })
}
