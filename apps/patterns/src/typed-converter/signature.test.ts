import { fromWire, PayloadRefusedError } from '@temporal-registry/sdk/typed'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { typedConverter } from './pattern.ts'
import { settlement } from './signature.ts'

const account = typedConverter.examples[0]?.input as object

/** What only these kinds of value can get wrong; the rest is in `../input.test.ts`. */
test.each<[pointer: string, input: unknown]>([
  ['', { ...account, note: 'x' }],
  ['/number', { ...account, number: '0x7' }],
  ['/owner_ip', { ...account, owner_ip: 'localhost' }],
  ['/due_at', { ...account, due_at: '2030-02-30T00:00:00Z' }],
  ['/due_at', { ...account, due_at: '2030-01-31T00:00:00.123456Z' }],
  ['/charges', { ...account, charges: [] }],
  ['/charges/1', { ...account, charges: ['1', '1,5'] }],
  ['/fees/courier', { ...account, fees: { courier: 3 } }],
  ['/tags', { ...account, tags: ['a', 'a'] }],
  ['/mandate', { ...account, mandate: 'no base64' }],
  ['/wait_ms', { ...account, wait_ms: -1 }],
])('schema and converter both refuse a fault at «%s»', (pointer, input) => {
  const fits = new Ajv2020({ validateFormats: false }).compile(typedConverter.input_schema)

  expect(fits(input)).toBe(false)
  expect(refusalOf(input)?.faults[0]).toMatchObject({ pointer })
})

function refusalOf(input: unknown): PayloadRefusedError | undefined {
  try {
    fromWire(settlement.input, input)
  } catch (error) {
    if (error instanceof PayloadRefusedError) return error
    throw error
  }
  return undefined
}
