import { randomUUID } from 'node:crypto'
import { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'
import { toPayloads } from '../platform/payloads.ts'
import { api } from '../platform/proto.ts'

const { CommandType, QueryResultType } = api.enums.v1
const { Acceptance, Request, Response } = api.update.v1

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

async function adder(): Promise<string> {
  const workflow_id = `messages-${randomUUID()}`
  await gateway.client.workflows.start('adder', { workflow_id, input: { start: 1 } })
  return workflow_id
}

async function post(path: string, body?: unknown, headers: Record<string, string> = {}) {
  const beganAtMs = performance.now()
  const response = await fetch(`${gateway.url}/runs/${path}`, {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const answer = (await response.json()) as Record<string, unknown>
  return { status: response.status, body: answer, ms: performance.now() - beganAtMs }
}

const eventsOf = async (id: string) =>
  (await gateway.client.runs.history(id, { limit: 1_000 })).events.map((event) => event.event_type)

/** A run on a queue that nobody polls until the test does it by hand. */
async function unserved() {
  const id = `unserved-${randomUUID()}`
  const taskQueue = { name: `queue-${id}` }
  const service = connection.workflowService
  await service.startWorkflowExecution({
    namespace: 'default',
    workflowId: id,
    workflowType: { name: 'by hand' },
    taskQueue,
    requestId: id,
  })
  const poll = () =>
    connection.withDeadline(Date.now() + 20_000, () =>
      service.pollWorkflowTaskQueue({ namespace: 'default', taskQueue }),
    )
  return { id, taskQueue, service, poll }
}

type Service = Connection['workflowService']
type Task = Awaited<ReturnType<Service['pollWorkflowTaskQueue']>>

/** Says by Temporal's update protocol that a worker takes the task's update, and what it answers. */
function outcomeOf({ messages }: Task, answer?: string) {
  const [message] = messages ?? []
  const request = Request.decode(message?.body?.value ?? new Uint8Array())
  const protocolInstanceId = message?.protocolInstanceId ?? ''
  const typed = (name: string, value: Uint8Array) => ({
    type_url: `type.googleapis.com/temporal.api.update.v1.${name}`,
    value,
  })
  const acceptance = Acceptance.encode({
    acceptedRequestMessageId: message?.id ?? '',
    acceptedRequestSequencingEventId: message?.eventId ?? null,
    acceptedRequest: request,
  }).finish()
  const accepted = {
    id: `${protocolInstanceId}/accept`,
    protocolInstanceId,
    body: typed('Acceptance', acceptance),
  }
  if (answer === undefined) return [accepted]
  const response = Response.encode({
    meta: request.meta ?? null,
    outcome: { success: toPayloads([answer]) },
  }).finish()
  return [
    accepted,
    { id: `${protocolInstanceId}/done`, protocolInstanceId, body: typed('Response', response) },
  ]
}

test('a signal reaches the run, with one argument, several, or none', async () => {
  const id = await adder()
  const one = await post(`${id}/signals/add`, { input: 2 })
  const list = await post(`${id}/signals/add`, { args: [3] })
  const none = await post(`${id}/signals/end`)

  for (const { status, body } of [one, list, none]) {
    expect([status, body]).toEqual([202, { workflow_id: id }])
  }
  expect(await gateway.client.runs.waitForResult(id)).toMatchObject({ result: 6 })
})

test('a signal that is repeated under its key is sent once', async () => {
  const id = await adder()
  const key = { 'idempotency-key': randomUUID() }
  for (let repetition = 0; repetition < 5; repetition++) {
    expect((await post(`${id}/signals/add`, { input: 2 }, key)).status).toBe(202)
  }
  await post(`${id}/signals/add`, { input: 10 })

  expect((await post(`${id}/queries/sum`)).body).toEqual({ result: 13 })
})

test('a message that does not fit the type’s schema is refused before it is sent', async () => {
  const id = await adder()
  for (const [path, body] of [
    ['signals/add', { input: 'two' }],
    ['signals/add', {}],
    ['signals/add', { args: [1, 2] }],
    ['updates/multiply', { input: 2.5 }],
  ] as const) {
    const { status, body: answer } = await post(`${id}/${path}`, body)

    expect([status, answer['code'], answer['workflow_type']]).toEqual([
      400,
      'input-invalid',
      'adder',
    ])
  }
  expect((await post(`${id}/queries/sum`)).body).toEqual({ result: 1 })
  expect(await eventsOf(id)).not.toContain('workflow_execution_signaled')
})

test('a query is answered from the run; one that nobody answers names those that are', async () => {
  const id = await adder()
  const unknown = await post(`${id}/queries/product`, { input: 1 })

  expect(await post(`${id}/queries/sum`)).toMatchObject({ status: 200, body: { result: 1 } })
  expect(unknown.status).toBe(422)
  expect(unknown.body).toMatchObject({ code: 'query-failed', detail: expect.stringMatching(/sum/) })
})

test('a query without a worker is a 504 in ten seconds', async () => {
  const { id } = await unserved()
  const { status, body, ms } = await post(`${id}/queries/sum`)

  expect([status, body['code']]).toEqual([504, 'worker-not-answering'])
  expect(body['detail']).toBe('No worker answered «sum»: There was no answer within 10 s')
  expect(ms).toBeLessThan(12_000)
})

test('a query that fails in the workflow is a 422 with its words', async () => {
  const { id, service, taskQueue, poll } = await unserved()
  const first = await poll()
  await service.respondWorkflowTaskCompleted({ namespace: 'default', taskToken: first.taskToken })
  const asking = post(`${id}/queries/sum`)
  const { taskToken } = await poll()
  await service.respondQueryTaskCompleted({
    namespace: 'default',
    taskToken,
    completedType: QueryResultType.QUERY_RESULT_TYPE_FAILED,
    errorMessage: 'no sum today',
  })

  expect((await asking).body).toMatchObject({ code: 'query-failed', detail: 'no sum today' })
  expect(taskQueue.name).toMatch(id)
})

test('a query of a run that ended before it began is a 422, rather than a wait', async () => {
  const { id } = await unserved()
  await gateway.client.runs.terminate(id)
  const { status, body, ms } = await post(`${id}/queries/sum`)

  expect([status, body['code']]).toEqual([422, 'query-failed'])
  expect(ms).toBeLessThan(2_000)
})

test('an update answers with its result, and again the same under its key', async () => {
  const id = await adder()
  const key = { 'idempotency-key': 'twice' }
  const first = await post(`${id}/updates/multiply`, { input: 3 }, key)
  const again = await post(`${id}/updates/multiply`, { input: 3 }, key)
  const other = await post(`${id}/updates/multiply`, { input: 2 })

  expect(first).toMatchObject({ status: 200, body: { update_id: 'twice', result: 3 } })
  expect(again.body).toEqual(first.body)
  expect(other.body).toMatchObject({
    result: 6,
    update_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test('an update that the workflow refuses is a 422 with its failure, and leaves no trace', async () => {
  const id = await adder()
  const zero = await post(`${id}/updates/multiply`, { input: 0 })
  const unknown = await post(`${id}/updates/divide`, { input: 2 })

  expect(zero).toMatchObject({
    status: 422,
    body: {
      code: 'update-refused',
      detail: 'zero would lose the sum',
      failure: { kind: 'application', message: 'zero would lose the sum' },
      update_id: expect.any(String),
    },
  })
  expect(unknown.body).toMatchObject({
    code: 'update-refused',
    detail: expect.stringMatching(/divide/),
  })
  expect((await eventsOf(id)).filter((type) => type.includes('update'))).toEqual([])
})

test('an update without a worker is a 504 in time, and not in the history', async () => {
  const { id } = await unserved()
  const { status, body, ms } = await post(
    `${id}/updates/x`,
    {},
    { prefer: 'wait=1', 'idempotency-key': 'k' },
  )

  expect([status, body['code'], body['update_id']]).toEqual([504, 'worker-not-answering', 'k'])
  expect(ms).toBeGreaterThan(900)
  expect(ms).toBeLessThan(5_000)
  expect(await eventsOf(id)).toEqual(['workflow_execution_started', 'workflow_task_scheduled'])
})

test('a worker that comes late may still take the update, and its key tells what became of it', async () => {
  const { id, service, poll } = await unserved()
  const key = { prefer: 'wait=1', 'idempotency-key': 'late' }
  expect((await post(`${id}/updates/x`, {}, key)).status).toBe(504)
  const task = await poll()
  const messages = outcomeOf(task, 'done after all')
  await service.respondWorkflowTaskCompleted({
    namespace: 'default',
    taskToken: task.taskToken,
    messages,
    commands: messages.map(({ id: messageId }) => ({
      commandType: CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE,
      protocolMessageCommandAttributes: { messageId },
    })),
  })

  expect(await post(`${id}/updates/x`, {}, key)).toMatchObject({
    status: 200,
    body: { update_id: 'late', result: 'done after all' },
  })
})

test.each([
  ['its wait is over', 'wait=1', 900],
  ['nobody waits for more', 'wait=0', 0],
])('an update that is taken but not answered is a 202 when %s', async (_what, prefer, least) => {
  const { id, service, poll } = await unserved()
  const first = await poll()
  await service.respondWorkflowTaskCompleted({ namespace: 'default', taskToken: first.taskToken })
  const asking = post(`${id}/updates/slow`, { input: 1 }, { prefer, 'idempotency-key': 'slow' })
  const task = await poll()
  const messages = outcomeOf(task)
  await service.respondWorkflowTaskCompleted({
    namespace: 'default',
    taskToken: task.taskToken,
    messages,
    commands: messages.map(({ id: messageId }) => ({
      commandType: CommandType.COMMAND_TYPE_PROTOCOL_MESSAGE,
      protocolMessageCommandAttributes: { messageId },
    })),
  })
  const { status, body, ms } = await asking

  expect([status, body]).toEqual([202, { update_id: 'slow' }])
  expect(ms).toBeGreaterThan(least)
  expect(ms).toBeLessThan(5_000)
  expect(await eventsOf(id)).toContain('workflow_execution_update_accepted')
})

test('a message larger than Temporal stores is a 413, and the run goes on', async () => {
  const id = await adder()
  await using roomy = await startTestGateway({ maxBodyBytes: 8_000_000 })
  for (const path of ['signals/other', 'updates/other', 'queries/sum']) {
    for (const length of [2_100_000, 5_000_000]) {
      const answer = await fetch(`${roomy.url}/runs/${id}/${path}`, {
        method: 'POST',
        body: JSON.stringify({ input: 'x'.repeat(length) }),
      })
      const { code } = (await answer.json()) as { code: string }

      expect([path, length, answer.status, code]).toEqual([path, length, 413, 'payload-too-large'])
    }
  }
  expect((await post(`${id}/queries/sum`)).body).toEqual({ result: 1 })
})
