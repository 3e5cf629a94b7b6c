import { registryWire } from '@temporal-registry/contract/registry-wire'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogueOf } from '../../../test/specs.ts'
import { applyCatalogueOp, storeCatalogue } from './catalogue.ts'
import { changesSince } from './changes.ts'
import { payloadConverter } from './payload-converter.ts'
import { signalReaders } from './signals.ts'

const { signals } = registryWire
const readable = Object.values(signals).filter((name) => name !== signals.shutdownRegistry)

function read(name: string, payload: unknown) {
  const reader = signalReaders[name]
  if (!reader) throw new Error(`${name} has no reader`)
  return reader(payload, 1_000)
}

function opsOf(name: string, payload: unknown) {
  const reading = read(name, payload)
  if ('refused' in reading) throw new Error(`It was refused: ${reading.refused}`)
  return reading.ops
}

/** The payload the original's documentation gives as its example. */
const registration = {
  worker_id: 'w1',
  task_queue: 'bench-tq',
  ttl_seconds: 60,
  environment: 'local',
  labels: {},
  workflows: [
    {
      workflow_type: 'bench.v1',
      version: '1',
      task_queue: 'bench-tq',
      description: '',
      input_schema: { type: 'object', required: ['n'] },
      schedule_input_warnings: [],
      search_attributes: [{ name: 'agent_id', type: 'Keyword', description: '' }],
      enabled: true,
      labels: {},
    },
  ],
}

test("the original's signals are read as the ops they ask for", () => {
  expect(opsOf(signals.registerWorker, registration)).toMatchObject([
    { op: 'register_worker', checked: false, registration },
  ])
  expect(opsOf(signals.heartbeatWorker, { worker_id: 'w1' })).toEqual([
    { op: 'renew_leases', last_seen_ms: { w1: 1_000 } },
  ])
  expect(opsOf(signals.unregisterWorker, { worker_id: 'w1' })).toEqual([
    { op: 'leave_worker', worker_id: 'w1' },
  ])
  expect(opsOf(signals.putWorkflow, { workflow: registration.workflows[0] })).toMatchObject([
    { op: 'put_workflow', overwrite: false, checked: false, spec: { workflow_type: 'bench.v1' } },
  ])
  expect(opsOf(signals.setWorkflowEnabled, { workflow_type: 't' })).toEqual([
    { op: 'set_enabled', workflow_type: 't', enabled: true },
  ])
  expect(opsOf(signals.unregisterWorkflow, { workflow_type: 't' })).toEqual([
    { op: 'remove_workflow', workflow_type: 't' },
  ])
  expect(opsOf(signals.serviceStarted, { process_id: 'vm:1', event: 'started' })).toEqual([
    { op: 'service_started', process_id: 'vm:1' },
  ])
  expect(opsOf(signals.serviceHeartbeat, { anything: 1 })).toEqual([])
})

test('a signal without input, or of another shape, is refused with the place of the fault', () => {
  const refusals = [
    read(signals.heartbeatWorker, undefined),
    read(signals.heartbeatWorker, { worker_id: '' }),
    read(signals.heartbeatWorker, { worker_id: 'w1', extra: 1 }),
    read(signals.registerWorker, { ...registration, ttl_seconds: 4 }),
    read(signals.registerWorker, { ...registration, workflows: [{ workflow_type: 't' }] }),
    read(signals.putWorkflow, { undecodable: true }),
  ]

  expect(refusals).toEqual([
    { refused: '/ must be object' },
    { refused: expect.stringMatching('^/worker_id ') },
    { refused: '/extra is no member of this signal' },
    { refused: expect.stringMatching('^/ttl_seconds ') },
    { refused: expect.stringMatching('^/workflows/0/task_queue is missing') },
    { refused: expect.stringContaining('workflow') },
  ])
})

test('a payload nested too deeply to be carried on is refused', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`) as unknown
  const [type] = registration.workflows

  const refused = [
    read(signals.putWorkflow, { workflow: { ...type, input_schema: deep } }),
    read(signals.registerWorker, {
      ...registration,
      workflows: [{ ...type, examples: [{ name: 'deep', input: deep }] }],
    }),
  ]

  expect(refused).toEqual(refused.map(() => ({ refused: 'is nested deeper than 256 levels' })))
})

test('no payload whatever makes a reader throw, and what is taken can be stored and read', () => {
  const like = fc.oneof(
    fc.jsonValue({ maxDepth: 4 }),
    fc.record(
      {
        worker_id: fc.oneof(fc.string(), fc.jsonValue()),
        task_queue: fc.string(),
        workflow_type: fc.string(),
        workflow: fc.record({ workflow_type: fc.string(), task_queue: fc.string() }),
        workflows: fc.array(
          fc.record({
            workflow_type: fc.oneof(fc.string(), fc.constantFrom('__proto__', 'constructor')),
            task_queue: fc.string({ unit: 'binary' }),
            input_schema: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
          }),
          { maxLength: 3 },
        ),
        process_id: fc.string({ unit: 'binary' }),
        enabled: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
  )
  const catalogue = catalogueOf()

  fc.assert(
    fc.property(fc.constantFrom(...readable), like, (name, value) => {
      const payload = JSON.parse(JSON.stringify(value)) as unknown
      const reading = read(name, payload)
      const ops = 'ops' in reading ? reading.ops : []
      for (const op of ops) applyCatalogueOp(catalogue, op, 1_000)
    }),
    { numRuns: 2_000 },
  )

  expect(JSON.parse(JSON.stringify(storeCatalogue(catalogue)))).toEqual(storeCatalogue(catalogue))
  expect(changesSince(catalogue, 0).full).toBe(true)
})

test('a payload in an encoding nobody knows is read as something that no signal takes', () => {
  const text = (value: string) => new TextEncoder().encode(value)
  const unknown = { metadata: { encoding: text('binary/encrypted') }, data: text('x') }
  const broken = { metadata: { encoding: text('json/plain') }, data: text('{"worker_id":') }
  const bare = { metadata: null, data: null }

  const values = [unknown, broken, bare].map((payload) => payloadConverter.fromPayload(payload))

  for (const value of values) {
    expect(read(signals.heartbeatWorker, value)).toHaveProperty('refused')
  }
})
