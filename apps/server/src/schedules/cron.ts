import { readCalendar, SpecFault, type Calendar } from './calendar.ts'

/** What a cron line says: a calendar or an interval, and a zone where it names one. */
export interface CronLine {
  readonly calendar?: Calendar
  readonly interval?: { readonly everySeconds: number; readonly offsetSeconds: number }
  readonly timeZone: string
}

/** Begins the comment of a calendar that was written as cron: so it can be shown as it was written. */
const mark = 'cron: '

const named: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** Reads a cron line as Temporal does. @throws SpecFault that says what is wrong with it. */
export function readCron(line: string): CronLine {
  const [, timeZone = '', rest = ''] = /^\s*(?:(?:CRON_)?TZ=(\S+)\s+)?(.*?)\s*$/s.exec(line) ?? []
  const [times = ''] = rest.split('#', 1)
  const text = times.trim()
  if (text.startsWith('@every')) return { interval: readEvery(text), timeZone }
  const parts = (named[text] ?? text).split(/\s+/)
  if (parts.length < 5 || parts.length > 7 || text === '') {
    throw new SpecFault(
      text.startsWith('@')
        ? `«${text}» is none of ${Object.keys(named).join(', ')} and @every`
        : `«${text}» has ${text === '' ? 0 : parts.length} fields; cron has 5, 6 with a year, or 7 with seconds too`,
    )
  }
  const [second, ...five] = parts.length === 7 ? parts : ['0', ...parts]
  const [minute, hour, dayOfMonth, month, dayOfWeek, year = '*'] = five
  const calendar = readCalendar({
    ...{ second: second ?? '0', minute: minute ?? '', hour: hour ?? '', month: month ?? '' },
    ...{ day_of_month: dayOfMonth ?? '', day_of_week: dayOfWeek ?? '', year },
    comment: mark + line.trim(),
  })
  return { calendar, timeZone }
}

/** The cron line a calendar was written as, or nothing when it says something else by now. */
export function cronOf(calendar: Calendar): string | undefined {
  if (!calendar.comment.startsWith(mark)) return undefined
  const line = calendar.comment.slice(mark.length)
  try {
    const read = readCron(line).calendar
    return JSON.stringify(read) === JSON.stringify(calendar) ? line : undefined
  } catch {
    return undefined
  }
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400 }

function readEvery(text: string): { everySeconds: number; offsetSeconds: number } {
  const [, every = '', , offset = '0s'] = /^@every\s+([^/\s]+)(\/([^/\s]+))?$/.exec(text) ?? []
  const everySeconds = secondsOf(every)
  const offsetSeconds = secondsOf(offset)
  if (everySeconds === undefined || offsetSeconds === undefined || everySeconds < 1) {
    throw new SpecFault(`«${text}» is not as in «@every 1h30m» or «@every 1h/5m»`)
  }
  return { everySeconds, offsetSeconds }
}

function secondsOf(text: string): number | undefined {
  if (!/^(\d{1,9}[smhd])+$/.test(text)) return undefined
  return [...text.matchAll(/(\d+)([smhd])/g)].reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (unitSeconds[unit] ?? 0),
    0,
  )
}
