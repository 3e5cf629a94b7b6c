import { activityInfo } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'

/** How the payment network behaves; a real activity would learn it the hard way. */
export type Network = 'recovers' | 'declines' | 'is_down'

export interface Charge {
  readonly reference: string
  readonly attempt: number
}

const recoversAtAttempt = 3

/** Gives the network's error a type of ours, which retry policies and callers go by. */
export async function chargeCard(network: Network): Promise<Charge> {
  const { attempt } = activityInfo()
  try {
    return { reference: authorize(network, attempt), attempt }
  } catch (cause) {
    throw ApplicationFailure.create({
      ...(network === 'declines'
        ? { type: 'card-declined', message: 'The card was declined' }
        : { type: 'network-unreachable', message: 'The payment network cannot be reached' }),
      details: [{ attempt }],
      // Without a cause the caller would see where we wrapped the error, and not where it arose; a
      // plain Error would get there too, but without its type.
      cause: ApplicationFailure.fromError(cause),
    })
  }
}

export async function sendInvoice(): Promise<string> {
  return 'invoice-1'
}

function authorize(network: Network, attempt: number): string {
  if (network === 'declines') throw new Error('issuer answered 51: insufficient funds')
  if (network === 'is_down' || attempt < recoversAtAttempt)
    throw new Error('connect ECONNREFUSED 192.0.2.1:443')
  return 'charge-1'
}
