import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../wait.ts'
import { startReplicas, type Replicas } from './replicas.ts'

/**
 * What clients of the Python original 0.1.7 send and read, over three replicas. A refusal is told here
 * as problem+json, where the original sent bare text or a 500: those differences are named `differs`.
 */
let replicas: Replicas
const call: Replicas['call'] = (...request) => replicas.call(...request)

beforeAll(async () => {
  replicas = await startReplicas()
})
afterAll(() => replicas[Symbol.asyncDispose]())

const spec = (type: string) => ({
  workflow_type: type,
  version: '',
  task_queue: 'tq',
  description: '',
  input_schema: {},
  schedule_input_warnings: [],
  search_attributes: [],
  enabled: true,
  labels: {},
})
const workflows = async () => (await call('GET', '/registry/workflows')).json.workflows
const untilListed = (type: string) =>
  eventually(async () =>
    (await workflows()).find((one: { workflow_type: string }) => one.workflow_type === type),
  )
const refusal = (status: number, code: string) => ({ status, json: { status, code } })

test('GET /health and GET /ready', async () => {
  expect(await call('GET', '/health')).toMatchObject({ status: 200, json: { status: 'ok' } })
  expect(await call('GET', '/ready')).toMatchObject({ status: 200, json: { status: 'ready' } })
})

test('GET /registry/status has the original members', async () => {
  const { status, json } = await call('GET', '/registry/status')

  expect(status).toBe(200)
  expect(json).toMatchObject({
    workflow_count: expect.any(Number),
    worker_count: expect.any(Number),
    healthy_worker_count: expect.any(Number),
    started_at_epoch: expect.any(Number),
    last_registry_service_started_epoch: expect.any(Number),
    registry_service_process_id: expect.stringMatching(/^.+:\d+$/),
  })
})

test('POST /registry/workflows stores a spec and answers it normalised, without workers', async () => {
  const sent = { workflow_type: ' posted.v1 ', task_queue: ' tq ' }

  const { status, json } = await call('POST', '/registry/workflows', sent)

  expect(status).toBe(201)
  expect(json).toMatchObject(spec('posted.v1'))
  expect(Object.keys(json).slice(0, 9)).toEqual([
    'workflow_type',
    'version',
    'task_queue',
    'description',
    'input_schema',
    'schedule_input_warnings',
    'search_attributes',
    'enabled',
    'labels',
  ])
  expect(json).not.toHaveProperty('workers')
  expect(await untilListed('posted.v1')).toMatchObject({ ...spec('posted.v1'), workers: [] })
})

test('POST of a type that is there is a 409; 20 at once store exactly one (differs: the original said 201 to six)', async () => {
  const answers = await Promise.all(
    Array.from({ length: 20 }, (_, at) =>
      call('POST', '/registry/workflows', { workflow_type: 'raced.v1', task_queue: `q${at}` }),
    ),
  )

  const stored = answers.filter(({ status }) => status === 201)
  expect(stored).toHaveLength(1)
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(19)
  expect(answers.find(({ status }) => status === 409)).toMatchObject(
    refusal(409, 'workflow-type-exists'),
  )
  expect(await untilListed('raced.v1')).toMatchObject({ task_queue: stored[0]?.json.task_queue })
})

test('GET /registry/workflows/{type}: the info, or a 404', async () => {
  await call('PUT', '/registry/workflows/one.v1', spec('one.v1'))

  const found = await eventually(async () => {
    const reply = await call('GET', '/registry/workflows/one.v1')
    return reply.status === 200 && reply
  })
  expect(found.json).toMatchObject({ ...spec('one.v1'), workers: [] })
  expect(await call('GET', '/registry/workflows/none')).toMatchObject(
    refusal(404, 'workflow-type-not-found'),
  )
})

test('PUT /registry/workflows/{type} replaces; path and body must match', async () => {
  const path = '/registry/workflows/put.v1'
  const first = await call('PUT', path, spec('put.v1'))
  const second = await call('PUT', path, { ...spec('put.v1'), description: 'new', enabled: false })

  expect([first.status, second.status]).toEqual([200, 200])
  expect(second.json).toMatchObject({ description: 'new', enabled: false })
  expect(await call('PUT', path, spec('other.v1'))).toMatchObject({
    ...refusal(400, 'validation-failed'),
    json: { errors: [{ pointer: '/workflow_type' }] },
  })
  await eventually(async () => (await call('GET', path)).json.description === 'new')
})

test('an unversioned spec is replaced by PUT whatever its schema, as in the original', async () => {
  const path = '/registry/workflows/schema.v1'
  const narrow = { type: 'object', required: ['a'], properties: { a: { type: 'integer' } } }
  await call('PUT', path, spec('schema.v1'))

  expect(await call('PUT', path, { ...spec('schema.v1'), input_schema: narrow })).toMatchObject({
    status: 200,
    json: { input_schema: narrow },
  })
})

test('DELETE /registry/workflows/{type} is a 204, also when absent', async () => {
  await call('PUT', '/registry/workflows/gone.v1', spec('gone.v1'))
  await untilListed('gone.v1')

  expect(await call('DELETE', '/registry/workflows/gone.v1')).toMatchObject({
    status: 204,
    text: '',
  })
  expect((await call('DELETE', '/registry/workflows/gone.v1')).status).toBe(204)
  for (const { client } of replicas.all) {
    await eventually(async () =>
      (await client.workflows.list()).workflows.every((one) => one.workflow_type !== 'gone.v1'),
    )
  }
})

test('the list is sorted, holds disabled types, and tells of workers that registered by signal', async () => {
  await call('PUT', '/registry/workflows/aaa.v1', { ...spec('aaa.v1'), enabled: false })
  await untilListed('aaa.v1')
  await using worker = await replicas.startOriginalWorker([{ workflow_type: 'echo' }])

  const listed: { workflow_type: string }[] = await workflows()
  const names = listed.map((one) => one.workflow_type)

  expect(names).toEqual(names.toSorted())
  expect(listed).toContainEqual(
    expect.objectContaining({ workflow_type: 'aaa.v1', enabled: false }),
  )
  expect(listed.find((one) => one.workflow_type === 'echo')).toMatchObject({
    task_queue: worker.taskQueue,
    workers: [
      {
        task_queue: worker.taskQueue,
        ttl_seconds: 60,
        last_seen_epoch: expect.any(Number),
        environment: 'local',
        labels: {},
        workflows: ['echo'],
        healthy: true,
      },
    ],
  })
})

test.each<[what: string, body: unknown, code: string, pointer?: string]>([
  ['no JSON', '{', 'malformed-json'],
  ['no body', '', 'validation-failed'],
  ['no task_queue', { workflow_type: 'a' }, 'validation-failed', '/task_queue'],
  ['a blank type', { workflow_type: ' ', task_queue: 'q' }, 'validation-failed', '/workflow_type'],
  ['an unknown member', { ...spec('a'), extra: 1 }, 'validation-failed', '/extra'],
  [
    'a schema that is none (differs: the original took it, and every start failed)',
    { ...spec('a'), input_schema: { type: 'bogus' } },
    'schema-invalid',
    '/input_schema/type',
  ],
  [
    'a schema that is elsewhere (differs: the original fetched it at every start)',
    { ...spec('a'), input_schema: { $ref: 'http://127.0.0.1:9/x.json' } },
    'schema-invalid',
    '/input_schema/$ref',
  ],
])('POST /registry/workflows with %s is a 400', async (_what, body, code, pointer) => {
  const reply = await call('POST', '/registry/workflows', body)

  expect(reply).toMatchObject(refusal(400, code))
  if (pointer) expect(reply.json.errors[0].pointer).toBe(pointer)
})

test('an unknown path, a wrong method and a trailing slash', async () => {
  expect(await call('GET', '/nowhere')).toMatchObject(refusal(404, 'not-found'))
  expect(await call('PATCH', '/registry/workflows')).toMatchObject(
    refusal(405, 'method-not-allowed'),
  )
  expect((await call('GET', '/registry/workflows/')).status).toBe(200)
})

test('POST /registry/shutdown completes the registry; what it held is there again with the next write (differs: the original forgot all)', async () => {
  await call('PUT', '/registry/workflows/kept.v1', spec('kept.v1'))
  await untilListed('kept.v1')

  expect(await call('POST', '/registry/shutdown')).toMatchObject({
    status: 202,
    json: { status: 'shutdown signaled' },
  })
  expect((await call('PUT', '/registry/workflows/after.v1', spec('after.v1'))).status).toBe(200)
  await untilListed('after.v1')
  expect(await untilListed('kept.v1')).toBeTruthy()
})
