import {
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  log,
  proxyActivities,
} from '@temporalio/workflow'
import { choice, integer, members, orElse, root, text } from '../input.ts'
import type * as activities from './activities.ts'
import type { Order } from './activities.ts'

const { reserveStock, takePayment, bookCourier } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '2s',
  retry: { maximumAttempts: 3 },
  // A step is undone when it has stopped: else the undo could overtake it.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
})

const { releaseStock, refundPayment, cancelCourier } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
  // An undo that is given up leaves a mess for a person. A real one may be tried for days.
  retry: { initialInterval: '50ms', maximumAttempts: 4 },
})

/** In the order they are done. They are undone in the opposite order. */
const steps = [
  { name: 'stock', act: reserveStock, undo: releaseStock },
  { name: 'payment', act: takePayment, undo: refundPayment },
  { name: 'courier', act: bookCourier, undo: cancelCourier },
] as const
const stepNames = steps.map(({ name }) => name)

type Step = (typeof steps)[number]

export interface SagaResult {
  readonly receipts: readonly string[]
}

export async function saga(input: unknown): Promise<SagaResult> {
  const order = readInput(input)
  const begun: Step[] = []
  const receipts: string[] = []
  try {
    for (const step of steps) {
      // Before, not after: a step that timed out or was cancelled may have been done all the same.
      begun.push(step)
      receipts.push(await step.act(order))
    }
    return { receipts }
  } catch (error) {
    // A cancelled run can start no activity, but in a scope that cancellation does not reach.
    const outcome = await CancellationScope.nonCancellable(() => undoAll(order, begun))
    // It stays a cancelled run, unless it has left something behind that a person must see.
    if (isCancellation(error) && outcome.not_undone.length === 0) throw error
    throw undoneFailure(error, { failed_step: begun.at(-1)?.name, ...outcome })
  }
}

interface Undone {
  readonly undone: readonly string[]
  readonly not_undone: readonly string[]
}

/** The last first; and one that cannot be undone does not keep the others. */
async function undoAll(order: Order, begun: readonly Step[]): Promise<Undone> {
  const undone: string[] = []
  const notUndone: string[] = []
  for (const { name, undo } of begun.toReversed()) {
    try {
      await undo(order)
      undone.push(name)
    } catch (error) {
      log.warn(`the ${name} step is left as it is`, { orderId: order.orderId, error })
      notUndone.push(name)
    }
  }
  return { undone, not_undone: notUndone }
}

function undoneFailure(error: unknown, facts: Undone & { failed_step: string | undefined }) {
  const isClean = facts.not_undone.length === 0
  return ApplicationFailure.create({
    type: isClean ? 'order-undone' : 'order-left-half-done',
    message: isClean
      ? `The order failed at ${facts.failed_step}, and all of it was undone`
      : `The order failed at ${facts.failed_step}, and was not undone: ${facts.not_undone.join(', ')}`,
    nonRetryable: true,
    details: [facts],
    ...(error instanceof Error ? { cause: error } : {}),
  })
}

export function readInput(input: unknown): Order {
  const found = members(root(input), ['order_id', 'fail_at', 'undo_fails_at', 'step_ms'])
  const stepOrNone = [...stepNames, 'none'] as const
  return {
    orderId: text(found.order_id, { minLength: 1, maxLength: 100 }),
    failAt: orElse(found.fail_at, 'none', (value) => choice(value, stepOrNone)),
    undoFailsAt: orElse(found.undo_fails_at, 'none', (value) => choice(value, stepOrNone)),
    stepMs: orElse(found.step_ms, 20, (value) => integer(value, { min: 0, max: 30_000 })),
  }
}
