import { useCallback, useSyncExternalStore } from 'react'

/** A time that many components show, updated for all of them at the same moment. */
interface Clock {
  now: Date
  readonly lookers: Set<() => void>
  timer: ReturnType<typeof setInterval> | undefined
}

const turnMs = 5_000
const clocks = new Map<number, Clock>()

/** The time, and again every few seconds: at the same moment for everything on the page. */
export function useNow(everyMs = turnMs): Date {
  const listen = useCallback((tell: () => void) => look(everyMs, tell), [everyMs])
  const read = useCallback(() => readClock(everyMs), [everyMs])
  return useSyncExternalStore(listen, read)
}

function clockOf(everyMs: number): Clock {
  const clock = clocks.get(everyMs) ?? { now: new Date(), lookers: new Set(), timer: undefined }
  clocks.set(everyMs, clock)
  return clock
}

function readClock(everyMs: number): Date {
  const clock = clockOf(everyMs)
  // Nothing updates the time while no component shows it.
  const isOld = clock.timer === undefined && Date.now() - clock.now.getTime() >= everyMs
  if (isOld) clock.now = new Date()
  return clock.now
}

function look(everyMs: number, tell: () => void): () => void {
  const clock = clockOf(everyMs)
  clock.lookers.add(tell)
  clock.timer ??= setInterval(() => {
    clock.now = new Date()
    for (const tellOne of clock.lookers) tellOne()
  }, everyMs)
  return () => {
    clock.lookers.delete(tell)
    if (clock.lookers.size > 0) return
    clearInterval(clock.timer)
    clock.timer = undefined
  }
}
