import { parseDecimal, parseIpAddress, toWire, fromWire } from '@temporal-registry/sdk/typed'
import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { failureOf, recordHistory } from '../../test/pattern-stand.ts'
import { settlement } from './signature.ts'
import { typedConverter } from './pattern.ts'

const type = 'cookbook.typed-converter.v1'
const account = typedConverter.examples[0]?.input as Record<string, unknown>

const rich = {
  number: 9_007_199_254_740_993n,
  owner_ip: parseIpAddress('192.0.2.7'),
  statement_url: new URL('https://bank.example/statements/7?year=2026#top'),
  due_at: new Date('2030-01-31T09:30:00.123Z'),
  charges: [parseDecimal('12.50'), parseDecimal('-0.05')],
  fees: new Map([
    ['courier', parseDecimal('3.00')],
    ['', parseDecimal('0.1')],
  ]),
  tags: new Set(['urgent', 'export']),
  mandate: new Uint8Array([0, 127, 128, 255]),
  wait_ms: 0,
}

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

const activitiesOf = async (handle: WorkflowHandle) =>
  (await handle.fetchHistory()).events?.filter(
    (event) => event.activityTaskScheduledEventAttributes,
  )

test('started over HTTP with plain JSON, a run answers plain JSON', async () => {
  const response = await fetch(`${stand.url}/workflows/${type}/start`, {
    method: 'POST',
    headers: { prefer: 'wait=20' },
    body: JSON.stringify({ input: { ...account, owner_ip: '2001:DB8:0::1' } }),
  })

  const { result } = (await response.json()) as { result: unknown }
  expect(result).toEqual({
    number: '9007199254740993',
    owner_ip: '2001:db8::1',
    statement_url: 'https://bank.example/statements/7',
    settled_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:]+\.\d{3}Z$/),
    days_left: expect.any(Number),
    total: '15.55',
    fees: { courier: '3.00' },
    tags: ['urgent', 'export'],
    seal: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
    remarks: [],
  })
})

test('started by a client, every rich value comes back as it went', async () => {
  const { workflow_id } = await stand.client.workflows.start(type, {
    input: toWire(settlement.input, rich),
  })
  const { result } = await stand.client.runs.waitForResult(workflow_id)

  const { settled_at, seal, ...settled } = fromWire(settlement.output, result)
  expect(settled).toEqual({
    number: rich.number,
    owner_ip: rich.owner_ip,
    statement_url: rich.statement_url,
    days_left: expect.any(Number),
    total: parseDecimal('15.55'),
    fees: rich.fees,
    tags: rich.tags,
    remarks: [],
  })
  expect(settled_at).toBeInstanceOf(Date)
  expect(seal).toHaveLength(32)
})

test('signals, queries and updates carry rich values over HTTP', async () => {
  const { runs, workflows } = stand.client
  const input = toWire(settlement.input, { ...rich, wait_ms: 3_000 })
  const { remark } = settlement.signals
  const { total_since } = settlement.queries
  const { add_charge } = settlement.updates

  const { workflow_id } = await workflows.start(type, { input })
  await runs.signal(workflow_id, 'remark', {
    input: toWire(remark.input, { at: new Date(1), text: 'first' }),
  })
  const { result: added } = await runs.update(workflow_id, 'add_charge', {
    input: toWire(add_charge.input, { amount: parseDecimal('7.445') }),
  })
  const answer = await runs.query(workflow_id, 'total_since', {
    input: toWire(total_since.input, { since: new Date(0) }),
  })
  const refused = runs.update(workflow_id, 'add_charge', { input: { amount: '0.00' } })
  await expect(refused).rejects.toMatchObject({ message: expect.stringContaining('it is 0.00') })
  const { result } = await runs.waitForResult(workflow_id)

  const total = parseDecimal('22.995')
  expect(fromWire(add_charge.output, added)).toEqual({ total })
  expect(fromWire(total_since.output, answer)).toEqual({ total, remarks: 1, tags: rich.tags })
  expect(fromWire(settlement.output, result)).toMatchObject({
    total,
    remarks: [{ at: new Date(1), text: 'first' }],
  })
  await recordHistory(stand.handleOf({ workflow_id }), new URL('./history.json', import.meta.url))
})

test('the gateway refuses what no value can be made of, and points at each', async () => {
  const input = {
    ...account,
    number: 7,
    owner_ip: 'localhost',
    statement_url: 'not a url',
    due_at: 'tomorrow',
    charges: ['12.5', '1e3'],
    fees: { courier: 3 },
    tags: ['a', 'a'],
    mandate: 'c2lnbmVk=',
  }

  const response = await fetch(`${stand.url}/workflows/${type}/start`, {
    method: 'POST',
    body: JSON.stringify({ input }),
  })

  const { code, errors } = (await response.json()) as {
    code: string
    errors: { pointer: string }[]
  }
  expect([response.status, code]).toEqual([400, 'input-invalid'])
  expect(new Set(errors.map(({ pointer }) => pointer))).toEqual(
    new Set([
      '/input/number',
      '/input/owner_ip',
      '/input/statement_url',
      '/input/due_at',
      '/input/charges/1',
      '/input/fees/courier',
      '/input/tags',
      '/input/mandate',
    ]),
  )
})

test('past the gateway, a bad payload fails the run before any of its code has run', async () => {
  const handle = await stand.start(type, { ...account, charges: ['1.00', '1,00'] })
  const failure = await failureOf(handle.result())

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    nonRetryable: true,
    message: `The input of ${type} is refused at /charges/1: expected a decimal as text, like "12.50", got "1,00"`,
  })
  expect(await activitiesOf(handle)).toEqual([])
})

test('past the gateway, a bad signal is left out, and bad queries and updates are refused', async () => {
  const handle = await stand.start(type, { ...account, wait_ms: 1_500 })

  await handle.signal('remark', { at: 'now', text: 'lost' })
  await expect(handle.query('total_since', { since: 'ever' })).rejects.toThrow('at /since')
  await expect(handle.executeUpdate('add_charge', { args: [{ amount: 5 }] })).rejects.toMatchObject(
    { cause: { type: 'input-invalid', details: [{ pointer: '/amount' }] } },
  )

  expect(await handle.result()).toMatchObject({ total: '15.55', remarks: [] })
})
