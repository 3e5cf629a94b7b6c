import { fromWire, PayloadRefusedError } from '@temporal-registry/sdk/typed'
import { expect, test } from 'vitest'
import { badInputsOf } from '../../test/bad-inputs.ts'
import { typedConverter } from './pattern.ts'
import { settlement } from './signature.ts'

const account = typedConverter.examples[0]?.input as Record<string, unknown>

/** Where the schema finds a fault; none if it takes the input. */
function pointersIn(input: unknown): readonly string[] {
  try {
    fromWire(settlement.input, input)
    return []
  } catch (error) {
    if (error instanceof PayloadRefusedError) return error.faults.map(({ pointer }) => pointer)
    throw error
  }
}

test('the worker refuses what the announced schema refuses, at the same place', () => {
  const badInputs = badInputsOf(typedConverter.input_schema, account)

  const found = badInputs.map(({ input }) => pointersIn(input))

  expect(badInputs.length).toBeGreaterThan(3)
  expect(found).toEqual(badInputs.map(({ pointer }) => expect.arrayContaining([pointer])))
})

test.each([
  ['/owner_ip', { owner_ip: 'localhost' }],
  ['/due_at', { due_at: '2030-02-30T00:00:00Z' }],
  ['/charges/1', { charges: ['1', '1,5'] }],
  ['/fees/courier', { fees: { courier: 3 } }],
  ['/tags', { tags: ['a', 'a'] }],
  ['/mandate', { mandate: 'no base64' }],
])('a value that is none is found at %s', (pointer, change) => {
  expect(pointersIn({ ...account, ...change })).toEqual([pointer])
})
