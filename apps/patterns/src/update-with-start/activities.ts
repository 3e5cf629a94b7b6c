import { heartbeat, sleep } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'

/** Balance of every account of this bank. */
const balanceCents = 100_000

export interface Transfer {
  readonly amountCents: number
  readonly checkMs: number
  readonly settleMs: number
}

/** The quick half, which the caller waits for. */
export async function checkTransfer({ amountCents, checkMs }: Transfer): Promise<void> {
  await sleep(checkMs)
  if (amountCents > balanceCents) {
    const message = `The account has ${balanceCents} cents, and ${amountCents} are asked for`
    throw ApplicationFailure.nonRetryable(message, 'insufficient-funds')
  }
}

/** The slow half. The id makes it safe to repeat: a bank that has seen it settles nothing twice. */
export async function settleTransfer(transferId: string, { settleMs }: Transfer): Promise<string> {
  const beats = setInterval(heartbeat, 250)
  try {
    await sleep(settleMs)
    return `statement of ${transferId}`
  } finally {
    clearInterval(beats)
  }
}
