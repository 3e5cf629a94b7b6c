import { defineCounters } from '@temporal-registry/sdk/metrics'

export const testCounters = defineCounters({
  laps: { help: 'Laps that were run.', labels: { lane: ['inner', 'outer'] } },
})

export type TestCounters = typeof testCounters
