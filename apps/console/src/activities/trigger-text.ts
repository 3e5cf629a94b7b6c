import type { Trigger } from '@temporal-registry/contract/activity-definition'
import { spanText } from '../time-text.ts'

type ScheduleTrigger = NonNullable<Trigger['schedule']>
type EventTrigger = NonNullable<Trigger['event']>

/** When a definition fires, in one line of words; expressions stand as they are written. */
export function triggerText(
  { event, schedule }: Trigger,
  { withFilter = true }: { readonly withFilter?: boolean } = {},
): string {
  if (event) return eventText(event, withFilter)
  if (schedule) return scheduleText(schedule)
  return 'when somebody calls it'
}

function eventText({ types, sources, filter }: EventTrigger, withFilter: boolean): string {
  const from = sources ? ` from ${anyOf(sources)}` : ''
  return `on ${anyOf(types)}${from}${filter && withFilter ? `, if ${filter}` : ''}`
}

function scheduleText(schedule: ScheduleTrigger): string {
  const { cron = [], intervals = [], calendars = [], at = [], time_zone: zone = 'UTC' } = schedule
  const times = [
    ...cron.map(cronText),
    ...intervals.map(({ every_seconds: seconds }) => `every ${everyText(seconds)}`),
    ...(calendars.length > 0 ? [counted(calendars.length, 'calendar rule')] : []),
    ...(at.length > 0 ? [counted(at.length, 'single moment')] : []),
  ]
  const inZone = cron.length > 0 || calendars.length > 0 ? `, ${zone}` : ''
  return `${times.join('; ')}${inZone}`
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

const wholes: Readonly<Record<number, string>> = {
  1: 'second',
  60: 'minute',
  3_600: 'hour',
  86_400: 'day',
}

const everyText = (seconds: number) => wholes[seconds] ?? spanText(seconds * 1_000)

const weekdays = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/**
 * A cron line in words, where it is one that people write every day: minutes, hours, a time of day on some
 * weekdays or on a day of the month. Others are told as they are, which is better than a wrong sentence.
 */
export function cronText(line: string): string {
  const fields = line.trim().split(/\s+/)
  const asItIs = `cron ${line.trim()}`
  if (fields.length === 1 && line.startsWith('@'))
    return line
      .trim()
      .slice(1)
      .replace(/^every /, '')
  if (line.startsWith('@every ')) return line.trim().slice(1)
  if (fields.length !== 5) return asItIs
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = fields
  if (month !== '*') return asItIs
  const everyDay = day === '*' && weekday === '*'
  const step = /^\*\/(\d+)$/
  if (everyDay && hour === '*') {
    if (minute === '*') return 'every minute'
    const minutes = step.exec(minute)
    if (minutes) return `every ${minutes[1]} minutes`
    return /^\d+$/.test(minute) ? `hourly at :${minute.padStart(2, '0')}` : asItIs
  }
  if (!/^\d+$/.test(minute)) return asItIs
  const hours = step.exec(hour)
  if (everyDay && hours) return `every ${hours[1]} hours at :${minute.padStart(2, '0')}`
  if (!/^\d+(,\d+)*$/.test(hour)) return asItIs
  const times = hour.split(',').map((one) => `${one.padStart(2, '0')}:${minute.padStart(2, '0')}`)
  const at = `at ${anyOf(times, 'and')}`
  if (everyDay) return `daily ${at}`
  if (day === '*') {
    const days = weekdayText(weekday)
    return days ? `${days} ${at}` : asItIs
  }
  return weekday === '*' && /^\d+$/.test(day) ? `on day ${day} of each month ${at}` : asItIs
}

function weekdayText(field: string): string | undefined {
  const [first = '', last, ...more] = field.split('-')
  if (more.length > 0) return undefined
  if (last !== undefined) {
    const [from, to] = [weekdayOf(first), weekdayOf(last)]
    return from && to ? `${from} to ${to}` : undefined
  }
  const days = field.split(',').map(weekdayOf)
  return days.every((day) => day !== undefined) ? anyOf(days, 'and') : undefined
}

function weekdayOf(text: string): string | undefined {
  if (/^[0-7]$/.test(text)) return weekdays[Number(text) % 7]
  return weekdays.find((day) => day.slice(0, 3).toLowerCase() === text.toLowerCase())
}

/** `a, b or c`. */
export function anyOf(words: readonly string[], last: 'or' | 'and' = 'or'): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`
}
