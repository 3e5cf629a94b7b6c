import { ApplicationFailure, WorkflowFailedError } from '@temporalio/client'
import { beforeAll, expect, test } from 'vitest'
import { badInputsOf, type BadInput } from '../test/bad-inputs.ts'
import { startGatewayStand, type GatewayStand } from '../test/gateway-stand.ts'
import { toAnnouncements } from './pattern.ts'
import * as patterns from './patterns.ts'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
  return () => stand[Symbol.asyncDispose]()
})

const announced = Object.values(patterns)
  .flatMap(toAnnouncements)
  .map(({ workflow_type: type, input_schema = {}, examples = [] }) => ({
    type,
    // To the gateway a start with `null` is one without an input.
    badInputs: badInputsOf(input_schema, examples[0]?.input).filter(({ input }) => input !== null),
  }))

test.each(announced)('the gateway refuses what does not fit $type', async ({ type, badInputs }) => {
  const verdicts = await Promise.all(
    badInputs.map(({ input }) =>
      stand.client.workflows.start(type, { input }).catch((error: unknown) => error),
    ),
  )

  expect(badInputs).not.toHaveLength(0)
  expect(verdicts).toEqual(badInputs.map(() => expect.objectContaining({ code: 'input-invalid' })))
})

/** One bad input for each place: a run each, and the others are refused by the same line of code. */
function onePerPlace(badInputs: readonly BadInput[]): BadInput[] {
  return [...new Map(badInputs.map((bad) => [bad.pointer, bad])).values()]
}

test.each(announced)(
  'past the gateway $type fails for good, with the place of the fault',
  async ({ type, badInputs }) => {
    const bad = onePerPlace(badInputs)

    const failures = await Promise.all(bad.map(({ input }) => failureOf(stand.run(type, input))))

    expect(failures).toEqual(
      bad.map(({ pointer }) => ({ type: 'input-invalid', nonRetryable: true, at: pointer })),
    )
  },
)

async function failureOf(run: Promise<unknown>) {
  const error: unknown = await run.catch((failure: unknown) => failure)
  if (!(error instanceof WorkflowFailedError)) return error
  const { cause } = error
  if (!(cause instanceof ApplicationFailure)) return cause
  const [details] = (cause.details ?? []) as { pointer?: string }[]
  return { type: cause.type, nonRetryable: cause.nonRetryable, at: details?.pointer }
}
