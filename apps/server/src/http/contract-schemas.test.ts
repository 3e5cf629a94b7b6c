import { existsSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Problem } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { readEnvelope } from '../task-factory/events/envelope.ts'
import { parseYaml } from '../config/yaml.ts'
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

test.each(['order-approval', 'weekday-digest'])(
  'an editor that knows the contract finds no fault with the sample %s, and knows where it is',
  (name) => {
    const folder = new URL(`../../../../examples/${name}/`, import.meta.url)
    const text = readFileSync(new URL(`${name}.yaml`, folder), 'utf8')
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)$/m.exec(text) ?? []
    const check = compiled('activity-definition')

    check(parseYaml(text))
    expect(check.errors).toBeNull()
    expect(existsSync(new URL(schema, folder))).toBe(true)
  },
)

test('the contract of events and the gateway agree on what an event is', () => {
  const check = compiled('event-envelope')
  const event = { specversion: '1.0', id: '4711', source: '/shop', type: 'order.created' }
  const wrong = [
    [{ ...event, specversion: '0.3' }, '/specversion'],
    [{ ...event, id: '' }, '/id'],
    [{ ...event, tenant: { name: 'blue' } }, '/tenant'],
    [{ ...event, time: 'yesterday' }, '/time'],
    [{ ...event, Tenant: 'blue' }, ''],
    [{ ...event, data: [1], data_base64: 'AQ==' }, ''],
    [{ ...event, type: undefined }, ''],
  ] as const

  expect(check({ ...event, time: '2026-11-21T09:00:00Z', tenant: 'blue', data: [1] })).toBe(true)
  for (const [value, place] of wrong) {
    expect(() => readEnvelope(value)).toThrow(Problem)
    expect(check(value)).toBe(false)
    expect(check.errors?.at(-1)).toMatchObject({ instancePath: place })
  }
})
