import { ApplicationFailure } from '@temporalio/common'

/** @returns the parcels an order takes. An order of more than ten things is refused. */
export async function packOrder(things: number): Promise<number> {
  if (things > 10)
    throw ApplicationFailure.nonRetryable('No van takes that much', 'order-too-large')
  return Math.ceil(things / 4)
}
