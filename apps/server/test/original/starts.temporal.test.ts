import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../wait.ts'
import { startReplicas, type Replicas } from './replicas.ts'

/** Starts as the original's clients ask for them, over three replicas, on a worker that registered by signal. */
let replicas: Replicas
let worker: Awaited<ReturnType<Replicas['startOriginalWorker']>>
const call: Replicas['call'] = (...request) => replicas.call(...request)
const start = (type: string, body: unknown) => call('POST', `/workflows/${type}/start`, body)

const needsN = {
  type: 'object',
  required: ['n'],
  properties: { n: { type: 'integer' }, kind: { enum: ['a', 'b'] } },
}

beforeAll(async () => {
  replicas = await startReplicas()
  worker = await replicas.startOriginalWorker([
    { workflow_type: 'echo', input_schema: needsN },
    { workflow_type: 'agent.run.v1' },
    { workflow_type: 'off', enabled: false },
  ])
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await replicas[Symbol.asyncDispose]()
})

test('a start without an id answers one made of the type, and where it runs', async () => {
  const { status, json } = await start('echo', { input: { n: 1 } })

  expect(status).toBe(200)
  expect(json).toEqual({
    workflow_id: expect.stringMatching(/^echo-[0-9a-f]{8}$/),
    run_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    task_queue: worker.taskQueue,
    workflow_type: 'echo',
  })
  await eventually(
    async () => (await call('GET', `/runs/${json.workflow_id}/result`)).json.status === 'completed',
  )
})

test('an id is taken verbatim, a name is claimed, both together are a 400', async () => {
  expect((await start('echo', { input: { n: 1 }, workflow_id: 'my id/1' })).json.workflow_id).toBe(
    'my id/1',
  )
  expect((await start('echo', { input: { n: 1 }, name: 'My Name' })).json.workflow_id).toBe(
    'my-name-r1',
  )
  expect((await start('echo', { input: { n: 1 }, name: 'My Name' })).json.workflow_id).toBe(
    'my-name-r2',
  )
  expect(await start('echo', { input: { n: 1 }, name: 'a', workflow_id: 'b' })).toMatchObject({
    status: 400,
    json: { code: 'validation-failed' },
  })
})

test('empty id and name count as none, and a closed run gives its id to a new one', async () => {
  const body = { input: { n: 1 }, workflow_id: 'again', name: '' }
  const first = await start('echo', body)
  await eventually(
    async () => (await call('GET', '/runs/again/result')).json.status === 'completed',
  )
  const second = await start('echo', body)

  expect([first.status, second.status]).toEqual([200, 200])
  expect(second.json.run_id).not.toBe(first.json.run_id)
  expect((await start('echo', { input: { n: 1 }, workflow_id: '', name: '' })).status).toBe(200)
})

test.each<[input: unknown, pointer: string]>([
  [{}, '/input/n'],
  [{ n: 'x' }, '/input/n'],
  [{ n: 1, kind: 'c' }, '/input/kind'],
])('input %j is refused with its place', async (input, pointer) => {
  const reply = await start('echo', { input })

  expect(reply).toMatchObject({ status: 400, json: { code: 'input-invalid' } })
  expect(reply.json.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer)
})

test('1.0 counts as an integer, true does not', async () => {
  expect((await start('echo', '{"input":{"n":1.0}}')).status).toBe(200)
  expect((await start('echo', { input: { n: true } })).status).toBe(400)
})

test('unknown, disabled and unserved types are told apart (differs: one 404 for all)', async () => {
  await call('PUT', '/registry/workflows/unserved', {
    workflow_type: 'unserved',
    task_queue: 'nobody',
  })
  await eventually(async () => (await call('GET', '/registry/workflows/unserved')).status === 200)

  expect(await start('unknown', {})).toMatchObject({
    status: 404,
    json: { code: 'workflow-type-not-found' },
  })
  expect(await start('off', {})).toMatchObject({
    status: 409,
    json: { code: 'workflow-type-disabled' },
  })
  const unserved = await eventually(async () => {
    const reply = await start('unserved', {})
    return reply.status !== 404 && reply
  })
  expect(unserved).toMatchObject({ status: 503, json: { code: 'no-ready-target' } })
})

test('an id in use and an id too long are the caller’s mistakes (differs: 500)', async () => {
  const { json } = await start('echo', { input: { n: 1, hold: true }, workflow_id: 'held' })
  expect(json.workflow_id).toBe('held')
  const long = await start('echo', { input: { n: 1 }, workflow_id: 'x'.repeat(1_001) })

  expect(long).toMatchObject({ status: 400, json: { code: 'validation-failed' } })
})

const agent = { agent_id: 'hello-world', workspace: '/work/repo' }

test('POST /run starts agent.run.v1 with the whole body as its input, under an id of the agent', async () => {
  const { status, json } = await call('POST', '/run', agent)

  expect(status).toBe(200)
  expect(json).toEqual({
    workflow_id: expect.stringMatching(/^run-agent-hello-world-[0-9a-f]{8}$/),
    run_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
})

test('POST /run claims a name', async () => {
  expect((await call('POST', '/run', { ...agent, name: 'Nightly' })).json.workflow_id).toBe(
    'nightly-r1',
  )
})

test.each<[what: string, body: object, pointer: string]>([
  ['no agent', { workspace: '/w' }, '/agent_id'],
  ['an agent in capitals', { ...agent, agent_id: 'Hello' }, '/agent_id'],
  ['a relative workspace', { ...agent, workspace: 'work' }, '/workspace'],
  ['a system folder', { ...agent, workspace: '/etc' }, '/workspace'],
  ['a system folder by detours', { ...agent, workspace: '/work/../etc/' }, '/workspace'],
  [
    'a system folder by two slashes (differs: taken)',
    { ...agent, workspace: '//etc' },
    '/workspace',
  ],
  ['a chain without a mode', { ...agent, chain: [{ prompt: 'x' }] }, '/chain_mode'],
  ['an unknown member', { ...agent, extra: 1 }, '/extra'],
])('POST /run with %s is a 400', async (_what, body, pointer) => {
  const reply = await call('POST', '/run', body)

  expect(reply).toMatchObject({ status: 400, json: { code: 'validation-failed' } })
  expect(reply.json.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer)
})
