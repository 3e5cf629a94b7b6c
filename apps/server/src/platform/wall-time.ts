/** A time whose fields in UTC are what clocks and calendars of a zone show at a moment. */
export function wallTime(at: Date, zone: string): Date {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second, at.getUTCMilliseconds()))
}

/** The first moment of a day in a zone; where clocks leap over midnight it is the one after the leap. */
export function startOfDay(day: Date, zone: string): Date {
  const offsetAt = (ms: number) => wallTime(new Date(ms), zone).getTime() - ms
  // A day around it has seen both offsets, where there are two.
  const offsets = [-dayMs, 0, dayMs].map((away) => offsetAt(day.getTime() + away))
  const starts = offsets
    .map((offset) => day.getTime() - offset)
    .filter((ms) => ms + offsetAt(ms) >= day.getTime())
  return new Date(Math.min(...starts))
}

const dayMs = 86_400_000

/** One takes a quarter of a millisecond to make. There are some 600 zones. */
const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  if (formats.size < 1_000) formats.set(zone, made)
  return made
}
