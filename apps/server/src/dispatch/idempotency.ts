import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { StartBody } from '@temporal-registry/contract/dispatch'

/** What makes a start the same start when it is repeated. */
export interface StartIdentity {
  /** Temporal answers a repeated request id with the run it began. */
  readonly requestId: string
  readonly requestHash: string
  /** Id of the run where the caller names none. */
  readonly workflowId: string
}

/**
 * Derives ids from the `Idempotency-Key`. The workflow id depends on the key alone and the request id
 * on the body too: the same request meets its own run, and another body under the same key meets a
 * workflow id that is taken. So one call to Temporal does all, and no table of keys is kept.
 */
export function startIdentity(
  type: string,
  body: StartBody,
  key: string | undefined,
): StartIdentity {
  const prefix = type.replaceAll('.', '-')
  if (key === undefined) {
    const suffix = randomBytes(4).toString('hex')
    return { requestId: randomUUID(), requestHash: '', workflowId: `${prefix}-${suffix}` }
  }
  const requestHash = hash(canonicalJson(body))
  return {
    requestId: hash(`${type}\n${key}\n${requestHash}`),
    requestHash,
    workflowId: `${prefix}-${hash(`${type}\n${key}`).slice(0, 24)}`,
  }
}

/** What a run's memo keeps of a key: enough to know it again, not enough to use it. */
export function keyHash(key: string): string {
  return hash(key)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
