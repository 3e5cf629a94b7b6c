import type { MaintenanceWindow } from '@temporal-registry/contract/monitor'
import { wallTime } from '../../platform/wall-time.ts'

const dayMs = 86_400_000
const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const

type Hours = Extract<MaintenanceWindow, { time_zone?: string }>

/** Whether a moment is in one of the windows; hours go by the clock of their zone. Pure. */
export function isInMaintenance(
  windows: readonly MaintenanceWindow[] | undefined,
  now: Date,
): boolean {
  return (windows ?? []).some((window) =>
    isHours(window) ? isIn(window, now) : isInSpan(window, now),
  )
}

function isHours(window: MaintenanceWindow): window is Hours {
  return /^\d\d:\d\d$/.test(window.from)
}

function isInSpan({ from, to }: MaintenanceWindow, now: Date): boolean {
  return Date.parse(from) <= now.getTime() && now.getTime() < Date.parse(to)
}

function isIn({ from, to, days, time_zone: zone = 'UTC' }: Hours, now: Date): boolean {
  const { clock, day } = wallClock(now, zone)
  const isOn = (weekday: string) => days === undefined || days.some((one) => one === weekday)
  if (from < to) return isOn(day) && from <= clock && clock < to
  // Over midnight: it began today, or on the day before.
  const before = wallClock(new Date(now.getTime() - dayMs), zone).day
  return (isOn(day) && clock >= from) || (isOn(before) && clock < to)
}

function wallClock(at: Date, zone: string): { readonly clock: string; readonly day: string } {
  const wall = wallTime(at, zone)
  return { clock: wall.toISOString().slice(11, 16), day: weekdays[wall.getUTCDay()] ?? '' }
}
