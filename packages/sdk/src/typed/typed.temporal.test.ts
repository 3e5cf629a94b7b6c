import { randomUUID } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { Client, WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import { NativeConnection, Worker } from '@temporalio/worker'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import '../../../../apps/server/test/quiet-temporal.ts'
import { attempt, clock, collector } from '../../test/typed-signatures.ts'
import { implementActivities } from './activity.ts'
import { fromWire, toWire } from './index.ts'

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const taskQueue = `typed-${randomUUID()}`
const at = new Date('2026-01-31T09:30:00.500Z')
const nextDays: Date[] = []

let connection: NativeConnection
let client: Client
let worker: Worker
let running: Promise<void>
beforeAll(async () => {
  connection = await NativeConnection.connect({ address: inject('temporalAddress') })
  client = new Client({ connection })
  worker = await Worker.create({
    connection,
    taskQueue,
    workflowsPath: pathOf('../../test/typed-workflows.ts'),
    dataConverter: { payloadConverterPath: pathOf('./payload-converter.ts') },
    activities: implementActivities(clock, {
      nextDay: (input) => {
        nextDays.push(input.at)
        return { at: new Date(input.at.getTime() + 86_400_000) }
      },
      wrongDay: () => ({ at: new Date(Number.NaN) }),
    }),
  })
  running = worker.run()
})
afterAll(async () => {
  worker.shutdown()
  await running
  await connection.close()
})

async function start(type: string, ...args: unknown[]): Promise<WorkflowHandle> {
  return await client.workflow.start(type, { taskQueue, workflowId: randomUUID(), args })
}

async function runAttempt(what: (typeof attempt.input)['_zod']['output']['what']) {
  const handle = await start(attempt.name, toWire(attempt.input, { what, at }))
  return fromWire(attempt.output, await handle.result())
}

/** What made a run fail, as its client is told. */
async function causeOf(run: Promise<unknown>): Promise<Error | undefined> {
  try {
    await run
  } catch (error) {
    if (error instanceof WorkflowFailedError) return error.cause
    throw error
  }
  throw new Error('the run completed, and it should have failed')
}

test('rich values go through activities, children and continued runs', async () => {
  const tomorrow = { at: new Date('2026-02-01T09:30:00.500Z') }

  expect(await runAttempt('well')).toEqual(tomorrow)
  expect(await runAttempt('child')).toEqual(tomorrow)
  expect(await runAttempt('again')).toEqual(tomorrow)
})

test.each([
  [
    'result',
    'result-invalid',
    'The result of attempt is refused at /at: expected date, got Invalid Date',
  ],
  [
    'argument',
    'input-invalid',
    'The input of nextDay is refused at /at: expected date, got Invalid Date',
  ],
  ['child-argument', 'input-invalid', 'The input of attempt is refused at /at: expected date'],
] as const)('a wrong %s fails the run at once', async (what, type, message) => {
  const cause = await causeOf(runAttempt(what))

  expect(cause).toMatchObject({
    type,
    nonRetryable: true,
    message: expect.stringContaining(message),
  })
})

test('a wrong result of an activity fails it, and it is not tried again', async () => {
  const cause = await causeOf(runAttempt('activity-result'))

  expect(cause).toMatchObject({
    activityType: 'wrongDay',
    retryState: 'NON_RETRYABLE_FAILURE',
    cause: { type: 'result-invalid' },
  })
})

test.each([
  [[], 'The input of nextDay is refused: expected object, got nothing'],
  [[{ at: 'soon' }], 'The input of nextDay is refused at /at: expected a time with its zone'],
  [[{ at: toWire(attempt.output, { at }).at }, 1], 'expected one argument, got 2 arguments'],
])('an activity that is called with %j does nothing, once', async (args, message) => {
  const before = nextDays.length

  const cause = await causeOf((await start('carelessCaller', ...args)).result())

  expect(cause).toMatchObject({
    retryState: 'NON_RETRYABLE_FAILURE',
    cause: { type: 'input-invalid', message: expect.stringContaining(message) },
  })
  expect(nextDays).toHaveLength(before)
})

test('a run without an argument, or with two, is refused as one with a wrong one', async () => {
  const none = await causeOf((await start(collector.name)).result())
  const two = await causeOf((await start(collector.name, { first: '1' }, {})).result())

  expect(none).toMatchObject({
    type: 'input-invalid',
    message: 'The input of collector is refused: expected object, got nothing',
    details: [
      {
        pointer: '',
        place: 'the input of collector',
        errors: [{ pointer: '', expected: 'object', got: 'nothing' }],
      },
    ],
  })
  expect(two).toMatchObject({ message: expect.stringContaining('got 2 arguments') })
})

test('no signal stops a run: what its schema refuses, and what is no JSON, is told and left out', async () => {
  const handle = await start(collector.name, { first: '1' })
  await handle.signal('add', '2')
  await handle.signal('add', 'two')
  await handle.signal('add')
  await signalRaw(handle, 'add', '{"broken')
  await handle.signal('add', '9007199254740993')
  await handle.signal('stop')

  const { seen, refused } = fromWire(collector.output, await handle.result())

  expect(seen).toEqual([1n, 2n, 9_007_199_254_740_993n])
  expect(refused).toEqual([
    'add: The signal add is refused: expected a whole number as text, like "42", got "two"',
    'add: The signal add is refused: expected string, got nothing',
    expect.stringMatching(
      /^add: The signal add is refused: expected a payload that can be decoded, got .*JSON/,
    ),
  ])
})

test('an input that is no JSON fails the run, and not its tasks for ever', async () => {
  const workflowId = randomUUID()
  await client.workflowService.startWorkflowExecution({
    namespace: 'default',
    workflowId,
    workflowType: { name: collector.name },
    taskQueue: { name: taskQueue },
    requestId: randomUUID(),
    input: { payloads: [rawPayload('no json')] },
  })

  const cause = await causeOf(client.workflow.getHandle(workflowId).result())

  expect(cause).toMatchObject({
    type: 'input-invalid',
    message: expect.stringContaining('expected a payload that can be decoded'),
  })
})

test('queries and updates take and answer rich values, and refuse others', async () => {
  const handle = await start(collector.name, { first: '1' })

  expect(await handle.query('after', '2026-01-31T10:30:00.500+01:00')).toBe(
    '2026-01-31T09:30:00.501Z',
  )
  expect(await handle.executeUpdate('double', { args: ['21'] })).toBe('42')
  await expect(handle.query('after', 'soon')).rejects.toThrow('The query after is refused')
  await expect(handle.query('wrong')).rejects.toThrow('The answer to wrong is refused')
  await expect(handle.executeUpdate('double', { args: ['x'] })).rejects.toMatchObject({
    cause: {
      type: 'input-invalid',
      message: expect.stringContaining('The update double is refused'),
    },
  })

  const { events } = await handle.fetchHistory()
  const accepted = events?.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)
  expect(accepted).toHaveLength(1)
  await handle.terminate()
})

function rawPayload(data: string) {
  return { metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(data) }
}

async function signalRaw(handle: WorkflowHandle, signalName: string, data: string): Promise<void> {
  await client.workflowService.signalWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: handle.workflowId },
    signalName,
    input: { payloads: [rawPayload(data)] },
  })
}
