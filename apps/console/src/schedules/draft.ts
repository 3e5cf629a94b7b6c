import type { ScheduleBody, ScheduleCalendar } from '@temporal-registry/contract/schedule-body'
import { localTime, momentOf } from '../time-text.ts'

export const spanUnits = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const
export type SpanUnit = keyof typeof spanUnits

/** A span as it is written in a form. */
export interface Span {
  readonly count: number | undefined
  readonly unit: SpanUnit
}

/** One of the ways in which a schedule says when, as it is written in a form. */
export type Rule = { readonly key: string } & (
  | { readonly kind: 'cron'; readonly line: string }
  | { readonly kind: 'interval'; readonly every: Span; readonly offset: Span }
  | { readonly kind: 'calendar' | 'exclude'; readonly calendar: ScheduleCalendar }
)
export type RuleKind = Rule['kind']

/** A schedule while it is written. */
export interface Draft {
  readonly rules: readonly Rule[]
  readonly timeZone: string
  /** As in a field for local times, in the reader's zone; empty for none. */
  readonly startAt: string
  readonly endAt: string
  /** All else that a body says, in its own words. */
  readonly others: Omit<ScheduleBody, 'workflow_type' | TimesMember>
}

type TimesMember =
  | 'cron'
  | 'calendars'
  | 'intervals'
  | 'exclude'
  | 'time_zone'
  | 'start_at'
  | 'end_at'

let made = 0

/** A rule as it begins; a cron line is the usual way. */
export function newRule(kind: RuleKind): Rule {
  const key = `rule-${++made}`
  if (kind === 'cron') return { key, kind, line: '' }
  if (kind === 'interval')
    return { key, kind, every: { count: 1, unit: 'hours' }, offset: noOffset }
  return { key, kind, calendar: kind === 'exclude' ? anyTime : { hour: 9 } }
}

/** An exception is of whole days until it says otherwise; times that are left out would be 0. */
const anyTime = { hour: '*', minute: '*', second: '*' }
const noOffset: Span = { count: undefined, unit: 'minutes' }

export function newDraft(timeZone: string): Draft {
  return { rules: [newRule('cron')], timeZone, startAt: '', endAt: '', others: {} }
}

/** A schedule that is there, to be changed. */
export function draftOf(definition: ScheduleBody): Draft {
  const {
    workflow_type: _,
    cron = [],
    calendars = [],
    intervals = [],
    exclude = [],
    time_zone: timeZone = 'UTC',
    start_at: startAt,
    end_at: endAt,
    ...others
  } = definition
  const rules = [
    ...cron.map((line) => ({ ...newRule('cron'), line }) as Rule),
    ...calendars.map((calendar) => ({ ...newRule('calendar'), calendar }) as Rule),
    ...intervals.map(
      ({ every_seconds: every, offset_seconds: offset }) =>
        ({
          ...newRule('interval'),
          every: spanOf(every),
          offset: offset ? spanOf(offset) : noOffset,
        }) as Rule,
    ),
    ...exclude.map((calendar) => ({ ...newRule('exclude'), calendar }) as Rule),
  ]
  return {
    rules: rules.some(({ kind }) => kind !== 'exclude') ? rules : [newRule('cron'), ...rules],
    timeZone,
    startAt: startAt === undefined || startAt === null ? '' : localTime(dateOf(startAt)),
    endAt: endAt === undefined || endAt === null ? '' : localTime(dateOf(endAt)),
    others,
  }
}

const dateOf = (bound: string | number) =>
  new Date(typeof bound === 'number' ? bound * 1_000 : bound)

/** In the largest unit that it is a whole number of. */
function spanOf(seconds: number): Span {
  const units = Object.keys(spanUnits) as SpanUnit[]
  const unit = units.findLast((one) => seconds % spanUnits[one] === 0) ?? 'seconds'
  return { count: seconds / spanUnits[unit], unit }
}

/** What a draft says, as it is sent. */
export function bodyOf(workflowType: string, draft: Draft): ScheduleBody {
  const { rules, timeZone, startAt, endAt, others } = draft
  const times = {
    cron: rules.flatMap((rule) => (rule.kind === 'cron' ? [rule.line] : [])),
    calendars: rules.flatMap((rule) => (rule.kind === 'calendar' ? [rule.calendar] : [])),
    intervals: rules.flatMap((rule) => (rule.kind === 'interval' ? [intervalOf(rule)] : [])),
    exclude: rules.flatMap((rule) => (rule.kind === 'exclude' ? [rule.calendar] : [])),
  }
  return {
    workflow_type: workflowType,
    ...others,
    ...Object.fromEntries(Object.entries(times).filter(([, list]) => list.length > 0)),
    ...(timeZone === 'UTC' ? {} : { time_zone: timeZone }),
    ...(startAt === '' ? {} : { start_at: momentOf(startAt) }),
    ...(endAt === '' ? {} : { end_at: momentOf(endAt) }),
  }
}

function intervalOf({ every, offset }: Extract<Rule, { kind: 'interval' }>) {
  const offsetSeconds = secondsOf(offset)
  return {
    // An empty field is sent as what it is, for the gateway to refuse at its place.
    every_seconds: secondsOf(every) ?? 0,
    ...(offsetSeconds ? { offset_seconds: offsetSeconds } : {}),
  }
}

const secondsOf = ({ count, unit }: Span) =>
  count === undefined ? undefined : count * spanUnits[unit]

const members = {
  cron: 'cron',
  calendar: 'calendars',
  interval: 'intervals',
  exclude: 'exclude',
} as const satisfies Record<RuleKind, string>

/** Where in the body a rule stands: what pointers of its faults begin with. */
export function ruleAddress(rules: readonly Rule[], rule: Rule): string {
  const alike = rules.filter(({ kind }) => kind === rule.kind)
  return `/${members[rule.kind]}/${alike.indexOf(rule)}`
}
