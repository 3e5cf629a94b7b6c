import { condition, proxyActivities } from '@temporalio/workflow'
import {
  continueTyped,
  executeTypedChild,
  handleQueries,
  handleSignals,
  handleUpdates,
  implementWorkflow,
  typedActivities,
} from '../src/typed/workflow.ts'
import {
  attempt as attemptSignature,
  clock,
  collector as collectorSignature,
} from './typed-signatures.ts'

const wrong = new Date(Number.NaN)
const untyped = proxyActivities({ startToCloseTimeout: '10s' })
const { nextDay, wrongDay } = typedActivities(clock, untyped)

export const collector = implementWorkflow(collectorSignature, async ({ first }) => {
  const seen = [first]
  const refused: string[] = []
  let isStopped = false
  handleSignals(
    collectorSignature,
    {
      add: (value) => void seen.push(value),
      stop: () => {
        isStopped = true
      },
    },
    { onRefused: (signal, { message }) => void refused.push(`${signal}: ${message}`) },
  )
  handleQueries(collectorSignature, {
    after: (at) => new Date(at.getTime() + 1),
    wrong: () => wrong,
  })
  handleUpdates(collectorSignature, { double: (value) => value * 2n })
  await condition(() => isStopped)
  return { seen, refused }
})

export const attempt = implementWorkflow(attemptSignature, async ({ what, at }) => {
  switch (what) {
    case 'result':
      return { at: wrong }
    case 'argument':
      return await nextDay({ at: wrong })
    case 'activity-result':
      return await wrongDay()
    case 'child':
      return await executeTypedChild(attemptSignature, { what: 'well', at })
    case 'child-argument':
      return await executeTypedChild(attemptSignature, { what: 'well', at: wrong })
    case 'again':
      return await continueTyped(attemptSignature, { what: 'well', at })
    case 'well':
      return await nextDay({ at })
  }
})

/** Calls an activity as code without types does. */
export async function carelessCaller(...args: unknown[]): Promise<unknown> {
  return await untyped['nextDay']?.(...args)
}
