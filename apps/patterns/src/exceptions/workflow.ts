import {
  ActivityFailure,
  ApplicationFailure,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow'
import { choice, members, root } from '../input.ts'
import type * as activities from './activities.ts'

const { chargeCard, sendInvoice } = proxyActivities<typeof activities>({
  startToCloseTimeout: '10s',
  retry: {
    initialInterval: '100ms',
    backoffCoefficient: 2,
    maximumAttempts: 3,
    nonRetryableErrorTypes: ['card-declined'],
  },
})

const networkOf = {
  retry_then_succeed: 'recovers',
  non_retryable: 'declines',
  exhausted: 'is_down',
  caught: 'declines',
} as const
const scenarios = ['retry_then_succeed', 'non_retryable', 'exhausted', 'caught'] as const

export interface ExceptionsResult {
  readonly outcome: 'charged' | 'invoiced'
  readonly reference: string
  readonly attempts: number
  readonly failure_chain: readonly FailureLink[]
}

interface FailureLink {
  readonly name: string
  readonly message: string
  readonly type?: string
  readonly retry_state?: string
  readonly stack_trace: string
}

export async function exceptions(input: unknown): Promise<ExceptionsResult> {
  const scenario = readInput(input)
  try {
    const { reference, attempt } = await chargeCard(networkOf[scenario])
    return { outcome: 'charged', reference, attempts: attempt, failure_chain: [] }
  } catch (error) {
    // Uncaught, the ActivityFailure fails the run and its causes go to the caller with it. A
    // cancellation comes as one too, and is never handled as a failure of the step.
    if (scenario !== 'caught' || !(error instanceof ActivityFailure) || isCancellation(error))
      throw error
    const reference = await sendInvoice()
    return {
      outcome: 'invoiced',
      reference,
      attempts: attemptsOf(error),
      failure_chain: chainOf(error),
    }
  }
}

export function readInput(input: unknown) {
  const { scenario } = members(root(input), ['scenario'])
  return choice(scenario, scenarios)
}

/** Temporal keeps the whole chain, so that the origin is found by walking down `cause`. */
function chainOf(error: ActivityFailure): FailureLink[] {
  const chain: FailureLink[] = []
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    chain.push({
      name: link.name,
      message: link.message,
      ...(link instanceof ApplicationFailure && link.type ? { type: link.type } : {}),
      ...(link instanceof ActivityFailure && link.retryState
        ? { retry_state: link.retryState.toLowerCase() }
        : {}),
      stack_trace: link.stack ?? '',
    })
  }
  return chain
}

function attemptsOf({ cause }: ActivityFailure): number {
  const details = cause instanceof ApplicationFailure ? cause.details?.[0] : undefined
  // Written by chargeCard, the only one that throws here.
  return (details as { attempt?: number } | undefined)?.attempt ?? 1
}
