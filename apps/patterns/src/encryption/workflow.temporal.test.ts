import { randomUUID } from 'node:crypto'
import { createKeyRing, generateKey, type KeyRing } from '@temporal-registry/sdk/codec'
import { runRegistered } from '@temporal-registry/sdk/worker'
import { NativeConnection } from '@temporalio/worker'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../server/test/gateway.ts'
import { connectRawTemporal, type RawTemporal } from '../../../server/test/raw-temporal.ts'
import { eventually } from '../../../server/test/wait.ts'
import { historyKey } from '../../test/history-key.ts'
import { recordHistory } from '../../test/pattern-stand.ts'
import { toAnnouncement } from '../pattern.ts'
import { encryption } from './pattern.ts'
import { createEncryptionWorker } from './worker.ts'

const type = encryption.workflow_type
const young = generateKey('young')
const configOf = (...keys: { id: string; key: string }[]) =>
  `{ keys: ${JSON.stringify(keys.map(({ id, key }) => `${id}:${key}`))} }`

let raw: RawTemporal
let gateway: TestGateway
let stop: () => Promise<void>

beforeAll(async () => {
  raw = await connectRawTemporal()
  gateway = await startTestGateway({ encryption: configOf(historyKey) })
  stop = await serve(gateway, createKeyRing([historyKey, young]))
})
afterAll(async () => {
  await stop()
  await gateway.close()
  await raw[Symbol.asyncDispose]()
})

async function serve({ url, client }: TestGateway, keyRing: KeyRing) {
  const connection = await NativeConnection.connect({ address: inject('temporalAddress') })
  const taskQueue = `encryption-${randomUUID()}`
  const parts = { connection, namespace: 'default', taskQueue, keyRing }
  const worker = await createEncryptionWorker(parts)
  const running = runRegistered(worker, { url, workflows: [toAnnouncement(encryption)] })
  await eventually(async () => (await client.workflows.get(type)).status === 'ready')
  return async () => {
    worker.shutdown()
    await running
    await connection.close()
  }
}

const storedOf = async (workflowId: string) =>
  Buffer.concat([await raw.historyBytes(workflowId), await raw.descriptionBytes(workflowId)])

test('the letter is plaintext over HTTP, and nothing of it is in Temporal', async () => {
  const input = { patient_id: 'patient-4711', name: 'Ada' }
  const run = await gateway.client.workflows.startAndWait(type, { input })
  const stored = await storedOf(run.workflow_id)

  expect(run).toMatchObject({ result: { letter: 'Dear Ada, you have a cold.' } })
  for (const plaintext of ['patient-4711', 'Ada', 'cold'])
    expect([plaintext, stored.includes(plaintext)]).toEqual([plaintext, false])
  expect(stored.includes(historyKey.id)).toBe(true)
  const handle = raw.client.workflow.getHandle(run.workflow_id)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('a failure is told over HTTP, and only its type is in Temporal', async () => {
  const input = { patient_id: 'lost-1', name: 'Grace' }
  const run = await gateway.client.workflows.startAndWait(type, { input })
  const stored = await storedOf(run.workflow_id)

  expect(run).toMatchObject({
    status: 'failed',
    failure: { cause: { message: 'Grace has no record', details: [{ name: 'Grace' }] } },
  })
  expect([stored.includes('Grace'), stored.includes('Encoded failure')]).toEqual([false, true])
})

test('after a rotation the old run is read, and the new one is under the new key', async () => {
  const { registryId } = gateway
  const input = { patient_id: 'p-1', name: 'Ada' }
  const before = await gateway.client.workflows.startAndWait(type, { input })
  await using rotated = await startTestGateway({
    registryId,
    encryption: configOf(young, historyKey),
  })
  const after = await eventually(() => rotated.client.workflows.startAndWait(type, { input }))

  expect(await rotated.client.runs.result(before.workflow_id)).toMatchObject({
    result: { letter: 'Dear Ada, you have a cold.' },
  })
  expect((await storedOf(before.workflow_id)).includes('young')).toBe(false)
  expect((await storedOf(after.workflow_id)).includes('young')).toBe(true)
})

test('a gateway without the key says which one is missing', async () => {
  const input = { patient_id: 'p-1', name: 'Ada' }
  const { workflow_id } = await gateway.client.workflows.startAndWait(type, { input })
  await using other = await startTestGateway({ encryption: configOf(young) })

  await expect(other.client.runs.result(workflow_id)).rejects.toMatchObject({
    code: 'payload-undecryptable',
    problem: { key_id: historyKey.id },
  })
})

test('past the gateway, an input that is none fails the run', async () => {
  const { workflow_id } = await gateway.client.workflows.start(type, {
    input: { patient_id: 'p-1', name: 'Ada' },
  })
  await gateway.client.runs.waitForResult(workflow_id)
  const described = await gateway.client.runs.get(workflow_id)
  const run = await raw.client.workflow.start(type, {
    taskQueue: described.task_queue,
    workflowId: `past-the-gateway-${randomUUID()}`,
    args: [{ patient_id: '' }],
  })

  expect(await gateway.client.runs.waitForResult(run.workflowId)).toMatchObject({
    failure: { type: 'input-invalid', message: /at \/patient_id must be text/ },
  })
})
