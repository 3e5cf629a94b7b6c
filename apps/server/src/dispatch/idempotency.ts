import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'

/** What makes a start the same start when it is repeated. */
export interface StartIdentity {
  /** Temporal answers a repeated request id with the run it began. */
  readonly requestId: string
  readonly requestHash: string
  /** What the key says alone, whatever the body; random without a key. */
  readonly keyId: string
  readonly isKeyed: boolean
  /** What tells this start's id from others: of the key, or random. */
  readonly suffix: string
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
  body: unknown,
  key: string | undefined,
  prefix = type.replaceAll('.', '-'),
): StartIdentity {
  if (key === undefined) {
    const suffix = randomBytes(4).toString('hex')
    return {
      requestId: randomUUID(),
      requestHash: '',
      keyId: randomUUID(),
      isKeyed: false,
      suffix,
      workflowId: `${prefix}-${suffix}`,
    }
  }
  const requestHash = hash(canonicalJson(body))
  const keyId = hash(`${type}\n${key}`)
  const suffix = keyId.slice(0, 24)
  return {
    requestId: hash(`${type}\n${key}\n${requestHash}`),
    requestHash,
    keyId,
    isKeyed: true,
    suffix,
    workflowId: `${prefix}-${suffix}`,
  }
}

/** What a run's memo keeps of a key: enough to know it again, not enough to use it. */
export function keyHash(key: string): string {
  return hash(key)
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
