import type { ScheduleBody, ScheduleCalendar } from '@temporal-registry/contract/schedule-body'
import { spanText } from '../time-text.ts'
import { fieldWords, readField, type Field, type FieldName } from './cron-fields.ts'

/** One of the ways in which a schedule says when: in words, and as it is written. */
export interface TimesWord {
  readonly words: string
  /** The cron line; nothing where it is not written as text. */
  readonly written: string | undefined
  /** `never`: these times do not fire. */
  readonly is: 'fires' | 'never'
}

type Times = Pick<ScheduleBody, 'cron' | 'calendars' | 'intervals' | 'exclude'>

/** When a schedule fires, as people would say it. What cannot be read is said as it is written. */
export function timesWords({ cron, calendars, intervals, exclude }: Times): readonly TimesWord[] {
  return [
    ...(cron ?? []).map((line) => ({
      words: cronWords(line) ?? line,
      written: line,
      is: 'fires' as const,
    })),
    ...(calendars ?? []).map((calendar) => ({
      words: calendarWords(calendar) ?? JSON.stringify(calendar),
      written: undefined,
      is: 'fires' as const,
    })),
    ...(intervals ?? []).map((interval) => ({
      words: intervalWords(interval),
      written: undefined,
      is: 'fires' as const,
    })),
    ...(exclude ?? []).map((calendar) => ({
      words: exceptionWords(calendar) ?? JSON.stringify(calendar),
      written: undefined,
      is: 'never' as const,
    })),
  ]
}

/** Every so often, counted from 1970. */
export function intervalWords(interval: {
  readonly every_seconds: number
  readonly offset_seconds?: number | undefined
}): string {
  const { every_seconds: every, offset_seconds: offset } = interval
  const words = `every ${wholeSpan(every)}`
  return offset ? `${words}, ${wholeSpan(offset)} in` : words
}

/** `90` → `1 min 30 s`, without the fractions that spans of less than ten seconds have. */
const wholeSpan = (seconds: number) =>
  seconds < 10 ? `${seconds} s` : spanText(seconds * 1_000).replaceAll(/\.0 /g, ' ')

const named: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
}

/** A cron line as people would say it; nothing where it is none. */
export function cronWords(line: string): string | undefined {
  const [, zone, rest = ''] = /^\s*(?:(?:CRON_)?TZ=(\S+)\s+)?(.*?)\s*$/s.exec(line) ?? []
  const [text = ''] = rest.split('#', 1)
  const times = text.trim()
  const [, every] = /^@every\s+([^/\s]+)/.exec(times) ?? []
  if (every) return `every ${every}`
  const parts = (named[times] ?? times).split(/\s+/)
  if (parts.length < 5 || parts.length > 7) return undefined
  const [second = '0', minute = '', hour = '', day = '', month = '', weekday = '', year = '*'] =
    parts.length === 7 ? parts : ['0', ...parts]
  const words = calendarWords({
    ...{ second, minute, hour, day_of_month: day, month, day_of_week: weekday, year },
  })
  return words !== undefined && zone ? `${words}, ${zone} time` : words
}

const absent: Readonly<Record<FieldName, string>> = {
  ...{ second: '0', minute: '0', hour: '0' },
  ...{ day_of_month: '*', month: '*', year: '*', day_of_week: '*' },
}

/** A calendar as people would say it; nothing where a part of it is none. */
export function calendarWords(calendar: ScheduleCalendar): string | undefined {
  const fields: Partial<Record<FieldName, Field>> = {}
  // The record above has exactly the names of fields.
  for (const name of Object.keys(absent) as FieldName[]) {
    const text = String(calendar[name] ?? '').trim() || absent[name]
    const field = readField(name, text)
    if (!field) return undefined
    fields[name] = field
  }
  // Filled for every name, or the loop had returned.
  const all = fields as Record<FieldName, Field>
  const clock = clockWords(all)
  const days = dayWords(all, clock.isMoment)
  return [clock.words, ...days].join(' ')
}

/** The same of times that never fire: whole days are what is usually meant. */
export function exceptionWords(calendar: ScheduleCalendar): string | undefined {
  return calendarWords(calendar)?.replace(/^every (second|minute)(?= |$)/, 'at any time')
}

/** When on a day. */
function clockWords({ second, minute, hour }: Record<FieldName, Field>): {
  readonly words: string
  /** Whether these are times of day, rather than every so often. */
  readonly isMoment: boolean
} {
  const within = hour.isAny ? '' : ` ${hourWords(hour)}`
  if (second.isAny && minute.isAny)
    return { words: `every ${stepOf(second, 'second')}${within}`, isMoment: false }
  const atSecond = second.values.length === 1 ? second.values[0] : undefined
  if (atSecond === undefined) {
    const words = `at seconds ${fieldWords('second', second)} of minutes ${fieldWords('minute', minute)}`
    return { words: `${words}${within}`, isMoment: false }
  }
  const late = atSecond === 0 ? '' : ` and ${atSecond} s`
  if (minute.isAny)
    return { words: `every ${stepOf(minute, 'minute')}${late}${within}`, isMoment: false }
  if (hour.isAny) {
    const past = minute.values.length === 1 && minute.values[0] === 0 && late === ''
    const every = `every ${stepOf(hour, 'hour')}`
    if (past) return { words: every, isMoment: false }
    return { words: `${every} at ${minuteWords(minute.values)}${late}`, isMoment: false }
  }
  const count = hour.values.length * minute.values.length
  if (count <= 6) {
    const moments = hour.values.flatMap((at) =>
      minute.values.map(
        (past) => `${two(at)}:${two(past)}${atSecond === 0 ? '' : `:${two(atSecond)}`}`,
      ),
    )
    return { words: `at ${listed(moments)}`, isMoment: true }
  }
  const past = minute.values.length === 1 && minute.values[0] === 0
  const words = past
    ? `every hour ${hourWords(hour)}`
    : `at ${minuteWords(minute.values)}${late} of every hour ${hourWords(hour)}`
  return { words, isMoment: false }
}

const two = (value: number) => String(value).padStart(2, '0')

const minuteWords = (values: readonly number[]) =>
  listed(values.length > 6 ? [`${values.length} minutes`] : values.map((one) => `:${two(one)}`))

/** `15 minutes`, or just the unit. */
const stepOf = ({ step }: Field, unit: string) => (step === 1 ? unit : `${step} ${unit}s`)

function hourWords({ values }: Field): string {
  const [first = 0] = values
  const last = values.at(-1) ?? first
  const isSpan = values.length > 1 && last - first === values.length - 1
  if (isSpan) return `from ${two(first)} to ${two(last)} h`
  return `in hour${values.length === 1 ? '' : 's'} ${listed(values.map(two))}`
}

/** On which days, in parts. */
function dayWords(
  { day_of_month: day, day_of_week: weekday, month, year }: Record<FieldName, Field>,
  isMoment: boolean,
): string[] {
  const words: string[] = []
  if (!weekday.isAny) words.push(`on ${fieldWords('day_of_week', weekday)}`)
  if (!day.isAny)
    words.push(
      weekday.isAny
        ? `on the ${fieldWords('day_of_month', day)}`
        : `that is the ${fieldWords('day_of_month', day)}`,
    )
  else if (day.step > 1) words.push(`every ${day.step} days of the month`)
  if (words.length === 0 && isMoment) words.push('every day')
  if (!month.isAny || month.step > 1) words.push(`in ${fieldWords('month', month)}`)
  if (!year.isAny) words.push(`in ${fieldWords('year', year)}`)
  return words
}

/** `a, b and c`. */
function listed(words: readonly string[]): string {
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}
