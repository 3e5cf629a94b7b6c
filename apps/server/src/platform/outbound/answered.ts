import { Problem } from '@temporal-registry/contract/problem'
import type { OutboundAnswer } from './outbound.ts'
import { retryAfterSeconds } from './retry-after.ts'

/** Of what is answered to a request that is refused. */
const shownCharacters = 300
/** A wait that is longer is not the other side's to ask for. */
const maxRetryAfterSeconds = 3_600

/**
 * Passes on what answers a request that was done.
 *
 * @throws Problem `outbound-refused` for what would be refused again, `outbound-failed` for what may not
 */
export function assertDone(host: string, answer: OutboundAnswer, now: Date): void {
  const { status, headers, body } = answer
  if (status >= 200 && status < 300) return
  const words = body.toString('utf8').slice(0, shownCharacters).trim()
  const detail = `${host} answered ${status}${words === '' ? '' : `: ${words}`}`
  const mayHeal = status >= 500 || status === 408 || status === 429
  if (!mayHeal) throw new Problem('outbound-refused', detail, { status })
  const after = retryAfterSeconds(headers['retry-after'], {
    now,
    maxSeconds: maxRetryAfterSeconds,
  })
  throw new Problem('outbound-failed', detail, {
    status,
    ...(after === undefined ? {} : { retry_after_seconds: after }),
  })
}

/**
 * The answer to a request of which only the body was too long: it was done, and its status says how. The body
 * is left out. Throws what is no such error.
 */
export function answerWithoutBody(error: unknown): OutboundAnswer {
  if (!(error instanceof Problem)) throw error
  const { limit, status, headers } = error.extras
  if (limit !== 'response_bytes' || typeof status !== 'number') throw error
  // As `outbound.ts` puts them beside a body that it did not read.
  return { status, headers: headers as OutboundAnswer['headers'], body: Buffer.alloc(0) }
}
