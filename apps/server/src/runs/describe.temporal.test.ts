import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { Connection } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'
import { api } from '../platform/proto.ts'

const { CommandType } = api.enums.v1

let gateway: TestGateway
let worker: TestWorker
let connection: Connection

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
  connection = await Connection.connect({ address: inject('temporalAddress') })
})
afterAll(async () => {
  await connection.close()
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

/** A poll must say how long it may take. */
const polled = <T>(poll: () => Promise<T>) => connection.withDeadline(Date.now() + 20_000, poll)

const encoded = (encoding: string, data: string) => ({
  metadata: { encoding: Buffer.from(encoding) },
  data: Buffer.from(data),
})

const sealed = encoded('binary/encrypted', 'sealed')
const bytes = encoded('binary/plain', '\u0000\u0001')
const plain = encoded('json/plain', '"plain"')

/** Payloads as other SDKs and codecs write them, and some that nobody should. */
const foreign = {
  payloads: [
    sealed,
    bytes,
    encoded('json/protobuf', '{"a":1}'),
    encoded('json/plain', '{broken'),
    { metadata: { encoding: Buffer.from('binary/null') } },
    { metadata: {}, data: Buffer.from('nothing said') },
    plain,
  ],
}

const shown = [
  { encoding: 'binary/encrypted', data: Buffer.from('sealed').toString('base64') },
  { encoding: 'binary/plain', data: 'AAE=' },
  { encoding: 'json/protobuf', data: Buffer.from('{"a":1}').toString('base64') },
  { encoding: 'json/plain', data: Buffer.from('{broken').toString('base64') },
  null,
  { encoding: '', data: Buffer.from('nothing said').toString('base64') },
  'plain',
]

test('a run is described with its times, size, memo, and how it was dispatched', async () => {
  const { workflow_id: id, run_id: runId } = await gateway.client.workflows.start('nap', {
    input: { ms: 60_000 },
    memo: { note: { a: [1] } },
  })
  const run = await gateway.client.runs.get(id)

  expect(run).toEqual({
    workflow_id: id,
    run_id: runId,
    workflow_type: 'nap',
    task_queue: worker.taskQueue,
    status: 'running',
    started_at: expect.stringMatching(/Z$/),
    closed_at: null,
    execution_at: expect.stringMatching(/Z$/),
    history_length: expect.any(Number),
    history_bytes: expect.any(Number),
    memo: { note: { a: [1] } },
    search_attributes: expect.any(Object),
    parent: null,
    pending_activities: [],
    route: expect.objectContaining({
      task_queue: worker.taskQueue,
      reason: 'the only ready target',
      actor: 'anonymous',
    }),
  })
  await gateway.client.runs.terminate(id)
  expect(await gateway.client.runs.get(id)).toMatchObject({
    status: 'terminated',
    closed_at: expect.stringMatching(/Z$/),
  })
})

test('a run that was begun past the registry has no route, and its foreign payloads are shown', async () => {
  const id = `foreign-${randomUUID()}`
  const taskQueue = { name: `queue-${id}` }
  const service = connection.workflowService
  await service.startWorkflowExecution({
    namespace: 'default',
    workflowId: id,
    workflowType: { name: 'somebody’s' },
    taskQueue,
    requestId: id,
    input: foreign,
    memo: { fields: { sealed, plain } },
    header: { fields: { traceId: bytes } },
  })
  const task = await polled(() =>
    service.pollWorkflowTaskQueue({ namespace: 'default', taskQueue }),
  )
  await service.respondWorkflowTaskCompleted({
    namespace: 'default',
    taskToken: task.taskToken,
    commands: [
      {
        commandType: CommandType.COMMAND_TYPE_SCHEDULE_ACTIVITY_TASK,
        scheduleActivityTaskCommandAttributes: {
          activityId: 'a',
          activityType: { name: 'work' },
          taskQueue,
          input: foreign,
          startToCloseTimeout: msToTs('10 minutes'),
          heartbeatTimeout: msToTs('10 minutes'),
        },
      },
    ],
  })
  const activity = await polled(() =>
    service.pollActivityTaskQueue({ namespace: 'default', taskQueue }),
  )
  await service.recordActivityTaskHeartbeat({
    namespace: 'default',
    taskToken: activity.taskToken,
    details: foreign,
  })
  await service.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: id },
    signalName: 'x',
    input: foreign,
    requestId: id,
  })
  const run = await gateway.client.runs.get(id)
  const { events } = await gateway.client.runs.history(id)

  expect(run).toMatchObject({
    workflow_type: 'somebody’s',
    route: null,
    memo: { sealed: shown[0], plain: 'plain' },
    pending_activities: [
      {
        activity_id: 'a',
        activity_type: 'work',
        state: 'started',
        attempt: 1,
        heartbeat_details: shown,
      },
    ],
  })
  const attributes = (type: string) => events.find((event) => event.event_type === type)?.attributes
  expect(attributes('workflow_execution_started')).toMatchObject({
    input: { payloads: shown },
    header: { fields: { traceId: shown[1] } },
  })
  expect(attributes('workflow_execution_signaled')).toMatchObject({ input: { payloads: shown } })

  const next = await polled(() =>
    service.pollWorkflowTaskQueue({ namespace: 'default', taskQueue }),
  )
  await service.respondWorkflowTaskCompleted({
    namespace: 'default',
    taskToken: next.taskToken,
    commands: [
      {
        commandType: CommandType.COMMAND_TYPE_FAIL_WORKFLOW_EXECUTION,
        failWorkflowExecutionCommandAttributes: {
          failure: {
            message: 'Encoded failure',
            encodedAttributes: sealed,
            applicationFailureInfo: { details: foreign },
          },
        },
      },
    ],
  })
  expect(await gateway.client.runs.result(id)).toMatchObject({
    status: 'failed',
    failure: { kind: 'application', message: 'Encoded failure', details: shown },
  })
})

test('a result that only its owner can read is shown as what it is', async () => {
  const id = `sealed-${randomUUID()}`
  const taskQueue = { name: `queue-${id}` }
  const service = connection.workflowService
  await service.startWorkflowExecution({
    namespace: 'default',
    workflowId: id,
    workflowType: { name: 'sealed' },
    taskQueue,
    requestId: id,
  })
  const waiting = gateway.client.runs.result(id, { waitSeconds: 20 })
  const task = await polled(() =>
    service.pollWorkflowTaskQueue({ namespace: 'default', taskQueue }),
  )
  await service.respondWorkflowTaskCompleted({
    namespace: 'default',
    taskToken: task.taskToken,
    commands: [
      {
        commandType: CommandType.COMMAND_TYPE_COMPLETE_WORKFLOW_EXECUTION,
        completeWorkflowExecutionCommandAttributes: {
          result: { payloads: [sealed] },
        },
      },
    ],
  })

  expect(await waiting).toMatchObject({ status: 'completed', result: shown[0] })
  await eventually(async () => {
    const { runs } = await gateway.client.runs.list({ workflow_id: id })
    return runs[0]?.status === 'completed'
  })
})
