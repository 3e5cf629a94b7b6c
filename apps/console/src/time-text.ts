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

const dayMs = 86_400_000
const short = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' })
const dayAndHour = new Intl.DateTimeFormat(undefined, {
  ...{ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
})

/** A time as pictures of so long a span write it beneath: `14:30`, `3 Nov, 06:00`, `3 Nov`. */
export function dayTimeText(at: Date, spanMs: number): string {
  if (spanMs <= dayMs) return short.format(at)
  return (spanMs <= 3 * dayMs ? dayAndHour : day).format(at)
}
