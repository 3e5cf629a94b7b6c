import { randomUUID } from 'node:crypto'
import { checkWorkflow } from '@temporal-registry/contract/evolution'
import { registryWire } from '@temporal-registry/contract/registry-wire'
import { putWorkflow } from '@temporal-registry/contract/registry'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../../test/raw-temporal.ts'
import { eventually } from '../../../test/wait.ts'

let one: TestGateway
let other: TestGateway
let temporal: RawTemporal

beforeAll(async () => {
  const registryId = `registry-${randomUUID()}`
  one = await startTestGateway({ registryId })
  other = await startTestGateway({ registryId })
  temporal = await connectRawTemporal()
})
afterAll(async () => {
  await Promise.all([one.close(), other.close()])
  await temporal[Symbol.asyncDispose]()
})

const closed = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const order = closed({ sku: { type: 'string' }, count: { type: 'integer' } })
const stricter = closed({ sku: { type: 'string' }, count: { type: 'integer', minimum: 1 } }, [
  'sku',
])

const newType = () => `order.${randomUUID().slice(0, 8)}`
const put = (
  type: string,
  version: string,
  inputSchema: Record<string, unknown>,
  more: object = {},
) =>
  one.client.workflows.put({
    workflow_type: type,
    task_queue: 'q',
    version,
    input_schema: inputSchema,
    ...more,
  })
const announce = (type: string, version: string, inputSchema: Record<string, unknown>) =>
  one.client.workers.register(`worker-${type}`, {
    task_queue: 'q',
    workflows: [{ workflow_type: type, task_queue: 'q', version, input_schema: inputSchema }],
  })
const storedVersion = async (type: string) => (await one.client.workflows.get(type)).version

test('a breaking change without a new major version is a 409 with the differences; nothing is stored', async () => {
  const type = newType()
  await announce(type, '1.0.0', order)

  await expect(announce(type, '1.1.0', stricter)).rejects.toMatchObject({
    code: 'schema-breaking',
    status: 409,
    problem: {
      errors: expect.arrayContaining([
        {
          pointer: '/workflows/0/input_schema/required/0',
          detail: '/required/0: "sku" must be given now',
        },
        {
          pointer: '/workflows/0/input_schema/properties/count/minimum',
          detail: '/properties/count/minimum is new: 1',
        },
      ]),
      breaking: [{ workflow_type: type, stored_version: '1.0.0', version: '1.1.0' }],
    },
  })
  await expect(put(type, '1.1.0', stricter)).rejects.toMatchObject({ code: 'schema-breaking' })
  expect(await storedVersion(type)).toBe('1.0.0')
})

test.each([
  ['a new major version', '1.0.0', '2.0.0'],
  ['a new minor version of 0', '0.1.0', '0.2.0'],
  ['a rollback', '1.1.0', '1.0.9'],
  ['a spec without a version, as the original sends it', '', ''],
  ['a version that is no number', 'blue', 'green'],
])('%s may break', async (_why, before, after) => {
  const type = newType()
  await announce(type, before, order)

  await announce(type, after, stricter)

  expect((await one.client.workflows.get(type)).input_schema).toEqual(stricter)
})

test('a compatible change passes, and one to what results or messages promise does not', async () => {
  const type = newType()
  const result = closed({ ref: { type: 'string' } }, ['ref'])
  const signals = [{ name: 'add', schema: { type: 'integer' } }, { name: 'end' }]
  await put(type, '1.0', stricter, { output_schema: result, signals })

  await put(type, '1.1', order, { output_schema: result, signals })

  const loose = closed({ ref: { type: 'string' } })
  await expect(put(type, '1.2', order, { output_schema: loose, signals })).rejects.toMatchObject({
    problem: { errors: [{ pointer: '/output_schema/required/0' }] },
  })
  await expect(
    put(type, '1.2', order, { output_schema: result, signals: signals.slice(0, 1) }),
  ).rejects.toMatchObject({ problem: { errors: [{ pointer: '/signals/end' }] } })
  expect(await storedVersion(type)).toBe('1.1')
})

test('two replicas cannot both let a change pass that only one of them has seen', async () => {
  const only = (...values: string[]) => closed({ kind: { enum: values } })

  for (let round = 0; round < 10; round++) {
    const type = newType()
    await put(type, '1.0', only('a', 'b'))
    await eventually(() => other.client.workflows.get(type))

    const settled = await Promise.allSettled(
      [
        [one, 'c'],
        [other, 'd'],
      ].map(([replica, value]) =>
        (replica as TestGateway).client.workflows.put({
          workflow_type: type,
          task_queue: 'q',
          version: '1.1',
          input_schema: only('a', 'b', String(value)),
        }),
      ),
    )

    const refused = settled.filter((result) => result.status === 'rejected')
    expect(refused).toMatchObject([{ reason: { code: 'schema-breaking' } }])
  }
})

test('an operator may store a breaking change, with the scope admin', async () => {
  await using guarded = await startTestGateway({
    token: 'token-of-an-admin',
    auth: `{ tokens: [{ name: ops, token: token-of-an-admin, scopes: [admin] }, { name: ci, token: token-of-some-ci, scopes: [register, read] }] }`,
  })
  const type = newType()
  const spec = (version: string, inputSchema: Record<string, unknown>) => ({
    params: { workflow_type: type },
    query: { allow_breaking: true },
    body: { workflow_type: type, task_queue: 'q', version, input_schema: inputSchema },
  })
  await guarded.client.call(putWorkflow, spec('1.0', order))

  await guarded.client.call(putWorkflow, spec('1.1', stricter))

  expect((await guarded.client.workflows.get(type)).version).toBe('1.1')
  const response = await fetch(`${guarded.url}/registry/workflows/${type}?allow_breaking=true`, {
    method: 'PUT',
    headers: { authorization: 'Bearer token-of-some-ci' },
    body: JSON.stringify(spec('1.2', order).body),
  })
  expect(await response.json()).toMatchObject({ status: 403, code: 'forbidden', scope: 'admin' })
})

test('the original’s signals are answered by nobody, and pass', async () => {
  const type = newType()
  await put(type, '1.0', order)

  const handle = temporal.client.workflow.getHandle(one.registryId)
  await handle.signal(registryWire.signals.putWorkflow, {
    workflow: { workflow_type: type, task_queue: 'q', version: '1.1', input_schema: stricter },
    overwrite: true,
  })

  await eventually(async () => (await storedVersion(type)) === '1.1')
})

test('a check says the verdict and the schedules that would break, and stores nothing', async () => {
  const type = newType()
  await put(type, '1.0', order)
  const schedule = await temporal.client.schedule.create({
    scheduleId: `schedule-of-${type}`,
    spec: { intervals: [{ every: '1h' }] },
    action: { type: 'startWorkflow', workflowType: type, taskQueue: 'q', args: [{ count: 3 }] },
    state: { paused: true },
  })
  try {
    const check = (body: object) =>
      one.client.call(checkWorkflow, { params: { workflow_type: type }, body })

    expect(await check({ version: '1.1', input_schema: order })).toMatchObject({
      verdict: 'identical',
      accepted: true,
      parts: [],
    })
    // The list of schedules is Temporal's visibility, which is a moment behind.
    const answer = await eventually(async () => {
      const found = await check({ version: '1.1', input_schema: stricter, task_queue: 'q' })
      return found.schedules.checked_count > 0 && found
    }, 20_000)
    expect(answer).toMatchObject({
      registered: true,
      stored_version: '1.0',
      verdict: 'forward',
      accepted: false,
      parts: [{ part: 'input_schema', compatible: false }],
      schedules: {
        checked_count: 1,
        complete: true,
        breaking: [{ schedule_id: `schedule-of-${type}`, errors: [{ pointer: '/sku' }] }],
      },
    })
    expect(await check({ version: '2.0', input_schema: stricter })).toMatchObject({
      accepted: true,
      reason: 'Version 2.0 is a new major version after 1.0',
      schedules: { breaking: [{ schedule_id: `schedule-of-${type}` }] },
    })
    await expect(put(type, '1.1', stricter)).rejects.toMatchObject({
      problem: {
        breaking: [{ schedules: { breaking: [{ schedule_id: `schedule-of-${type}` }] } }],
      },
    })
    expect(await storedVersion(type)).toBe('1.0')
    await expect(check({ input_schema: { type: 'bogus' } })).rejects.toMatchObject({
      code: 'schema-invalid',
    })
  } finally {
    await schedule.delete()
  }
})

test('naming a property that an open object took unnamed passes, unless a schedule sends it', async () => {
  const type = newType()
  const open = { type: 'object', properties: { sku: { type: 'string' } } }
  const named = { type: 'object', properties: { ...open.properties, note: { type: 'string' } } }
  await put(type, '1.0', open)

  const answer = await one.client.call(checkWorkflow, {
    params: { workflow_type: type },
    body: { version: '1.1', input_schema: named },
  })
  await put(type, '1.1', named)

  expect(answer).toMatchObject({
    verdict: 'forward',
    accepted: true,
    parts: [{ compatible: true, differences: [{ rule: 'unlisted-property', breaks: false }] }],
  })
})

test('with the gate for all specs, those without versions are held to it', async () => {
  await using strict = await startTestGateway({ schemaGate: 'all' })
  const type = newType()
  const spec = { workflow_type: type, task_queue: 'q' }
  await strict.client.workflows.put({ ...spec, input_schema: order })

  await expect(
    strict.client.workflows.put({ ...spec, input_schema: stricter }),
  ).rejects.toMatchObject({ code: 'schema-breaking' })
})
