import { runAgent, type AgentRunBody } from '@temporal-registry/contract/agent-run'
import { batchStart, type BatchItem } from '@temporal-registry/contract/batch-start'
import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  signalWithStart,
  updateWithStart,
  type SignalWithStartAnswer,
  type SignalWithStartBody,
  type UpdateWithStartAnswer,
  type UpdateWithStartBody,
} from '@temporal-registry/contract/with-start'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { withIdTime } from './id-time.ts'
import { toIdempotencyKey, type IdempotencyKey } from './idempotency-key.ts'
import { preferWait } from './wait.ts'

/** What makes a start safe to repeat. */
export interface KeyedOptions extends CallOptions {
  /** The same key and body have no further effect. `auto` makes one up for this call. */
  readonly idempotencyKey?: IdempotencyKey
}

/** A batch of starts. */
export interface BatchStartOptions extends KeyedOptions {
  /** Only checks every item. */
  readonly dryRun?: boolean | undefined
}

/** An update that was answered, or one that goes on, and its run. */
export interface UpdateWithStartResult extends UpdateWithStartAnswer {
  /** False when the update was accepted and has no answer yet. */
  readonly answered: boolean
}

/** Starts that are more than one run, or one run and a message. */
export interface Starts {
  /**
   * Sends a signal to the open run with the id, or to a new one.
   *
   * @throws what `start` would throw
   * @example
   * await client.workflows.signalWithStart('cart', {
   *   workflow_id: 'cart-4711',
   *   signal: { name: 'add', input: { sku: 'a-1' } },
   * })
   */
  signalWithStart(
    workflowType: string,
    body: Loose<SignalWithStartBody>,
    options?: KeyedOptions,
  ): Promise<SignalWithStartAnswer>
  /**
   * Sends an update to the open run with the id, or to a new one, and waits for its answer; the run goes on.
   *
   * @throws `update-refused`, `worker-not-answering`: the problem names the run; and what `start` would throw
   */
  updateWithStart(
    workflowType: string,
    body: Loose<UpdateWithStartBody>,
    options?: KeyedOptions & { readonly waitSeconds?: number | undefined },
  ): Promise<UpdateWithStartResult>
  /**
   * Starts up to 1,000 runs. Resolves with an outcome for each, in order, whatever becomes of them.
   *
   * @example
   * const { counts, items } = await client.workflows.batchStart(
   *   orders.map((order) => ({ workflow_type: 'order', input: order })),
   *   { idempotencyKey: 'orders-of-today' },
   * )
   */
  batchStart(
    items: readonly Loose<BatchItem>[],
    options?: BatchStartOptions,
  ): Promise<ResponseOf<typeof batchStart>>
  /** Starts an agent's run, as the original's `POST /run`. @throws what `start` would throw */
  runAgent(body: Loose<AgentRunBody>, options?: KeyedOptions): Promise<ResponseOf<typeof runAgent>>
}

export function createStarts({ call, send }: Caller): Starts {
  return {
    signalWithStart: (workflow_type, body, { idempotencyKey, ...options } = {}) =>
      call(signalWithStart, {
        params: { workflow_type },
        headers: { 'idempotency-key': toIdempotencyKey(idempotencyKey) },
        body: withIdTime(body, idempotencyKey),
        ...options,
      }),
    updateWithStart: async (workflow_type, body, options = {}) => {
      const { idempotencyKey, waitSeconds, ...rest } = options
      const answer = await send(updateWithStart, {
        params: { workflow_type },
        headers: {
          'idempotency-key': toIdempotencyKey(idempotencyKey),
          prefer: preferWait(waitSeconds),
        },
        body: withIdTime(body, idempotencyKey),
        ...rest,
      })
      return { ...answer.body, answered: answer.status === 200 }
    },
    batchStart: (items, { idempotencyKey, dryRun, ...options } = {}) => {
      // JSON leaves out what is undefined.
      const timed = items.map((item) => withIdTime(item, idempotencyKey)) as BatchItem[]
      return call(batchStart, {
        headers: { 'idempotency-key': toIdempotencyKey(idempotencyKey) },
        body: { items: timed, dry_run: dryRun },
        ...options,
      })
    },
    runAgent: (body, { idempotencyKey, ...options } = {}) =>
      call(runAgent, {
        headers: { 'idempotency-key': toIdempotencyKey(idempotencyKey) },
        body,
        ...options,
      }),
  }
}
