import { randomUUID } from 'node:crypto'
import { Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { post } from '../../test/post.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let worker: TestWorker

beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway, { types: [{ workflow_type: 'agent.run.v1' }] })
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

const agent = { agent_id: 'hello-world', workspace: '/work/space' }
const run = (body: object, headers?: Record<string, string>) => post(gateway, '/run', body, headers)
const resultOf = async (workflowId: string) =>
  (await gateway.client.runs.waitForResult(workflowId)).result

test("the workflow gets the whole body with the original's defaults", async () => {
  const { status, body } = await run(agent)

  expect(status).toBe(200)
  expect(Object.keys(body)).toEqual(['workflow_id', 'run_id'])
  expect(body.workflow_id).toMatch(/^run-agent-hello-world-[0-9a-f]{8}$/)
  expect(await resultOf(body.workflow_id)).toEqual({
    ...agent,
    prompt: '',
    agent_acp_provider: '',
    chain: [],
    chain_mode: '',
  })
})

test('every member reaches it but the type and the name, which are for the start', async () => {
  const name = `Agent ${randomUUID()}`
  const { body } = await run({
    agent_id: 'a.b_c-1',
    workspace: '/work//x/./y/../z/',
    workflow_type: 'agent.run.v1',
    prompt: 'Do it',
    agent_acp_provider: 'acme',
    chain: [{ agent_id: 'next', prompt: 'Then this' }, {}],
    chain_mode: 'append',
    name,
  })

  expect(body.workflow_id).toBe(`${name.toLowerCase().replaceAll(' ', '-')}-r1`)
  expect(await resultOf(body.workflow_id)).toEqual({
    agent_id: 'a.b_c-1',
    workspace: '/work/x/z',
    prompt: 'Do it',
    agent_acp_provider: 'acme',
    chain: [
      { agent_id: 'next', prompt: 'Then this' },
      { agent_id: '', prompt: '' },
    ],
    chain_mode: 'append',
  })
})

test.each([
  [{ workspace: '/' }, '/workspace'],
  [{ workspace: '//' }, '/workspace'],
  [{ workspace: '/etc' }, '/workspace'],
  [{ workspace: '//etc' }, '/workspace'],
  [{ workspace: '///etc///' }, '/workspace'],
  [{ workspace: '/work/../root/.' }, '/workspace'],
  [{ workspace: '/usr/' }, '/workspace'],
  [{ workspace: 'work' }, '/workspace'],
  [{ workspace: '' }, '/workspace'],
  [{ workspace: undefined }, '/workspace'],
  [{ agent_id: undefined }, '/agent_id'],
  [{ agent_id: 'Upper' }, '/agent_id'],
  [{ agent_id: '' }, '/agent_id'],
  [{ agent_id: `a${'b'.repeat(64)}` }, '/agent_id'],
  [{ agent_id: 'line\n' }, '/agent_id'],
  [{ chain: [{ agent_id: 'UP' }], chain_mode: 'append' }, '/chain/0/agent_id'],
  [{ chain: [{ agent: 'x' }], chain_mode: 'append' }, '/chain/0/agent'],
  [{ chain: [{}] }, '/chain_mode'],
  [{ chain_mode: 'prepend' }, '/chain_mode'],
  [{ workflow_type: ' ' }, '/workflow_type'],
  [{ prompt: 1 }, '/prompt'],
  [{ extra: 1 }, '/extra'],
])('%j is refused with its pointer', async (change, pointer) => {
  const { body } = await run({ ...agent, ...change })

  expect(body).toMatchObject({ status: 400, code: 'validation-failed', errors: [{ pointer }] })
})

test("a folder below a machine's own is a workspace, as in the original", async () => {
  expect((await run({ ...agent, workspace: '/home/me' })).status).toBe(200)
  expect((await run({ ...agent, workspace: '/etcetera' })).status).toBe(200)
})

test('an unknown type, an input that does not fit, and a type without a worker say so', async () => {
  await using strict = await startTestWorker(gateway, {
    types: [{ workflow_type: 'agent.strict', input_schema: { required: ['more'] } }],
  })
  const unknown = await run({ ...agent, workflow_type: 'agent.none' })
  const unfit = await run({ ...agent, workflow_type: 'agent.strict' })
  await strict.announcement?.leave()
  const gone = await run({ ...agent, workflow_type: 'agent.strict' })

  expect(unknown.body).toMatchObject({ status: 404, code: 'workflow-type-not-found' })
  expect(unfit.body).toMatchObject({ code: 'input-invalid', errors: [{ pointer: '/input/more' }] })
  expect([gone.status, gone.body.code]).toEqual([400, 'input-invalid'])
})

test('the client and the memo tell the same', async () => {
  const { client } = gateway
  const started = await client.workflows.runAgent(agent, { idempotencyKey: 'auto' })
  const described = await client.runs.get(started.workflow_id)

  expect(described).toMatchObject({
    run_id: started.run_id,
    route: { task_queue: worker.taskQueue, reason: 'the only ready target' },
  })
})

test('the same key and body are one run', async () => {
  const key = { 'idempotency-key': randomUUID() }
  const first = await run(agent, key)
  const again = await run(agent, key)
  const other = await run({ ...agent, prompt: 'other' }, key)

  expect(again.body).toEqual(first.body)
  expect(again.headers.get('idempotency-replayed')).toBe('true')
  expect(first.body.workflow_id).toMatch(/^run-agent-hello-world-[0-9a-f]{24}$/)
  expect(other.body).toMatchObject({ status: 409, code: 'idempotency-key-reused' })
})

test('search attributes are set where the namespace has them as Keywords, and left out where not', async () => {
  // The attributes of a namespace are everybody's in it.
  const namespace = `agents-${randomUUID()}`
  await using old = await startTestGateway({ namespace })
  await using _worker = await startTestWorker(old, {
    namespace,
    types: [{ workflow_type: 'agent.run.v1' }],
  })
  const without = await post(old, '/run', { ...agent, agent_acp_provider: 'acme' })
  const before = await old.client.runs.get(without.body.workflow_id)
  const connection = await Connection.connect({ address: inject('temporalAddress') })
  await connection.operatorService.addSearchAttributes({
    namespace,
    searchAttributes: { agent_id: 2, agent_acp_provider: 2 },
  })
  await connection.close()
  // A gateway that begins now has not asked before.
  await using fresh = await startTestGateway({ namespace, registryId: old.registryId })
  await eventually(
    async () => (await fresh.client.workflows.get('agent.run.v1')).status === 'ready',
  )
  // A new attribute is listed before it is usable: until then runs begin without it.
  const described = await eventually(async () => {
    const { status, body } = await post(fresh, '/run', { ...agent, agent_acp_provider: 'acme' })
    expect(status).toBe(200)
    const found = await fresh.client.runs.get(body.workflow_id)
    return 'agent_id' in found.search_attributes && found
  })
  const bare = await post(fresh, '/run', agent)
  const plain = await fresh.client.runs.get(bare.body.workflow_id)

  expect(without.status).toBe(200)
  expect(before.search_attributes).not.toHaveProperty('agent_id')
  expect(described.search_attributes).toMatchObject({
    agent_id: 'hello-world',
    agent_acp_provider: 'acme',
  })
  expect(plain.search_attributes).toMatchObject({ agent_id: 'hello-world' })
  expect(plain.search_attributes).not.toHaveProperty('agent_acp_provider')
})
