import type {
  CreateScheduleBody,
  ScheduleBody,
  scheduleTimes,
} from '@temporal-registry/contract/schedule-body'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { idErrors } from '../platform/id-length.ts'
import { assertHasDay, readCalendar, SpecFault } from './calendar.ts'
import { readCron } from './cron.ts'

/** What Temporal puts before a schedule's id, and behind the id of each of its runs. */
const schedulerPrefix = 'temporal-sys-scheduler:'
const runSuffix = '-2009-11-10T23:00:00Z'
/** Temporal knows no times of a schedule after 2100. */
const bounds = { firstMs: 0, lastMs: Date.UTC(2100, 11, 31) }
/** How strictly a body is looked at. A start in the past is one that has been reached. */
export interface BodyRules {
  /** What a worker declares may be over by the time it is announced again. */
  readonly mayEndInPast?: boolean
}

/**
 * Refuses a body that says no times, or impossible ones, before anything is asked of Temporal.
 *
 * @throws Problem `validation-failed`, `schedule-spec-invalid`
 */
export function assertBodyFits(scheduleId: string, body: CreateScheduleBody, now: Date): void {
  refuse('validation-failed', [
    ...idFaults(scheduleId, body, ':schedule_id'),
    ...bodyFaults(body, now, {}),
  ])
  refuse('schedule-spec-invalid', timesFaults(body))
}

/** Refuses a body that never fires. @throws Problem `validation-failed` */
export function assertSaysTimes(body: CreateScheduleBody): void {
  if (saysTimes(body)) return
  const detail = 'must say a time, or calendars or intervals must'
  refuse('validation-failed', [{ pointer: '/cron', detail }])
}

/** Whether a body says any time to fire. */
export function saysTimes({ cron, calendars, intervals }: CreateScheduleBody): boolean {
  return [cron, calendars, intervals].some((times) => times !== undefined && times.length > 0)
}

function refuse(code: 'validation-failed' | 'schedule-spec-invalid', errors: ProblemError[]): void {
  const [first] = errors
  if (first) throw new Problem(code, `${first.pointer} ${first.detail}`, { errors })
}

/** What says when something fires. */
export type FiringTimes = Pick<ScheduleBody, keyof typeof scheduleTimes>

/** Faults of times that stand by themselves; pointers begin in them. They may lie in the past by now. */
export function firingFaults(
  times: FiringTimes & { readonly at?: readonly string[] },
  now: Date,
): ProblemError[] {
  const moments = (times.at ?? []).flatMap((moment, at) => {
    const detail = placeFault(boundMs(moment))
    return detail === undefined ? [] : [{ pointer: `/at/${at}`, detail }]
  })
  return [...moments, ...bodyFaults(times, now, { mayEndInPast: true }), ...timesFaults(times)]
}

/** Faults of ids that leave no room for what Temporal adds to them. */
export function idFaults(
  scheduleId: string,
  body: Pick<CreateScheduleBody, 'workflow_id'>,
  pointer: string,
): ProblemError[] {
  return [
    ...idErrors(schedulerPrefix + scheduleId, pointer),
    ...(body.workflow_id ? idErrors(body.workflow_id + runSuffix, '/workflow_id') : []),
  ]
}

type BodyParts = Omit<CreateScheduleBody, 'workflow_type'>

/** Faults that need no reading of times. */
export function bodyFaults(body: BodyParts, now: Date, rules: BodyRules): ProblemError[] {
  const errors: ProblemError[] = []
  const add = (pointer: string, detail: string) => errors.push({ pointer, detail })
  if (body.args !== undefined && body.input !== undefined) {
    add('/args', 'cannot be given together with input')
  }
  if (body.memo && Object.hasOwn(body.memo, 'temporal_registry')) {
    add('/memo/temporal_registry', 'is written by the registry')
  }
  const others = ['interval_seconds', 'cron', 'calendars', 'intervals', 'exclude'] as const
  const bounded = ['start_at', 'end_at', 'time_zone', 'remaining_actions', 'paused'] as const
  if (body.fire_offsets_seconds) {
    // `interval_seconds` may stand beside offsets, as in the original, and is ignored.
    for (const name of [...others.slice(1), ...bounded]) {
      const value = body[name]
      if (value !== undefined && value !== null && value !== false) {
        add(`/${name}`, 'cannot be given together with fire_offsets_seconds')
      }
    }
  }
  body.intervals?.forEach(({ every_seconds: every, offset_seconds: offset = 0 }, at) => {
    if (offset >= every) add(`/intervals/${at}/offset_seconds`, 'must be less than every_seconds')
  })
  const startMs = boundMs(body.start_at)
  const endMs = boundMs(body.end_at)
  const startFault = placeFault(startMs)
  const endFault = placeFault(endMs)
  if (startFault !== undefined) add('/start_at', startFault)
  if (endFault !== undefined) add('/end_at', endFault)
  else if (endMs !== undefined && !rules.mayEndInPast && endMs <= now.getTime()) {
    add('/end_at', `is ${Math.ceil((now.getTime() - endMs) / 1000)} s in the past`)
  }
  if (startMs !== undefined && endMs !== undefined && endMs <= startMs) {
    add('/end_at', 'must be after start_at')
  }
  return errors
}

/** Faults in the texts that say when: cron lines, calendars, zone. */
export function timesFaults(body: FiringTimes): ProblemError[] {
  const zones = new Set<string>()
  const read = (pointer: string, reading: () => void): ProblemError[] => {
    try {
      reading()
      return []
    } catch (error) {
      if (error instanceof SpecFault) return [{ pointer, detail: error.message }]
      throw error
    }
  }
  const errors = [
    ...(body.cron ?? []).flatMap((line, at) =>
      read(`/cron/${at}`, () => {
        const { timeZone, calendar } = readCron(line)
        if (timeZone !== '') zones.add(timeZone)
        if (calendar) assertHasDay(calendar)
      }),
    ),
    ...(body.calendars ?? []).flatMap((calendar, at) =>
      read(`/calendars/${at}`, () => assertHasDay(readCalendar(calendar))),
    ),
    ...(body.exclude ?? []).flatMap((calendar, at) =>
      read(`/exclude/${at}`, () => readCalendar(calendar)),
    ),
  ]
  const { time_zone: zone = '' } = body
  if (zone !== '') zones.add(zone)
  for (const name of zones) {
    const detail = zoneFault(name)
    if (detail !== undefined)
      errors.push({ pointer: name === zone ? '/time_zone' : '/cron', detail })
  }
  if (zones.size > 1) {
    errors.push({ pointer: '/cron', detail: `names several zones: ${[...zones].join(', ')}` })
  }
  return errors
}

/** Milliseconds of a bound; seconds as a number are the original's other way to write it. */
export function boundMs(bound: string | number | null | undefined): number | undefined {
  if (bound === undefined || bound === null) return undefined
  return typeof bound === 'number' ? bound * 1000 : Date.parse(bound)
}

function placeFault(ms: number | undefined): string | undefined {
  if (ms === undefined || (ms >= bounds.firstMs && ms <= bounds.lastMs)) return undefined
  return 'must lie between 1970 and 2100'
}

function zoneFault(name: string): string | undefined {
  if (!isTimeZone(name)) return `«${name}» is not a zone of the IANA time zone database`
  // Capitals are nothing to `Intl`, and something to Temporal. Names that lead to another are not told by it.
  const { timeZone } = new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions()
  const isMisspelt =
    /^[a-z]/.test(name) || (timeZone !== name && timeZone.toLowerCase() === name.toLowerCase())
  return isMisspelt ? `«${name}» is spelled otherwise in the IANA time zone database` : undefined
}

/** Whether there is a zone of this name, capitals or not. */
export function isTimeZone(name: string): boolean {
  // `Intl` takes offsets such as +01:00 as well; Temporal does not.
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
