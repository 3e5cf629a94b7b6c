import { isApiError, type ApiError } from '../client/index.ts'

/**
 * How an announcement stands.
 *
 * | state | entered when | left when |
 * |---|---|---|
 * | `announcing` | it begins; or the gateway forgot the worker | the gateway answers a registration |
 * | `live` | the gateway holds a lease | a beat fails, the worker drains or leaves |
 * | `away` | the gateway does not answer, or answers 5xx or 429 | it answers again |
 * | `refused` | a registration or beat is refused with a 4xx | a later one is taken; never, when it was the first |
 * | `draining` | `drain()` or `leave()` is called, or an operator drained the worker | the worker leaves or, an operator's, registers anew |
 * | `left` | `leave()` is done | never |
 *
 * `draining` hides `away` and `refused`: the worker ends anyway.
 */
export type AnnouncementState = 'announcing' | 'live' | 'away' | 'refused' | 'draining' | 'left'

/** What the worker's side wants the gateway to hold. */
export type Wanted = 'live' | 'draining' | 'nothing'
/** What the gateway holds, as its last answer said. */
export type Held = 'nothing' | 'lease' | 'drained lease'
export type Step = 'register' | 'beat' | 'drain' | 'leave' | 'rest'

/** What to send next. A worker that is ending never registers again: that would end its draining. */
export function nextStep(wanted: Wanted, held: Held): Step {
  if (wanted === 'nothing') return 'leave'
  if (wanted === 'live') return held === 'nothing' ? 'register' : 'beat'
  if (held === 'nothing') return 'rest'
  return held === 'lease' ? 'drain' : 'beat'
}

/** What a failed step means. */
export type Failure = 'unknown' | 'refused' | 'away' | 'broken'

const passingClientErrors: readonly number[] = [404, 408, 425, 429]
const insufficientStorage = 507

/** Sorts a failure by what will mend it: registering, an operator, time, or a programmer. */
export function classify(step: Step, error: unknown): Failure {
  if (!isApiError(error)) return 'broken'
  if (error.code === 'worker-unknown' && step !== 'register') return 'unknown'
  return isRefusal(error) || error.status === insufficientStorage ? 'refused' : 'away'
}

/** A 4xx that will not pass by itself. A 404 may: a gateway that is still to be deployed. */
export function isRefusal({ status }: ApiError): boolean {
  return (
    status !== undefined && status >= 400 && status < 500 && !passingClientErrors.includes(status)
  )
}
