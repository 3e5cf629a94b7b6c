import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../wait.ts'
import { startReplicas, type Replicas } from './replicas.ts'

/** The three schedule routes of the original, over three replicas, on a worker that registered by signal. */
let replicas: Replicas
let worker: Awaited<ReturnType<Replicas['startOriginalWorker']>>
const call: Replicas['call'] = (...request) => replicas.call(...request)
const made: string[] = []

async function create(body: object, id = `s-${randomUUID()}`) {
  made.push(id)
  return { id, reply: await call('POST', `/schedules/${id}`, { workflow_type: 'echo', ...body }) }
}

beforeAll(async () => {
  replicas = await startReplicas()
  worker = await replicas.startOriginalWorker([
    {
      workflow_type: 'echo',
      input_schema: { type: 'object', properties: { n: { type: 'integer' } } },
      schedule_input_warnings: [{ field: 'provider', message: 'no provider set' }],
    },
  ])
})
afterAll(async () => {
  for (const id of made) await call('DELETE', `/schedules/${id}`)
  await worker[Symbol.asyncDispose]()
  await replicas[Symbol.asyncDispose]()
})

test('a schedule is a 201 with nothing to say, or with the warnings its type declares', async () => {
  const silent = await create({ input: { provider: 'x' }, interval_seconds: 3_600 })
  const warned = await create({ interval_seconds: 3_600 })

  expect([silent.reply.status, silent.reply.text]).toEqual([201, ''])
  expect(warned.reply).toMatchObject({
    status: 201,
    json: { warnings: [{ field: 'provider', message: 'no provider set' }] },
  })
})

test('an id that is taken is a 200 that says so, and changes nothing', async () => {
  const { id } = await create({ interval_seconds: 3_600, note: 'first' })
  const again = await create({ interval_seconds: 60, note: 'second' }, id)

  expect(again.reply).toMatchObject({ status: 200, json: { status: 'already_exists', id } })
  expect((await call('GET', `/schedules/${id}`)).json).toMatchObject({ note: 'first' })
})

test('GET has the original members, and a schedule of every second fires', async () => {
  const { id } = await create({ interval_seconds: 1, input: { n: 1 }, overlap_policy: 'allow_all' })

  const { json } = await eventually(async () => {
    const reply = await call('GET', `/schedules/${id}`)
    return reply.json.recent.length > 0 && reply
  })

  expect(json).toMatchObject({ id, paused: false, running: expect.any(Array) })
  expect(json.next_fires.length).toBeGreaterThan(0)
  expect(json.next_fires.length).toBeLessThanOrEqual(10)
  expect(Date.parse(json.next_fires[0])).toBeGreaterThan(Date.now() - 60_000)
  expect(json.recent[0]).toMatchObject({
    scheduled_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    started_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
  })
})

test('fire_offsets_seconds [0]: 20 at once are 20 runs (differs: the original lost most)', async () => {
  const ids = await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { id, reply } = await create({ fire_offsets_seconds: [0], input: { n: 1 } })
      expect(reply.status).toBe(201)
      return id
    }),
  )

  for (const id of ids) {
    await eventually(async () => {
      const query = encodeURIComponent(`WorkflowId STARTS_WITH "${id}"`)
      const { json } = await call('GET', `/runs?query=${query}`)
      return json.runs?.length === 1
    })
  }
})

test('fire_offsets_seconds later than now fire once each', async () => {
  const { id, reply } = await create({ fire_offsets_seconds: [1, 2, 1], input: { n: 1 } })

  expect(reply.status).toBe(201)
  await eventually(async () => {
    const query = encodeURIComponent(`WorkflowId STARTS_WITH "${id}"`)
    return (await call('GET', `/runs?query=${query}`)).json.runs?.length === 2
  })
})

test('bounds are ISO text with a zone or seconds since 1970', async () => {
  const start = Math.ceil(Date.now() / 1000) + 3_600
  const end = new Date((start + 7_200) * 1000).toISOString().replace('Z', '+00:00')
  const { id, reply } = await create({ interval_seconds: 600, start_at: start, end_at: end })

  expect(reply.status).toBe(201)
  const { json } = await call('GET', `/schedules/${id}`)
  expect(Date.parse(json.next_fires[0])).toBeGreaterThanOrEqual(start * 1000)
})

test.each<[what: string, body: object, pointer: string]>([
  ['an interval of nothing', { interval_seconds: 0 }, '/interval_seconds'],
  [
    'an interval past all bounds (differs: 500)',
    { interval_seconds: 99_999_999_999_999 },
    '/interval_seconds',
  ],
  ['no offsets', { fire_offsets_seconds: [] }, '/fire_offsets_seconds'],
  ['a negative offset', { fire_offsets_seconds: [-1] }, '/fire_offsets_seconds/0'],
  [
    'an offset past all bounds (differs: 500)',
    { fire_offsets_seconds: [999_999_999_999] },
    '/fire_offsets_seconds/0',
  ],
  ['a naive time', { start_at: '2030-01-01T00:00:00' }, '/start_at'],
  [
    'an end before the start',
    { start_at: '2030-01-02T00:00:00Z', end_at: '2030-01-01T00:00:00Z' },
    '/end_at',
  ],
  ['the year 1 (differs: 500)', { start_at: '0001-01-01T00:00:00+09:00' }, '/start_at'],
  [
    'bounds with offsets',
    { start_at: '2030-01-02T00:00:00Z', fire_offsets_seconds: [1] },
    '/start_at',
  ],
  ['an overlap policy there is not', { overlap_policy: 'sometimes' }, '/overlap_policy'],
  ['input that does not fit', { input: { n: 'x' } }, '/input/n'],
  ['an undeclared search attribute', { search_attributes: { foo: 'x' } }, '/search_attributes/foo'],
  ['an unknown member', { every: 5 }, '/every'],
])('%s is refused with its place, and nothing is made', async (_what, body, pointer) => {
  const { id, reply } = await create(body)

  expect(reply.status).toBeGreaterThanOrEqual(400)
  expect(reply.status).toBeLessThan(500)
  expect(reply.json.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer)
  expect((await call('GET', `/schedules/${id}`)).status).toBe(404)
})

test('DELETE is a 204, and a 404 where there is none (differs: 500)', async () => {
  const { id } = await create({ interval_seconds: 3_600 })

  expect((await call('DELETE', `/schedules/${id}`)).status).toBe(204)
  await eventually(async () => (await call('GET', `/schedules/${id}`)).status === 404)
  expect(await call('DELETE', `/schedules/${id}`)).toMatchObject({
    status: 404,
    json: { code: 'schedule-not-found' },
  })
})

test('a schedule of a type that nobody registered is a 404', async () => {
  expect((await create({ workflow_type: 'unknown' })).reply).toMatchObject({
    status: 404,
    json: { code: 'workflow-type-not-found' },
  })
})
