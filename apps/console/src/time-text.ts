const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['min', 60],
  ['s', 1],
] as const

/** A span as people say it: `4.2 s`, `3 min 5 s`, `2 d 4 h`. */
export function spanText(ms: number): string {
  if (ms < 1_000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 10_000) return `${(ms / 1_000).toFixed(1)} s`
  let seconds = Math.round(ms / 1_000)
  const parts: string[] = []
  for (const [name, size] of units) {
    const count = Math.floor(seconds / size)
    seconds -= count * size
    if (count > 0 && parts.length < 2) parts.push(`${count} ${name}`)
    else if (parts.length > 0) break
  }
  return parts.join(' ')
}

/** How long ago, or how soon: `4 min ago`, `in 2 h`. */
export function agoText(at: Date, now: Date): string {
  const ms = now.getTime() - at.getTime()
  if (Math.abs(ms) < 1_500) return 'now'
  const [largest = ''] = spanText(Math.round(Math.abs(ms) / 1_000) * 1_000).match(/^\S+ \S+/) ?? []
  const rounded = largest.replace(/\.\d+/, '')
  return ms > 0 ? `${rounded} ago` : `in ${rounded}`
}

const exact = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' })
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })

/** A time in the reader's zone. */
export const timeText = (at: Date) => exact.format(at)

/** A time of day in the reader's zone. */
export const clockText = (at: Date) => clock.format(at)

/** The zone that the reader's clock is in. */
export const readerZone = new Intl.DateTimeFormat().resolvedOptions().timeZone

const zoned = new Map<string, Intl.DateTimeFormat>()

function zonedFormat(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${zone} ${JSON.stringify(options)}`
  const known = zoned.get(key) ?? new Intl.DateTimeFormat(undefined, { ...options, timeZone: zone })
  zoned.set(key, known)
  return known
}

/** A day and time in a zone: `Mon 23 Nov, 09:00`; with the year where it is another than now's. */
export function zonedText(at: Date, zone: string): string {
  const isNear = Math.abs(at.getTime() - Date.now()) < 300 * 86_400_000
  return zonedFormat(zone, {
    ...{ weekday: 'short', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
    ...(isNear ? {} : { year: 'numeric' }),
    ...(at.getTime() % 60_000 === 0 ? {} : { second: '2-digit' }),
    hourCycle: 'h23',
  }).format(at)
}

/** A time of day in a zone, always as `09:00:00`. */
export const zonedClock = (at: Date, zone: string) =>
  zonedFormat(zone, {
    ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
  }).format(at)

/** How far a zone is from UTC at a time: `GMT+1`. */
export function offsetText(zone: string, at = new Date()): string {
  const parts = zonedFormat(zone, { timeZoneName: 'shortOffset' }).formatToParts(at)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** A moment as fields for local times have it, in the reader's zone. */
export function localTime(at: Date): string {
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000)
  return shifted.toISOString().replace(/(:00)?\.\d+Z$/, '')
}

/** The moment of such a text. */
export const momentOf = (local: string) => new Date(local).toISOString()

const dayMs = 86_400_000
const short = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayAndHour = new Intl.DateTimeFormat(undefined, {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
})

/** A time as pictures of so long a span write it beneath: `14:30:05`, `14:30`, `3 Nov, 06:00`, `3 Nov`. */
export function dayTimeText(at: Date, spanMs: number): string {
  if (spanMs <= 600_000) return clock.format(at)
  if (spanMs <= dayMs) return short.format(at)
  return (spanMs <= 3 * dayMs ? dayAndHour : day).format(at)
}
