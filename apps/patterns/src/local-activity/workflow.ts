import { ApplicationFailure, proxyActivities, proxyLocalActivities } from '@temporalio/workflow'
import { integer, members, orElse, root, text } from '../input.ts'
import type * as activities from './activities.ts'

const normal = proxyActivities<typeof activities>({ startToCloseTimeout: '10s' })

const local = proxyLocalActivities<typeof activities>({
  startToCloseTimeout: '2s',
  // The whole of it, retries too: the workflow task is held for so long, and a worker that dies
  // meanwhile makes the next one begin again with all that the task had done.
  scheduleToCloseTimeout: '5s',
  retry: { maximumAttempts: 3 },
})

export interface Figures {
  readonly calls: number
  readonly total_ms: number
  readonly ms_per_call: number
}

export interface LocalActivityResult {
  readonly greeting: string
  readonly normal: Figures
  readonly local: Figures
}

export async function localActivity(input: unknown): Promise<LocalActivityResult> {
  const { name, calls } = readInput(input)
  if (!(await local.isGreetable(name)))
    throw ApplicationFailure.nonRetryable('A blank name cannot be greeted', 'name-blank')

  const normalFigures = await measure(calls, () => normal.composeGreeting(name))
  const localFigures = await measure(calls, () => local.composeGreeting(name))
  return {
    greeting: await local.composeGreeting(name),
    normal: normalFigures,
    local: localFigures,
  }
}

/** One call after the other: it is the time of one that is asked for, not how many fit at once. */
async function measure(calls: number, call: () => Promise<string>): Promise<Figures> {
  // The workflow's clock is part of its history: it tells the same figures when it is replayed.
  const startedAtMs = Date.now()
  for (let made = 0; made < calls; made++) await call()
  const totalMs = Date.now() - startedAtMs
  return { calls, total_ms: totalMs, ms_per_call: Math.round((100 * totalMs) / calls) / 100 }
}

export function readInput(input: unknown) {
  const { name, calls } = members(root(input), ['name', 'calls'])
  return {
    name: text(name, { minLength: 1, maxLength: 100 }),
    calls: orElse(calls, 10, (value) => integer(value, { min: 1, max: 200 })),
  }
}
