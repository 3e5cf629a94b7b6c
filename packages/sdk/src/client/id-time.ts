import type { IdempotencyKey } from './idempotency-key.ts'

interface Templated {
  readonly id_template?: string | undefined
  readonly id_time?: string | undefined
}

/**
 * Settles what «now» means in an id template, so that the client's own repeats make the same id. Only with
 * a key of its own: who sends a key again knows what its time was.
 */
export function withIdTime<B extends Templated>(body: B, key: IdempotencyKey): B {
  const isOpen = body.id_template !== undefined && body.id_time === undefined
  return key === 'auto' && isOpen ? { ...body, id_time: new Date().toISOString() } : body
}
