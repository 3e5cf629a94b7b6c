import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow'
import { choice, elements, integer, members, orElse, root, text } from '../input.ts'
import type * as activities from './activities.ts'

const { greet } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  heartbeatTimeout: '5s',
  // A stopped activity is waited for: when the run is closed, nothing of it works on.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
})

type Plan = ReturnType<typeof readInput>

interface Completed {
  readonly status: 'completed'
  readonly value: string
}

interface Failed {
  readonly status: 'failed'
  readonly failure: { readonly type: string; readonly message: string }
}

export interface ParallelActivitiesResult {
  readonly results: readonly (Completed | Failed)[]
  readonly completed: number
  readonly failed: number
  readonly highest_parallel: number
}

export async function parallelActivities(input: unknown): Promise<ParallelActivitiesResult> {
  const plan = readInput(input)
  // A scope of its own, so that fail_fast can cancel the activities and still answer for the run.
  return await CancellationScope.cancellable(() => greetAll(plan))
}

async function greetAll(plan: Plan): Promise<ParallelActivitiesResult> {
  const { names, maxParallel, onFailure, workMs } = plan
  const results: (Completed | Failed)[] = []
  const scope = CancellationScope.current()
  let highestParallel = 0
  let next = 0
  // Set by a lane only, where the compiler does not look: it would take it to be undefined for ever.
  let stopper = undefined as Stopper | undefined

  async function greetOne(index: number, name: string) {
    try {
      const { greeting, running } = await greet(name, workMs)
      results[index] = { status: 'completed', value: greeting }
      highestParallel = Math.max(highestParallel, running)
    } catch (error) {
      if (!(error instanceof ActivityFailure) || isCancellation(error)) throw error
      results[index] = { status: 'failed', failure: summarize(error) }
      if (onFailure === 'collect' || stopper) return
      stopper = { index, error }
      scope.cancel()
    }
  }

  // Lanes rather than slices of the list: a slow item holds up one lane, not all the others.
  async function lane() {
    while (next < names.length && !stopper) {
      const index = next++
      await greetOne(index, names[index] ?? '')
    }
  }

  // allSettled, not all: no lane is left behind at work when another has failed.
  const lanes = await Promise.allSettled(Array.from({ length: maxParallel }, lane))

  const counts = countByStatus(results)
  if (stopper) throw stopped(stopper, { ...counts, started: next, total: names.length })
  const broken = lanes.find((each) => each.status === 'rejected')
  if (broken) throw broken.reason
  return { results, ...counts, highest_parallel: highestParallel }
}

function summarize({ cause, message }: ActivityFailure): Failed['failure'] {
  if (cause instanceof ApplicationFailure)
    return { type: cause.type ?? 'Error', message: cause.message }
  return { type: cause?.name ?? 'ActivityFailure', message: cause?.message ?? message }
}

function countByStatus(results: readonly (Completed | Failed)[]) {
  const completed = results.filter((result) => result.status === 'completed').length
  const failed = results.filter((result) => result.status === 'failed').length
  return { completed, failed }
}

interface Stopper {
  readonly index: number
  readonly error: ActivityFailure
}

interface Counts {
  readonly completed: number
  readonly failed: number
  readonly started: number
  readonly total: number
}

function stopped(
  { index, error }: Stopper,
  { completed, failed, started, total }: Counts,
): ApplicationFailure {
  const cancelled = started - completed - failed
  const facts = { index, completed, failed, cancelled, not_started: total - started }
  return ApplicationFailure.create({
    message: `The item at /items/${index} failed, and the rest was stopped`,
    type: 'item-failed',
    nonRetryable: true,
    details: [facts],
    cause: error,
  })
}

export function readInput(input: unknown) {
  const found = members(root(input), ['items', 'max_parallel', 'on_failure', 'work_ms'])
  return {
    names: elements(found.items, { min: 1, max: 1_000 }).map((name) =>
      text(name, { maxLength: 100 }),
    ),
    maxParallel: orElse(found.max_parallel, 10, (value) => integer(value, { min: 1, max: 100 })),
    onFailure: orElse(found.on_failure, 'fail_fast', (value) =>
      choice(value, ['fail_fast', 'collect']),
    ),
    workMs: orElse(found.work_ms, 20, (value) => integer(value, { min: 0, max: 20_000 })),
  }
}
