import { randomUUID } from 'node:crypto'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import type { Client } from '@temporalio/client'
import { grpcStatusOf, problemOf } from '../../platform/temporal-problems.ts'
import {
  applyBatchUpdate,
  type Batch,
  type BatchAnswer,
  type Outcome,
} from '../workflow/messages.ts'

/** Bounds of one batch; a payload may be 2 MB, and what is sent together is refused together. */
const maxOps = 500
const maxBytes = 256 * 1024
/** One op alone may be larger, up to what surely fits a message. */
const maxOpBytes = 1_500_000
/** What waits for a Temporal that is away is bounded too. */
const maxQueued = 50_000
const retryMs = { first: 20, most: 1_000 }
/** A registry that does not run, or whose tasks fail, is no mistake of the caller: it may pass. */
export const notRunning = {
  [Code.NOT_FOUND]: 'temporal-unreachable',
  [Code.FAILED_PRECONDITION]: 'temporal-unreachable',
} as const

interface Waiting<Op> {
  readonly op: Op
  readonly bytes: number
  readonly resolve: (written: Written<unknown>) => void
  readonly reject: (problem: unknown) => void
  readonly giveUpAtMs: number
}

/** Called after each batch: how many ops it held, and how long it took. */
export type BatchListener = (batch: { ops: number; seconds: number }) => void

export interface Written<Value> {
  readonly value: Value
  readonly revision: number
}

export interface BatchWriter<Op> {
  /**
   * Applies one op, in a batch with whatever else waits.
   *
   * @returns the op's value once it is durable, and the revision it is part of
   * @throws Problem the op's own refusal, or `temporal-unreachable` when it was not taken in time
   */
  write<Value>(op: Op): Promise<Written<Value>>
  close(): void
}

/**
 * Writes to one workflow: one Update in flight, and what comes in meanwhile goes into the next.
 *
 * Uncoordinated concurrent Updates collapse (13/s at 64 callers); batched they do thousands. A batch
 * keeps its id over retries, and the workflow remembers each writer's last one, so that a batch is
 * applied once whatever is lost on the way.
 */
export function createBatchWriter<Op>(options: {
  readonly client: Client
  readonly workflowId: string
  /** Starts the workflow when there is none. */
  readonly ensure: () => Promise<void>
  readonly onBatch: BatchListener
  readonly timeoutMs: number
}): BatchWriter<Op> {
  const { client, workflowId, ensure, onBatch, timeoutMs } = options
  const writer = randomUUID()
  const queue: Waiting<Op>[] = []
  let isWriting = false
  let isClosed = false

  function write<Value>(op: Op): Promise<Written<Value>> {
    const bytes = Buffer.byteLength(JSON.stringify(op))
    if (bytes > maxOpBytes) {
      const detail = `It takes ${bytes} bytes; at most ${maxOpBytes} go into one message`
      return Promise.reject(new Problem('registration-too-large', detail))
    }
    if (isClosed) return Promise.reject(stopping())
    if (queue.length >= maxQueued) {
      const detail = `${queue.length} changes wait to be written`
      return Promise.reject(new Problem('temporal-busy', detail, { retry_after_seconds: 2 }))
    }
    return new Promise((resolve, reject) => {
      // The workflow answers an op with the value its kind has; the caller names that type.
      const taken = ({ value, revision }: Written<unknown>) =>
        resolve({ value: value as Value, revision })
      queue.push({ op, bytes, resolve: taken, reject, giveUpAtMs: Date.now() + timeoutMs })
      if (!isWriting) void drain()
    })
  }

  async function drain(): Promise<void> {
    isWriting = true
    // Whatever else arrives in this turn of the event loop shares the first batch.
    await new Promise(setImmediate)
    while (queue.length > 0 && !isClosed) {
      const batch = takeBatch(queue)
      try {
        const answer = await send(batch)
        batch.forEach((waiting, at) => settle(waiting, answer.outcomes[at], answer.revision))
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    isWriting = false
  }

  async function send(waiting: readonly Waiting<Op>[]): Promise<BatchAnswer> {
    const id = randomUUID()
    const batch: Batch<Op> = { writer, batch: id, ops: waiting.map(({ op }) => op) }
    const giveUpAtMs = Math.max(...waiting.map((one) => one.giveUpAtMs))
    const startedAtMs = performance.now()
    for (let waitMs = retryMs.first; ; waitMs = Math.min(waitMs * 2, retryMs.most)) {
      try {
        const answer = await client.connection.withDeadline(giveUpAtMs, () =>
          client.workflow
            .getHandle(workflowId)
            .executeUpdate<BatchAnswer, [Batch<Op>]>(applyBatchUpdate, {
              args: [batch],
              updateId: id,
            }),
        )
        onBatch({ ops: waiting.length, seconds: (performance.now() - startedAtMs) / 1000 })
        return answer
      } catch (error) {
        if (isClosed || Date.now() + waitMs >= giveUpAtMs || !(await mayTryAgain(error))) {
          throw problemOf(error, notRunning)
        }
        await new Promise((resolve) => setTimeout(resolve, waitMs))
      }
    }
  }

  /** A batch may always be sent again; the question is whether that can help. */
  async function mayTryAgain(error: unknown): Promise<boolean> {
    const code = grpcStatusOf(error)?.code
    if (code === Code.NOT_FOUND) {
      await ensure().catch(() => undefined)
      return true
    }
    const hopeless = [Code.INVALID_ARGUMENT, Code.PERMISSION_DENIED, Code.UNAUTHENTICATED]
    return code !== undefined && !hopeless.includes(code)
  }

  return {
    write,
    close() {
      isClosed = true
      for (const { reject } of queue.splice(0)) reject(stopping())
    },
  }
}

function stopping(): Problem {
  return new Problem('temporal-unreachable', 'The gateway is stopping', { retry_after_seconds: 1 })
}

/** Takes as many ops from the front as go into one batch; always at least one. */
function takeBatch<Op>(queue: Waiting<Op>[]): Waiting<Op>[] {
  let bytes = 0
  let count = 0
  while (count < queue.length && count < maxOps) {
    bytes += queue[count]?.bytes ?? 0
    if (count > 0 && bytes > maxBytes) break
    count++
  }
  return queue.splice(0, count)
}

function settle<Op>(
  { resolve, reject }: Waiting<Op>,
  outcome: Outcome<unknown> | undefined,
  revision: number,
): void {
  if (!outcome) reject(new Problem('internal', 'The registry workflow answered too few outcomes'))
  else if ('refusal' in outcome) reject(new Problem(outcome.refusal.code, outcome.refusal.detail))
  else resolve({ value: outcome.value, revision })
}
