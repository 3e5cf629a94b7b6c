import { defineQuery, proxyActivities, setHandler, sleep } from '@temporalio/workflow'
import { elements, integer, members, root, text } from '../input.ts'
import type * as activities from './activities.ts'

const { remindOwner } = proxyActivities<typeof activities>({ startToCloseTimeout: '30s' })

const tenYearsMs = 10 * 365 * 24 * 3_600_000

interface Interval {
  readonly task: string
  readonly everyMs: number
}

export interface SentReminder {
  readonly task: string
  /** From the start of the run to when it was due: a whole multiple of its interval. */
  readonly due_after_ms: number
}

const upcomingQuery = defineQuery<{ task: string; due_at: string }[]>('upcoming')

export async function concurrentTimers(input: unknown): Promise<{ sent: SentReminder[] }> {
  const { email, intervals, stopAfter } = readInput(input)
  // Time in a workflow is Temporal's, and the same when the run is replayed.
  const startedAtMs = Date.now()
  const dueAtMs = new Map(intervals.map((interval) => [interval, startedAtMs + interval.everyMs]))
  const sent: SentReminder[] = []
  setHandler(upcomingQuery, () =>
    Array.from(dueAtMs, ([{ task }, ms]) => ({ task, due_at: new Date(ms).toISOString() })),
  )

  /** A timer is an entry of the history: no process has to live until it fires. */
  async function untilDue(interval: Interval): Promise<Interval> {
    await sleep(Math.max(dueOf(interval) - Date.now(), 1))
    return interval
  }

  function dueOf(interval: Interval): number {
    return dueAtMs.get(interval) ?? startedAtMs
  }

  const timers = new Map(intervals.map((interval) => [interval, untilDue(interval)]))
  while (sent.length < stopAfter) {
    // The others go on: only the one that fired is armed again.
    const interval = await Promise.race(timers.values())
    await remindOwner(email, interval.task)
    sent.push({ task: interval.task, due_after_ms: dueOf(interval) - startedAtMs })

    dueAtMs.set(interval, nextDueMs(interval, dueOf(interval), Date.now()))
    // To the end of the line: of several that have fired, a race gives the first in line, and a
    // short interval that kept its place would never let a long one through.
    timers.delete(interval)
    timers.set(interval, untilDue(interval))
  }
  return { sent }
}

/** Counted from when it was due, so that no delay adds up; what was missed meanwhile is left out. */
function nextDueMs({ everyMs }: Interval, dueAtMs: number, nowMs: number): number {
  const missed = Math.max(0, Math.floor((nowMs - dueAtMs) / everyMs))
  return dueAtMs + (missed + 1) * everyMs
}

export function readInput(input: unknown) {
  const { email, intervals, stop_after } = members(root(input), [
    'email',
    'intervals',
    'stop_after',
  ])
  return {
    email: text(email, { minLength: 1, maxLength: 254 }),
    intervals: elements(intervals, { min: 1, max: 20 }).map((interval): Interval => {
      const { task, every_ms } = members(interval, ['task', 'every_ms'])
      return {
        task: text(task, { minLength: 1, maxLength: 100 }),
        everyMs: integer(every_ms, { min: 10, max: tenYearsMs }),
      }
    }),
    stopAfter: integer(stop_after, { min: 1, max: 1_000 }),
  }
}
