import { createHash, randomUUID } from 'node:crypto'
import { canonicalJson } from '@temporal-registry/contract/canonical-json'

/** Who asks, and under which key. */
export interface ScheduleContext {
  readonly actor: string
  readonly requestId: string
  readonly idempotencyKey?: string | undefined
}

/** The same for the same request under the same key: Temporal then does it once. */
export function requestIdOf(
  id: string,
  body: unknown,
  { idempotencyKey }: ScheduleContext,
): string {
  if (idempotencyKey === undefined) return randomUUID()
  return shortHash(`${id}\n${idempotencyKey}\n${canonicalJson(body)}`)
}

export function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
