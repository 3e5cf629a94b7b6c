const months =
  'January February March April May June July August September October November December'.split(' ')
const weekdays = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ')

const limits = {
  second: { min: 0, max: 59 },
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  day_of_month: { min: 1, max: 31 },
  month: { min: 1, max: 12, names: months },
  year: { min: 2000, max: 2100 },
  // Sunday is 0 and 7.
  day_of_week: { min: 0, max: 7, names: weekdays },
} as const

export type FieldName = keyof typeof limits

/** A part of a calendar, read. */
export interface Field {
  /** Whether it is a star, with a step or without. */
  readonly isAny: boolean
  /** The step of a star, such as 5 in «every fifth»; 1 for anything else. */
  readonly step: number
  /** Ascending, each once. */
  readonly values: readonly number[]
}

/**
 * Reads a part of a calendar as the gateway does, to say it in words. What is right and wrong the gateway
 * says; what cannot be read here has no words.
 */
export function readField(name: FieldName, text: string): Field | undefined {
  const values = new Set<number>()
  let step = 1
  for (const part of text.split(',')) {
    const span = readSpan(name, part.trim())
    if (!span) return undefined
    step = span.step
    for (let at = span.from; at <= span.to; at += span.step)
      values.add(name === 'day_of_week' ? at % 7 : at)
  }
  const isAny = /^\*(\/\d+)?$/.test(text)
  return { isAny, step: isAny ? step : 1, values: [...values].toSorted((a, b) => a - b) }
}

function readSpan(name: FieldName, part: string) {
  const [range = '', stepText] = part.split('/')
  const step = stepText === undefined ? 1 : Number(stepText)
  if (!Number.isInteger(step) || step < 1) return undefined
  const { min, max } = limits[name]
  if (range === '*') return { from: min, to: name === 'day_of_week' ? 6 : max, step }
  const [first = '', last] = range.split('-')
  const from = valueOf(name, first)
  const open = stepText === undefined ? from : max
  const to = last === undefined ? open : valueOf(name, last)
  if (from === undefined || to === undefined || to < from) return undefined
  return { from, to, step }
}

function valueOf(name: FieldName, text: string): number | undefined {
  const limit = limits[name]
  if (/^\d+$/.test(text)) {
    const value = Number(text)
    return value >= limit.min && value <= limit.max ? value : undefined
  }
  if (!('names' in limit) || text.length < 2) return undefined
  const at = limit.names.findIndex((one) => one.toLowerCase().startsWith(text.toLowerCase()))
  return at < 0 ? undefined : at + (name === 'month' ? 1 : 0)
}

/** Values in words: names for months and days of the week, `1st to 5th`, `3, 7 and 9`. */
export function fieldWords(name: FieldName, { values }: Field): string {
  const words = spansOf(inWeekOrder(name, values)).map(([from, to]) =>
    from === to ? word(name, from) : `${word(name, from)} to ${word(name, to)}`,
  )
  return words.length < 2
    ? words.join('')
    : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`
}

/** Weeks begin on Monday, so that the weekend is a span. */
function inWeekOrder(name: FieldName, values: readonly number[]): readonly number[] {
  if (name !== 'day_of_week') return values
  return values.map((one) => (one === 0 ? 7 : one)).toSorted((a, b) => a - b)
}

/** Neighbours as spans; two of them stay apart, as people say them. */
function spansOf(values: readonly number[]): readonly (readonly [number, number])[] {
  const spans: [number, number][] = []
  for (const value of values) {
    const last = spans.at(-1)
    if (last && last[1] === value - 1) last[1] = value
    else spans.push([value, value])
  }
  return spans.flatMap(([from, to]) =>
    to - from === 1
      ? [
          [from, from],
          [to, to],
        ]
      : [[from, to]],
  )
}

function word(name: FieldName, value: number): string {
  if (name === 'month') return months[value - 1] ?? ''
  if (name === 'day_of_week') return weekdays[value % 7] ?? ''
  return name === 'day_of_month' ? ordinal(value) : String(value)
}

function ordinal(value: number): string {
  const isTeen = value > 10 && value < 14
  const ending = isTeen ? 'th' : (['th', 'st', 'nd', 'rd'][value % 10] ?? 'th')
  return `${value}${ending}`
}
