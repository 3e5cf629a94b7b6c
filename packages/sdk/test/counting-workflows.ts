import type { CounterSinks } from '@temporal-registry/sdk/metrics'
import { proxyActivities, proxySinks, sleep } from '@temporalio/workflow'
import type { TestCounters } from './test-counters.ts'

const { counters } = proxySinks<CounterSinks<TestCounters>>()

/** Counts before and after timers: with no cache each timer makes the worker replay what was counted. */
export async function countThrice(): Promise<void> {
  for (let done = 0; done < 3; done++) {
    counters.count('laps', { lane: done === 0 ? 'inner' : 'outer' })
    await sleep(1)
  }
  // What no compiler has seen: a value that is not declared, and a counter there is not.
  counters.count('laps', { lane: 'hedge' as 'inner' })
  counters.count('falls' as 'laps', { lane: 'inner' })
}

/** Runs an activity where somebody may come to work later. */
export async function stampOn(taskQueue: string): Promise<number> {
  const { stamp } = proxyActivities<{ stamp(): Promise<number> }>({
    taskQueue,
    startToCloseTimeout: '10s',
  })
  return await stamp()
}
