import { heartbeat, sleep } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'

export type Step = 'stock' | 'payment' | 'courier'

/** What the imitated services do with one order. */
export interface Order {
  readonly orderId: string
  readonly failAt: Step | 'none'
  readonly undoFailsAt: Step | 'none'
  readonly stepMs: number
}

// Every call carries the order's id as its key. A service that sees a key again answers as before,
// and undoes what it never did as a success: both can be retried, and an undo needs no receipt.

export async function reserveStock(order: Order): Promise<string> {
  return await act(order, 'stock', 'out-of-stock')
}

export async function releaseStock(order: Order): Promise<void> {
  await undo(order, 'stock')
}

export async function takePayment(order: Order): Promise<string> {
  return await act(order, 'payment', 'payment-declined')
}

export async function refundPayment(order: Order): Promise<void> {
  await undo(order, 'payment')
}

export async function bookCourier(order: Order): Promise<string> {
  return await act(order, 'courier', 'no-courier')
}

export async function cancelCourier(order: Order): Promise<void> {
  await undo(order, 'courier')
}

async function act(order: Order, step: Step, failureType: string): Promise<string> {
  const beats = setInterval(heartbeat, 250)
  try {
    await sleep(order.stepMs)
  } finally {
    clearInterval(beats)
  }
  if (order.failAt === step)
    throw ApplicationFailure.nonRetryable(`The ${step} of ${order.orderId} failed`, failureType)
  return `${step}-${order.orderId}`
}

async function undo({ orderId, undoFailsAt }: Order, step: Step): Promise<void> {
  if (undoFailsAt === step)
    throw ApplicationFailure.retryable(`The ${step} of ${orderId} cannot be undone`, 'undo-failed')
}
