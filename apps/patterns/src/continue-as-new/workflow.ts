import {
  allHandlersFinished,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  log,
  proxyLocalActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'
import { integer, members, orElse, root } from '../input.ts'
import type * as activities from './activities.ts'

// Local, as they are short and many: one event each, where a normal one makes three.
const { readMeter, checkReading } = proxyLocalActivities<typeof activities>({
  startToCloseTimeout: '5s',
})

const maxKwh = 1_000_000

/** All that one run tells the next. */
interface Tally {
  readonly meters_read: number
  readonly late_readings: number
  readonly total_kwh: number
  readonly runs: number
}

const empty: Tally = { meters_read: 0, late_readings: 0, total_kwh: 0, runs: 1 }

const lateReadingSignal = defineSignal<[unknown]>('late_reading')
const tallyQuery = defineQuery<Tally>('tally')

/** `carried` is for the next run alone: the input schema does not tell of it, so no form has it. */
export async function continueAsNewPattern(input: unknown, carried?: unknown): Promise<Tally> {
  const { meters, parallel, pauseMs, metersPerRun } = readInput(input)
  let tally = readTally(carried)
  const lastOfRun = Math.min(meters, tally.meters_read + metersPerRun)
  setHandler(tallyQuery, () => tally)
  setHandler(lateReadingSignal, async (reading) => {
    const reported = tryReadReading(reading)
    if (reported === undefined) return
    const kwh = await checkReading(reported)
    tally = add(tally, { late_readings: 1, total_kwh: kwh })
  })

  while (tally.meters_read < lastOfRun && !workflowInfo().continueAsNewSuggested) {
    const first = tally.meters_read + 1
    const count = Math.min(parallel, lastOfRun - tally.meters_read)
    const readings = await Promise.all(
      Array.from({ length: count }, (_, i) => readMeter(first + i)),
    )
    tally = add(tally, { meters_read: count, total_kwh: sum(readings) })
    // Gives the workflow task back. Without it, all batches would be one task: nobody would hear of
    // a signal, nor of Temporal's suggestion, before its end.
    await sleep(pauseMs)
  }

  // A handler that is still awaiting would be cut off in the middle, and its signal lost: it was
  // delivered to this run, and the next does not get it again.
  await condition(allHandlersFinished)
  if (tally.meters_read === meters) return tally
  return await continueAsNew<typeof continueAsNewPattern>(input, { ...tally, runs: tally.runs + 1 })
}

function add(tally: Tally, change: Partial<Tally>): Tally {
  const { meters_read = 0, late_readings = 0, total_kwh = 0 } = change
  return {
    ...tally,
    meters_read: tally.meters_read + meters_read,
    late_readings: tally.late_readings + late_readings,
    total_kwh: tally.total_kwh + total_kwh,
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

/** A signal has been accepted before the workflow sees it, so a bad one can only be passed over. */
function tryReadReading(reading: unknown): number | undefined {
  try {
    const { kwh } = members(root(reading), ['kwh'])
    return integer(kwh, { min: 0, max: maxKwh })
  } catch (error) {
    log.warn('passed over a late reading', { error })
    return undefined
  }
}

export function readInput(input: unknown) {
  const found = members(root(input), ['meters', 'parallel', 'pause_ms', 'meters_per_run'])
  const meters = integer(found.meters, { min: 1, max: maxKwh })
  return {
    meters,
    parallel: orElse(found.parallel, 100, (value) => integer(value, { min: 1, max: 100 })),
    pauseMs: orElse(found.pause_ms, 1, (value) => integer(value, { min: 1, max: 60_000 })),
    metersPerRun: orElse(found.meters_per_run, meters, (value) =>
      integer(value, { min: 1, max: maxKwh }),
    ),
  }
}

function readTally(carried: unknown): Tally {
  if (carried === undefined) return empty
  const found = members(root(carried), ['meters_read', 'late_readings', 'total_kwh', 'runs'])
  const count = { min: 0, max: Number.MAX_SAFE_INTEGER }
  return {
    meters_read: integer(found.meters_read, count),
    late_readings: integer(found.late_readings, count),
    total_kwh: integer(found.total_kwh, count),
    runs: integer(found.runs, count),
  }
}
