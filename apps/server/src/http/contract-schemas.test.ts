import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { contractNames, contractSchema } from './contract-schemas.ts'
import { isDateTime } from './date-time.ts'

const compiled = (name: string) =>
  new Ajv2020({
    strict: false,
    unicodeRegExp: false,
    formats: { 'date-time': isDateTime },
  }).compile(contractSchema(name) ?? false)

test('every published contract is a JSON Schema that stands by itself', () => {
  for (const name of contractNames) expect(() => compiled(name)).not.toThrow()
  expect(contractSchema('nothing')).toBeUndefined()
  expect(contractSchema('toString')).toBeUndefined()
})

test('the contract of activity definitions takes one, and says what is wrong with another', () => {
  const check = compiled('activity-definition')
  const tasks = [{ name: 'tell', notify: { channel: 'ops', text: 'Hello' } }]

  expect(check({ name: 'orders', trigger: { manual: {} }, tasks })).toBe(true)
  expect(check({ name: 'orders', trigger: { manual: {} }, tasks: [{ name: 'X' }] })).toBe(false)
  expect(check.errors).toMatchObject([{ instancePath: '/tasks/0' }])
})
