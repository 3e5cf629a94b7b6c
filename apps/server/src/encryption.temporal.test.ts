import { randomUUID } from 'node:crypto'
import { registryWire } from '@temporal-registry/contract/registry-wire'
import {
  createKeyRing,
  encryptedDataConverter,
  generateKey,
  type EncryptionKey,
} from '@temporal-registry/sdk/codec'
import { Client } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../test/raw-temporal.ts'
import { eventually } from '../test/wait.ts'
import { startTestWorker, type TestWorker } from '../test/worker.ts'
import { reconcilerId } from './schedules/system-ids.ts'

const [old, young] = [generateKey('2025'), generateKey('2026')]
const secret = 'hunter2-hunter2'
const encryptionOf = (keys: readonly EncryptionKey[], more = '') =>
  `{ keys: ${JSON.stringify(keys.map(({ id, key }) => `${id}:${key}`))}${more} }`

let raw: RawTemporal
let gateway: TestGateway
let worker: TestWorker

beforeAll(async () => {
  raw = await connectRawTemporal()
  gateway = await startTestGateway({ encryption: encryptionOf([old]) })
  // The worker reads what the next key writes before anybody writes with it: the order of a rotation.
  worker = await startTestWorker(gateway, { keyRing: createKeyRing([old, young]) })
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
  await raw[Symbol.asyncDispose]()
})

/** Nothing that Temporal stores of a run may hold this. */
async function expectNoPlaintext(workflowId: string): Promise<void> {
  const stored = [await raw.historyBytes(workflowId), await raw.descriptionBytes(workflowId)]

  for (const bytes of stored) {
    expect(bytes.includes('binary/encrypted')).toBe(true)
    expect(bytes.includes(secret)).toBe(false)
  }
}

async function getJson(path: string, base = gateway.url) {
  const response = await fetch(`${base}${path}`)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('a run is encrypted in Temporal, and plaintext over HTTP', async () => {
  const body = { input: { card: secret }, memo: { note: secret } }
  const run = await gateway.client.workflows.start('echo', body)

  expect(await gateway.client.runs.waitForResult(run.workflow_id)).toMatchObject({
    result: { card: secret },
  })
  expect(await gateway.client.runs.get(run.workflow_id)).toMatchObject({
    memo: { note: secret },
    route: { task_queue: worker.taskQueue },
  })
  const { events } = await gateway.client.runs.history(run.workflow_id)
  expect(events[0]?.attributes).toMatchObject({ input: { payloads: [{ card: secret }] } })
  await expectNoPlaintext(run.workflow_id)
})

test("a failure's message, details and cause are encrypted, and plaintext over HTTP", async () => {
  const { workflow_id } = await gateway.client.workflows.start('fail', {
    input: { message: secret },
  })
  const { failure } = await gateway.client.runs.waitForResult(workflow_id)

  expect(failure).toMatchObject({
    message: secret,
    type: 'TestFailure',
    details: [{ code: 7 }],
    cause: { message: 'the cause' },
    stack_trace: expect.stringContaining('fail'),
  })
  await expectNoPlaintext(workflow_id)
  expect((await raw.historyBytes(workflow_id)).includes('the cause')).toBe(false)
})

test('signals, queries and updates pass, and a refused update says why', async () => {
  const { workflows, runs } = gateway.client
  const { workflow_id } = await workflows.start('adder', { input: { start: 1 } })

  await runs.signal(workflow_id, 'add', { input: 2 })
  expect(await runs.query(workflow_id, 'sum')).toBe(3)
  expect(await runs.update(workflow_id, 'multiply', { input: 4 })).toMatchObject({ result: 12 })
  await expect(runs.update(workflow_id, 'multiply', { input: 0 })).rejects.toMatchObject({
    code: 'update-refused',
    problem: { detail: 'zero would lose the sum' },
  })
  await runs.signal(workflow_id, 'end')
  expect(await runs.waitForResult(workflow_id)).toMatchObject({ result: 12 })
})

test('a run is signalled and updated as it starts', async () => {
  const { workflows, runs } = gateway.client
  const ids = [`signalled-${randomUUID()}`, `updated-${randomUUID()}`]

  await workflows.signalWithStart('adder', {
    workflow_id: ids[0] ?? '',
    input: { start: 1 },
    signal: { name: 'add', input: 41 },
  })
  const updated = await workflows.updateWithStart('adder', {
    workflow_id: ids[1] ?? '',
    input: { start: 6 },
    update: { name: 'multiply', input: 7 },
  })

  expect(await runs.query(ids[0] ?? '', 'sum')).toBe(42)
  expect(updated).toMatchObject({ result: 42 })
})

test('a repeated start with a key meets its run, though every ciphertext is another', async () => {
  const body = { input: { card: secret } }
  const idempotencyKey = randomUUID()
  const start = (input: unknown = body.input) =>
    gateway.client.workflows.start('echo', { input }, { idempotencyKey })

  const first = await start()
  const again = await start()

  expect(again).toMatchObject({ run_id: first.run_id, replayed: true })
  await expect(start({ card: 'another' })).rejects.toMatchObject({ code: 'idempotency-key-reused' })
})

test('a batch of starts and the details of a termination are encrypted', async () => {
  const { workflows, runs } = gateway.client
  const workflow_id = `batch-${randomUUID()}`
  const item = { workflow_type: 'adder', workflow_id, input: { start: 1, card: secret } }

  await workflows.batchStart([item], { idempotencyKey: 'auto' })
  await runs.terminate(workflow_id, { reason: 'over', details: { card: secret } })

  expect(await runs.result(workflow_id)).toMatchObject({
    failure: { message: 'over', details: [{ card: secret }] },
  })
  await expectNoPlaintext(workflow_id)
})

test('a schedule is encrypted in Temporal, and so is what it starts', async () => {
  const { schedules, runs } = gateway.client
  const id = `nightly-${randomUUID()}`
  await schedules.create(id, {
    workflow_type: 'echo',
    input: { card: secret },
    memo: { note: secret },
    labels: { team: secret },
    cron: ['0 6 * * *'],
  })

  expect(await schedules.get(id)).toMatchObject({
    labels: { team: secret },
    managed_by: 'api',
    definition: { input: { card: secret }, memo: { note: secret } },
  })
  expect(await schedules.list({ q: id })).toMatchObject({ schedules: [{ managed_by: 'api' }] })
  expect((await raw.scheduleBytes(id)).includes(secret)).toBe(false)
  await schedules.trigger(id)
  const started = await eventually(async () => {
    const { recent } = await schedules.get(id)
    return recent.at(-1)?.workflow_id
  })
  expect(await runs.waitForResult(started)).toMatchObject({ result: { card: secret } })
  await expectNoPlaintext(started)
  await schedules.delete(id)
})

test("the registry's own workflows read what others encrypt, and stay readable themselves", async () => {
  const keys = createKeyRing([old])
  await using unannounced = await startTestWorker(gateway, { keyRing: keys, announced: false })
  const { taskQueue } = unannounced
  const client = new Client({
    connection: raw.client.connection,
    dataConverter: encryptedDataConverter(keys),
  })
  const type = `signalled.${randomUUID()}`
  const workflows = [{ workflow_type: type, task_queue: taskQueue, version: '1' }]
  const registration = { worker_id: type, task_queue: taskQueue, ttl_seconds: 60, workflows }
  await client.workflow
    .getHandle(gateway.registryId)
    .signal(registryWire.signals.registerWorker, registration)

  await eventually(async () => (await gateway.client.workflows.get(type)).status === 'ready')

  const reconciler = client.schedule.getHandle(reconcilerId(gateway.registryId))
  await gateway.client.schedules.create(type, {
    workflow_type: type,
    cron: ['0 6 * * *'],
  })
  await reconciler.trigger()
  const pass = await eventually(async () => {
    const { info } = await reconciler.describe()
    const action = info.recentActions.at(-1)?.action
    return action?.workflow.workflowId
  })
  await expect(raw.client.workflow.getHandle(pass).result()).resolves.toBeDefined()
  await gateway.client.schedules.delete(type)
})

test('after a rotation old runs are read and new ones carry the new key', async () => {
  const before = await gateway.client.workflows.start('echo', { input: secret })
  await gateway.client.runs.waitForResult(before.workflow_id)
  const { registryId } = gateway
  await using rotated = await startTestGateway({
    registryId,
    encryption: encryptionOf([young, old]),
  })

  expect(await rotated.client.runs.result(before.workflow_id)).toMatchObject({ result: secret })
  const after = await eventually(() => rotated.client.workflows.start('echo', { input: secret }))
  const { result } = await rotated.client.runs.waitForResult(after.workflow_id)
  const [oldBytes, newBytes] = [
    await raw.historyBytes(before.workflow_id),
    await raw.historyBytes(after.workflow_id),
  ]

  expect(result).toBe(secret)
  expect([oldBytes.includes('2025'), oldBytes.includes('2026')]).toEqual([true, false])
  expect(newBytes.includes('2026')).toBe(true)
})

test('without the key a result is a problem that names it, and lists and descriptions stay', async () => {
  const { workflow_id, run_id } = await gateway.client.workflows.start('echo', {
    input: { card: secret },
    memo: { note: secret },
  })
  await gateway.client.runs.waitForResult(workflow_id)
  await using other = await startTestGateway({ encryption: encryptionOf([young]) })

  expect(await getJson(`/runs/${workflow_id}/result`, other.url)).toMatchObject({
    status: 422,
    body: { code: 'payload-undecryptable', key_id: '2025', fault: 'key-unknown' },
  })
  expect(await getJson(`/runs/${workflow_id}`, other.url)).toMatchObject({
    status: 200,
    body: { run_id, memo: { note: { encoding: 'binary/encrypted', problem: /«2025»/ } } },
  })
  const { status, body } = await getJson(`/runs/${workflow_id}/history`, other.url)
  expect(status).toBe(200)
  expect(JSON.stringify(body)).toMatch(/under the key «2025»/)
  expect(JSON.stringify(body)).not.toContain(secret)
})

test('a start whose result cannot be read names its run: it was started', async () => {
  const answering = createKeyRing([generateKey('foreign'), old])
  await using other = await startTestGateway({ encryption: encryptionOf([old]) })
  await using _worker = await startTestWorker(other, { keyRing: answering })

  const response = await fetch(`${other.url}/workflows/echo/start`, {
    method: 'POST',
    headers: { prefer: 'wait=20' },
    body: JSON.stringify({ input: secret }),
  })

  expect(response.status).toBe(422)
  expect(await response.json()).toMatchObject({
    code: 'payload-undecryptable',
    key_id: 'foreign',
    workflow_id: expect.any(String),
    run_id: expect.any(String),
  })
})

test('a worker without the key fails its workflow task with the name of the key, and goes on with it', async () => {
  await using other = await startTestGateway({ encryption: encryptionOf([old]) })
  await using blind = await startTestWorker(other, { keyRing: createKeyRing([young]) })
  const { workflow_id } = await other.client.workflows.start('echo', { input: secret })

  await using reader = await startTestGateway({ encryption: encryptionOf([young, old]) })

  const failed = await eventually(async () => {
    const { events } = await reader.client.runs.history(workflow_id)
    return events.find((event) => event.event_type === 'workflow_task_failed')
  })
  // Its own failure is encrypted as well, under the key that the worker has.
  expect(JSON.stringify(failed)).toMatch(/«2025».*Add this key to the key ring/)

  await blind.stopPolling()
  const { taskQueue } = blind
  const keyRing = createKeyRing([young, old])
  await using _seeing = await startTestWorker(other, { taskQueue, keyRing })
  expect(await reader.client.runs.waitForResult(workflow_id)).toMatchObject({ result: secret })
})

test('a namespace is moved over: what was plaintext is read, and a ring that only reads writes as before', async () => {
  await using other = await startTestGateway({
    encryption: encryptionOf([old], ', active_key: none'),
  })
  await using plain = await startTestWorker(other)
  const { workflow_id } = await other.client.workflows.start('echo', { input: 'open' })

  expect(await other.client.runs.waitForResult(workflow_id)).toMatchObject({ result: 'open' })
  expect((await raw.historyBytes(workflow_id)).includes('"open"')).toBe(true)
  expect(await gateway.client.runs.result(workflow_id)).toMatchObject({ result: 'open' })
  await plain.stopPolling()
})
