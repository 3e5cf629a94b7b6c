import type { MaintenanceWindow } from '@temporal-registry/contract/monitor'

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
  const parts = Object.fromEntries(
    formatOf(zone)
      .formatToParts(at)
      .map((one) => [one.type, one.value]),
  )
  const { year = '', month = '', day = '', hour = '', minute = '' } = parts
  const weekday = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDay()
  return { clock: `${hour}:${minute}`, day: weekdays[weekday] ?? '' }
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** Making one costs more than using it. */
function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
  })
  formats.set(timeZone, made)
  return made
}
