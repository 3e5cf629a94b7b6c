import { ApplicationFailure } from '@temporalio/common'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { badInputsOf } from '../test/bad-inputs.ts'
import { readInput as readParallelActivities } from './parallel-activities/workflow.ts'
import { toFolder, type Pattern } from './pattern.ts'
import * as patternsByName from './patterns.ts'

const { parallelActivities } = patternsByName
const patterns: readonly Pattern[] = Object.values(patternsByName)

interface Reader {
  /** Missing where the SDK's typed converter reads the input before the workflow does. */
  readInput?(input: unknown): unknown
}

test.each(patterns)(
  '$workflow_type: schema and workflow both refuse whatever does not fit, and say where',
  async (pattern) => {
    const { readInput }: Reader = await import(`./${toFolder(pattern)}/workflow.ts`)
    const fits = new Ajv2020({ validateFormats: false }).compile(pattern.input_schema)
    const [example] = pattern.examples

    const badInputs = badInputsOf(pattern.input_schema, example?.input)
    const verdicts = badInputs.map(({ pointer, input }) => ({
      pointer,
      input,
      fitsSchema: fits(input),
      ...(readInput ? { refused: refusalOf(() => readInput(input)) } : {}),
    }))

    expect(badInputs.length).toBeGreaterThan(3)
    expect(verdicts).toEqual(
      badInputs.map(({ pointer, input }) => ({
        pointer,
        input,
        fitsSchema: false,
        ...(readInput ? { refused: { type: 'input-invalid', isFinal: true, at: pointer } } : {}),
      })),
    )
  },
)

test('the workflow counts characters as JSON Schema does', () => {
  const input = { items: ['𝒳'.repeat(100)] }

  expect(
    new Ajv2020({ validateFormats: false }).compile(parallelActivities.input_schema)(input),
  ).toBe(true)
  expect(readParallelActivities(input).names).toEqual(input.items)
})

test('left out options get the defaults that the schema tells', () => {
  const { properties } = parallelActivities.input_schema as {
    properties: Record<string, { default?: unknown }>
  }

  expect(readParallelActivities({ items: ['Ada'] })).toEqual({
    names: ['Ada'],
    maxParallel: properties['max_parallel']?.default,
    onFailure: properties['on_failure']?.default,
    workMs: properties['work_ms']?.default,
  })
})

function refusalOf(read: () => unknown) {
  try {
    return { read: read() }
  } catch (error) {
    if (!(error instanceof ApplicationFailure)) throw error
    const [details] = error.details as [{ pointer: string }]
    return { type: error.type, isFinal: error.nonRetryable, at: details.pointer }
  }
}
