import {
  CancellationScope,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  isCancellation,
  log,
  proxyActivities,
  setHandler,
  startChild,
  workflowInfo,
} from '@temporalio/workflow'
import { flag, integer, members, orElse, root } from '../input.ts'
import type * as activities from './activities.ts'

const { processRecord } = proxyActivities<typeof activities>({
  startToCloseTimeout: '1m',
  retry: { maximumAttempts: 3 },
})

const recordType = 'cookbook.sliding-window-batch.record.v1'

/** What one run of the chain hands to the next. */
interface Progress {
  readonly nextRecord: number
  readonly inFlight: readonly number[]
  readonly completed: number
  readonly failed: readonly number[]
  readonly mostInFlight: number
  readonly runs: number
}

const fresh: Progress = {
  nextRecord: 1,
  inFlight: [],
  completed: 0,
  failed: [],
  mostInFlight: 0,
  runs: 0,
}

export interface SlidingWindowResult {
  readonly completed: number
  readonly failed: readonly number[]
  readonly most_in_flight: number
  readonly runs: number
}

export const recordDone = defineSignal<[unknown]>('record_done')
export const progress = defineQuery<SlidingWindowResult & { in_flight: readonly number[] }>(
  'progress',
)

/**
 * Each record is a child that tells its end by a signal, not by its result: a result goes to the run
 * that started the child, a signal to whichever run of the chain is the latest. So the window need
 * not be emptied, waiting for its slowest record, whenever the batch continues as new.
 *
 * `carried` comes from continue-as-new only; whoever starts a run gives the first argument.
 */
export async function slidingWindowBatch(
  input: unknown,
  carried = fresh,
): Promise<SlidingWindowResult> {
  const plan = readInput(input)
  const inFlight = new Set(carried.inFlight)
  const failed = [...carried.failed]
  const runs = carried.runs + 1
  let { nextRecord, completed, mostInFlight } = carried
  const lastHere = Math.min(nextRecord + plan.recordsPerRun - 1, plan.records)
  const result = () => ({ completed, failed, most_in_flight: mostInFlight, runs })

  setHandler(recordDone, (given) => {
    const done = readDone(given)
    // A signal may come twice, and a stranger may send one: only who is in flight can land.
    if (!done || !inFlight.delete(done.record)) return
    if (done.ok) completed++
    else failed.push(done.record)
  })
  setHandler(progress, () => ({ ...result(), in_flight: [...inFlight] }))

  try {
    while (nextRecord <= lastHere) {
      await condition(() => inFlight.size < plan.window)
      await startSome()
    }
    if (nextRecord <= plan.records)
      await continueAsNew<typeof slidingWindowBatch>(input, handOver())
    await condition(() => inFlight.size === 0)
    return result()
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(cancelRecords)
    throw error
  }

  /** As many as the window has room for; awaited, for a run may not end before its children began. */
  async function startSome() {
    const starts: Promise<unknown>[] = []
    while (nextRecord <= lastHere && inFlight.size < plan.window) {
      const record = nextRecord++
      // Before the start: its signal may come before the answer to it.
      inFlight.add(record)
      starts.push(startRecord(record, plan))
    }
    mostInFlight = Math.max(mostInFlight, inFlight.size)
    await Promise.all(starts)
  }

  function handOver(): Progress {
    return { nextRecord, inFlight: [...inFlight], completed, failed, mostInFlight, runs }
  }

  /** Also those that earlier runs of the chain have started, for which no scope is left. */
  async function cancelRecords() {
    const ids = [...inFlight].map(childId)
    await Promise.allSettled(ids.map((id) => getExternalWorkflowHandle(id).cancel()))
  }
}

const childId = (record: number) => `${workflowInfo().workflowId}/record-${record}`

async function startRecord(record: number, { workMs, failEvery }: Plan) {
  const fails = failEvery > 0 && record % failEvery === 0
  await startChild(recordType, {
    workflowId: childId(record),
    args: [{ record, work_ms: workMs, fails }],
    // It outlives the run that started it.
    parentClosePolicy: 'ABANDON',
    cancellationType: 'ABANDON',
  })
}

/** However a record ends, it says so: a silent one would keep its place in the window for ever. */
export async function slidingWindowRecord(input: unknown): Promise<void> {
  const { record, workMs, fails } = readRecord(input)
  let ok = false
  try {
    await processRecord(record, workMs, fails)
    ok = true
  } finally {
    await CancellationScope.nonCancellable(() => tellBatch(record, ok))
  }
}

async function tellBatch(record: number, ok: boolean) {
  const { parent } = workflowInfo()
  if (!parent) return
  try {
    // By id alone: the run that started this record may long have been followed by another.
    await getExternalWorkflowHandle(parent.workflowId).signal(recordDone, { record, ok })
  } catch (error) {
    log.info('the batch is gone before its record', { record, error })
  }
}

function readRecord(input: unknown) {
  const found = members(root(input), ['record', 'work_ms', 'fails'])
  return {
    record: integer(found.record, { min: 1, max: 100_000 }),
    workMs: integer(found.work_ms, { min: 0, max: 30_000 }),
    fails: flag(found.fails),
  }
}

function readDone(given: unknown) {
  try {
    const { record, ok } = members(root(given), ['record', 'ok'])
    return { record: integer(record, { min: 1, max: 100_000 }), ok: flag(ok) }
  } catch (error) {
    log.warn('a signal that cannot be read was left out', { error })
    return undefined
  }
}

type Plan = ReturnType<typeof readInput>

export function readInput(input: unknown) {
  const found = members(root(input), [
    'records',
    'window',
    'records_per_run',
    'work_ms',
    'fail_every',
  ])
  return {
    records: integer(found.records, { min: 1, max: 100_000 }),
    window: orElse(found.window, 10, (value) => integer(value, { min: 1, max: 100 })),
    recordsPerRun: orElse(found.records_per_run, 200, (value) =>
      integer(value, { min: 1, max: 500 }),
    ),
    workMs: orElse(found.work_ms, 20, (value) => integer(value, { min: 0, max: 30_000 })),
    failEvery: orElse(found.fail_every, 0, (value) => integer(value, { min: 0, max: 100_000 })),
  }
}
