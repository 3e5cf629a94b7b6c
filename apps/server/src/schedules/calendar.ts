import type { ScheduleCalendar } from '@temporal-registry/contract/schedule-body'

/** Whole numbers from `start` to `end`, every `step`-th; as Temporal answers them. */
export interface Span {
  readonly start: number
  readonly end: number
  readonly step: number
}

/** A calendar as Temporal keeps it. No span of a year means every year. */
export interface Calendar {
  readonly second: readonly Span[]
  readonly minute: readonly Span[]
  readonly hour: readonly Span[]
  readonly dayOfMonth: readonly Span[]
  readonly month: readonly Span[]
  readonly year: readonly Span[]
  readonly dayOfWeek: readonly Span[]
  readonly comment: string
}

/** Text that says no times. */
export class SpecFault extends Error {}

interface Field {
  readonly key: Exclude<keyof Calendar, 'comment'>
  readonly name: Exclude<keyof ScheduleCalendar, 'comment'>
  readonly min: number
  readonly max: number
  /** What an absent field means. */
  readonly absent: string
  /** Names that stand for numbers from `min` on, by at least so many of their letters. */
  readonly words?: readonly string[]
  readonly letters?: number
}

const months =
  'january february march april may june july august september october november december'
const days = 'sunday monday tuesday wednesday thursday friday saturday'

const fields = {
  second: { key: 'second', name: 'second', min: 0, max: 59, absent: '0' },
  minute: { key: 'minute', name: 'minute', min: 0, max: 59, absent: '0' },
  hour: { key: 'hour', name: 'hour', min: 0, max: 23, absent: '0' },
  dayOfMonth: { key: 'dayOfMonth', name: 'day_of_month', min: 1, max: 31, absent: '*' },
  month: {
    key: 'month',
    name: 'month',
    min: 1,
    max: 12,
    absent: '*',
    words: months.split(' '),
    letters: 3,
  },
  year: { key: 'year', name: 'year', min: 2000, max: 2100, absent: '*' },
  dayOfWeek: {
    key: 'dayOfWeek',
    name: 'day_of_week',
    min: 0,
    max: 7,
    absent: '*',
    words: days.split(' '),
    letters: 2,
  },
} as const satisfies Record<string, Field>

/** Of each month in a leap year. */
const longestDays = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** Refuses a date that no year has, as 30 February. @throws SpecFault */
export function assertHasDay({ dayOfMonth, month }: Calendar): void {
  const firstDay = Math.min(...dayOfMonth.map(({ start }) => start))
  const holds = (span: Span, value: number) =>
    value >= span.start && value <= span.end && (value - span.start) % span.step === 0
  const hasDay = longestDays.some(
    (days, at) => firstDay <= days && month.some((span) => holds(span, at + 1)),
  )
  if (!hasDay) throw new SpecFault('no year has such a day')
}

/** Reads a calendar. @throws SpecFault that names the field. */
export function readCalendar(calendar: ScheduleCalendar): Calendar {
  const spans = (field: Field) => readField(String(calendar[field.name] ?? ''), field)
  return {
    second: spans(fields.second),
    minute: spans(fields.minute),
    hour: spans(fields.hour),
    dayOfMonth: spans(fields.dayOfMonth),
    month: spans(fields.month),
    year: spans(fields.year),
    dayOfWeek: spans(fields.dayOfWeek),
    comment: calendar.comment ?? '',
  }
}

/** A calendar as it would be written; what has its default is left out. */
export function writeCalendar(calendar: Calendar): ScheduleCalendar {
  const written = Object.values(fields).flatMap((field: Field) => {
    const text = writeField(calendar[field.key], field)
    return text === field.absent ? [] : [[field.name, text] as const]
  })
  const { comment } = calendar
  return { ...Object.fromEntries(written), ...(comment === '' ? {} : { comment }) }
}

function readField(text: string, field: Field): readonly Span[] {
  const trimmed = text.trim() === '' ? field.absent : text.trim()
  if (trimmed === '*' && field.key === 'year') return []
  return trimmed.split(',').flatMap((part) => readPart(part.trim(), field))
}

function readPart(part: string, field: Field): readonly Span[] {
  const { name, min, max } = field
  const [range = '', stepText, ...moreSteps] = part.split('/')
  const step = stepText === undefined ? 1 : wholeNumber(stepText)
  if (moreSteps.length > 0 || step === undefined || step < 1) {
    throw new SpecFault(`${name} «${part}» has no step of 1 or more behind one slash`)
  }
  if (range === '*') return ofWeek({ start: min, end: max, step }, field)
  const [from = '', to, ...moreEnds] = range.split('-')
  const start = valueOf(from, field)
  const end = to === undefined ? (stepText === undefined ? start : max) : valueOf(to, field)
  if (start === undefined || end === undefined || moreEnds.length > 0) {
    throw new SpecFault(`${name} «${part}» is not within ${min}-${max}`)
  }
  if (end < start) throw new SpecFault(`${name} «${part}» ends before it begins`)
  return ofWeek({ start, end, step }, field)
}

/** Sunday is 0 and 7 in cron, and 0 for Temporal. */
function ofWeek({ start, end, step }: Span, { key }: Field): readonly Span[] {
  if (key !== 'dayOfWeek' || end < 7) return [{ start, end, step }]
  const sunday = { start: 0, end: 0, step: 1 }
  if (start === 7) return [sunday]
  const hasSunday = (7 - start) % step === 0 && start % step !== 0
  const rest = { start, end: 6, step }
  return hasSunday || (step === 1 && start > 0) ? [sunday, rest] : [rest]
}

function valueOf(text: string, { min, max, words, letters = 0 }: Field): number | undefined {
  const word = text.toLowerCase()
  const at = text.length >= letters ? (words?.findIndex((name) => name.startsWith(word)) ?? -1) : -1
  const value = at >= 0 && letters > 0 ? at + min : wholeNumber(text)
  return value !== undefined && value >= min && value <= max ? value : undefined
}

function wholeNumber(text: string): number | undefined {
  return /^\d{1,6}$/.test(text) ? Number(text) : undefined
}

function writeField(spans: readonly Span[], { key, min, max }: Field): string {
  if (spans.length === 0) return '*'
  const last = key === 'dayOfWeek' ? 6 : max
  return spans
    .map(({ start, end, step }) => {
      const every = step === 1 ? '' : `/${step}`
      if (start === min && end === last) return `*${every}`
      return start === end ? String(start) : `${start}-${end}${every}`
    })
    .join(',')
}
