import type { Trigger } from '@temporal-registry/contract/activity-definition'
import { countText } from '../count-text.ts'
import { timesWords } from '../schedules/times-words.ts'

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
  const { cron = [], calendars = [], at = [], time_zone: zone = 'UTC' } = schedule
  const times = [
    ...timesWords(schedule)
      .filter((one) => one.is === 'fires')
      .map(({ words }) => words),
    ...(at.length > 0 ? [countText(at.length, 'single moment')] : []),
  ]
  const inZone = cron.length > 0 || calendars.length > 0 ? `, ${zone}` : ''
  return `${times.join('; ')}${inZone}`
}

/** `a, b or c`. */
export function anyOf(words: readonly string[]): string {
  if (words.length < 2) return words[0] ?? ''
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`
}
