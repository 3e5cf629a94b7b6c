import type { DeliveryFailure } from '@temporal-registry/contract/deliveries'
import type { Problem } from '@temporal-registry/contract/problem'
import type { SentAnswer } from './senders/sender.ts'

/** What an attempt came to, and what follows from it. */
export type Verdict =
  | { readonly outcome: 'delivered' }
  | {
      readonly outcome: 'failed'
      readonly failure: DeliveryFailure
      /** `final`: another attempt would not help. `message`: others may get through. `channel`: none would. */
      readonly concerns: 'final' | 'message' | 'channel'
      /** The receiver wants nothing more, ever. */
      readonly isGone: boolean
      readonly retryAfterSeconds?: number | undefined
    }

/** Answers of a receiver, or of what stands before it, that is away as a whole. */
const awayStatuses = new Set([401, 403, 404, 408, 425, 429, 502, 503, 504])
/** Attempts after which a failure of the receiver's own is taken for one of the message. */
const patience = 5
/** Faults that are none of the moment: they stay until somebody changes something. */
const lastingCodes: ReadonlySet<string> = new Set(['blocked-address', 'outbound-request-invalid'])

/** Judges what a webhook answered; `attempt` counts those of this round. */
export function verdictOfHttp(answer: SentAnswer, attempt: number): Verdict {
  const { status, retryAfterSeconds } = answer
  if (status >= 200 && status < 300) return { outcome: 'delivered' }
  const isGone = status === 410
  const refused = status < 500 && status !== 408 && status !== 425 && status !== 429
  const failure = {
    code: refused ? 'outbound-refused' : 'outbound-failed',
    detail: `It answered ${status}`,
  }
  const isAway = awayStatuses.has(status) || (status >= 500 && attempt < patience)
  const concerns = isGone ? 'final' : isAway ? 'channel' : 'message'
  return { outcome: 'failed', failure, concerns, isGone, retryAfterSeconds }
}

/** Judges what a mail server answered. */
export function verdictOfMail({ status, excerpt }: SentAnswer): Verdict {
  if (status < 400) return { outcome: 'delivered' }
  const isRefused = status >= 500
  const failure = {
    code: isRefused ? 'outbound-refused' : 'outbound-failed',
    detail: `The mail server answered ${excerpt}`,
  }
  return { outcome: 'failed', failure, concerns: isRefused ? 'final' : 'channel', isGone: false }
}

/** Judges an attempt without an answer. */
export function verdictOfProblem(problem: Problem): Verdict {
  return {
    outcome: 'failed',
    failure: { code: problem.code, detail: problem.message },
    concerns: lastingCodes.has(problem.code) ? 'final' : 'channel',
    isGone: false,
  }
}
