import {
  ApplicationFailure,
  condition,
  continueAsNew,
  defineQuery,
  defineSignal,
  defineUpdate,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow'

/** Returns what it is given. */
export async function echo(...args: unknown[]): Promise<unknown> {
  return args.length === 1 ? args[0] : args
}

/** Lasts so long. */
export async function nap({ ms }: { ms: number }): Promise<string> {
  await sleep(ms)
  return 'rested'
}

/** Fails with a cause. */
export async function fail({ message }: { message: string }): Promise<void> {
  throw ApplicationFailure.create({
    message,
    type: 'TestFailure',
    nonRetryable: true,
    details: [{ code: 7 }],
    cause: ApplicationFailure.create({ message: 'the cause', type: 'TestCause' }),
  })
}

/** Adds up what it is sent, until it is told to end. */
export async function adder({ start }: { start: number }): Promise<number> {
  let sum = start
  let isOver = false
  setHandler(defineSignal<[number]>('add'), (amount) => {
    sum += amount
  })
  setHandler(defineSignal('end'), () => {
    isOver = true
  })
  setHandler(defineQuery('sum'), () => sum)
  setHandler(
    defineUpdate<number, [number]>('multiply'),
    (factor) => {
      sum *= factor
      return sum
    },
    {
      validator: (factor) => {
        if (factor === 0) throw new Error('zero would lose the sum')
      },
    },
  )
  setHandler(defineUpdate<void, [number]>('ponder'), (ms) => sleep(ms))
  await condition(() => isOver)
  return sum
}

/** Continues as new so often, then says how often. */
export async function hop({ hops, done = 0 }: { hops: number; done?: number }): Promise<number> {
  if (done < hops) await continueAsNew<typeof hop>({ hops, done: done + 1 })
  return done
}

/** Tells how it was started. */
export async function facts(): Promise<unknown> {
  const { taskQueue, memo, retryPolicy, priority, searchAttributes, ...info } = workflowInfo()
  return {
    taskQueue,
    memo,
    retryPolicy,
    priority,
    searchAttributes,
    runTimeoutMs: info.runTimeoutMs,
    executionTimeoutMs: info.executionTimeoutMs,
    taskTimeoutMs: info.taskTimeoutMs,
  }
}

export { echo as 'agent.run.v1', echo as 'agent.strict' }
