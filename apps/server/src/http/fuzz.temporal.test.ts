import { randomUUID } from 'node:crypto'
import { bodyProblems, problemsOf, type Endpoint } from '@temporal-registry/contract/endpoint'
import { endpoints } from '@temporal-registry/contract/endpoints'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

/** Always the same requests, unless a person asks for others: FUZZ_SEED=1 FUZZ_RUNS=500. */
const seed = Number(process.env['FUZZ_SEED'] ?? 20_261_121)
const numRuns = Number(process.env['FUZZ_RUNS'] ?? 20)

let gateway: TestGateway
let worker: TestWorker
const runId = randomUUID()

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
  await gateway.client.workflows.start('adder', { workflow_id: runId, input: { start: 1 } })
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

interface Schema {
  readonly type?: string
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly anyOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
}

const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'echo',
    'adder',
    runId,
    'a',
    '.',
    '..',
    '%',
    '\u0000',
    '\ud800',
    "'",
    '"',
  ),
  fc.constantFrom(
    "' OR 1=1 --",
    'x'.repeat(1_001),
    '日'.repeat(400),
    '😀',
    '-r1',
    '*',
    'null',
    '0',
  ),
  fc.constantFrom('2099-01-01T00:00:00Z', '0001-01-01T00:00:00Z', '2026-12-31T23:59:60Z'),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
)
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -1, 1, 0.5, -0, 1e300, 5e-324, 2 ** 31, 2 ** 53, -(2 ** 63), Infinity),
)

/** Values of a schema, with something else in their place now and then, at any depth. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  return fc.oneof(
    { arbitrary: properValuesOf(schema), weight: 40 },
    { arbitrary: fc.jsonValue(), weight: 1 },
    { arbitrary: fc.oneof(text, number), weight: 1 },
  )
}

function properValuesOf({ type, ...schema }: Schema): fc.Arbitrary<unknown> {
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map(valuesOf))
  if (type === 'string') return text
  if (type === 'integer') {
    return fc.integer({
      min: schema.minimum ?? -10,
      max: Math.min(schema.maximum ?? 10, 2 ** 31 - 1),
    })
  }
  if (type === 'number') return fc.oneof(fc.integer({ min: 1, max: 100 }), number)
  if (type === 'boolean') return fc.boolean()
  if (type === 'null') return fc.constant(null)
  if (type === 'array') return fc.array(valuesOf(schema.items ?? {}), { maxLength: 4 })
  if (type !== 'object') return fc.jsonValue()
  if (schema.properties) {
    const { properties, required = [] } = schema
    const names = Object.keys(properties)
    return fc
      .subarray(names, { maxLength: Math.min(4, names.length) })
      .chain((some) => membersOf(properties, [...some, ...required]))
  }
  const { additionalProperties: values } = schema
  return fc.dictionary(text, typeof values === 'object' ? valuesOf(values) : fc.jsonValue())
}

function membersOf(properties: Readonly<Record<string, Schema>>, names: readonly string[]) {
  const members = names.map((name) => [name, valuesOf(properties[name] ?? {})] as const)
  return fc.record(Object.fromEntries(members))
}

const recordOf = (schema: unknown) =>
  schema === undefined
    ? fc.constant({})
    : (properValuesOf(schema as Schema) as fc.Arbitrary<object>)

/** A start that waits for a worker, or a result that is waited for, would only cost time. */
const hasty = (name: string, value: unknown) => (name === 'wait_for_worker_seconds' ? 0.1 : value)
const waits = fc.constantFrom('wait=0', 'wait=1', 'wait=x', 'respond-async', '"')

/** What stands in a path is worth knowing half of the time: else all would end with a 404. */
const known: Readonly<Record<string, readonly string[]>> = {
  workflow_id: [runId],
  workflow_type: ['echo', 'adder', 'facts'],
  name: ['add', 'sum', 'multiply'],
  worker_id: ['some worker'],
  schedule_id: ['some schedule'],
  backfill_id: ['some backfill'],
  slug: ['some-source'],
}
/** Of what the gateway numbers itself: well-formed, and of nothing that there is. */
const someId = '01a1fe00-0000-7000-8000-000000000000'

function pathPartsOf({ path }: Endpoint) {
  const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)
  const parts = names.map((name) => [
    name,
    fc.oneof(fc.constantFrom(...(known[name] ?? [someId])), text),
  ])
  return fc.record(Object.fromEntries(parts) as Record<string, fc.Arbitrary<string>>)
}

const requestOf = (endpoint: Endpoint) => {
  const { query, headers, body } = endpoint
  return fc.record({
    params: pathPartsOf(endpoint),
    query: recordOf(query),
    headers: fc.record({ headers: recordOf(headers), prefer: waits }),
    body: body ? valuesOf(body as Schema) : fc.constant(undefined),
  })
}

/** A spec that is put where another belongs is refused before anything else. */
function fitting(body: unknown, params: object): unknown {
  const isSpec = typeof body === 'object' && body !== null && 'task_queue' in body
  return isSpec && 'workflow_type' in params ? { ...body, ...params } : body
}

function send(
  { method, path }: Endpoint,
  parts: { params: object; query: object; headers: object; body: unknown },
) {
  const { params, query, body } = parts
  const given = Object.entries({
    ...Reflect.get(parts.headers, 'headers'),
    prefer: Reflect.get(parts.headers, 'prefer'),
  })
  const headers = given.filter(([, value]) => /^[\x21-\x7e]*$/.test(String(value)))
  const escaped = (value: unknown) =>
    encodeURIComponent(
      (typeof value === 'object' ? JSON.stringify(value) : String(value)).toWellFormed(),
    )
  const url = path.replaceAll(/:(\w+)/g, (_match, name: string) =>
    escaped(Reflect.get(params, name)),
  )
  const search = Object.entries(query).map(([name, value]) => `${name}=${escaped(value)}`)
  return fetch(`${gateway.url}${url}?${search.join('&')}`, {
    method,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
    ...(body === undefined ? {} : { body: JSON.stringify(fitting(body, params), hasty) }),
  })
}

const all: readonly Endpoint[] = Object.values(endpoints)
/** Those that leave less for the others to meet come last; without a registry there would be nothing. */
const last = [
  'createWorkflow',
  'registerWorker',
  'putWorkflow',
  'cancelRun',
  'terminateRun',
  'deleteWorkflow',
]
const fuzzed = all
  .filter(({ id }) => id !== 'shutdownRegistry')
  .toSorted((a, b) => last.indexOf(a.id) - last.indexOf(b.id))

test.for(fuzzed.map((endpoint) => [endpoint.id, endpoint] as const))(
  '%s answers whatever it is sent, and only with problems that it declares',
  async ([, endpoint]) => {
    // A path whose parts are empty leads elsewhere, and what is not read as a body is refused before.
    const elsewhere = ['not-found', 'method-not-allowed', ...bodyProblems]
    const may: readonly string[] = [...problemsOf(endpoint), ...elsewhere]
    const temporalIsUp = may.filter((code) => !code.startsWith('temporal-') && code !== 'internal')

    await fc.assert(
      fc.asyncProperty(requestOf(endpoint), async (parts) => {
        const response = await send(endpoint, parts)
        if (response.headers.get('content-type')?.startsWith('application/problem+json')) {
          const { code, detail } = (await response.json()) as { code: string; detail: string }
          expect(temporalIsUp, `${response.status} ${code}: ${detail}`).toContain(code)
        } else {
          expect(response.status).toBeLessThan(500)
          await response.body?.cancel()
        }
      }),
      { seed, numRuns },
    )
  },
)
