import { randomUUID } from 'node:crypto'
import { createClient, type Client } from '@temporal-registry/sdk/client'
import {
  searchAttributeTypes,
  type SearchAttributeDeclaration,
  type WorkflowSpec,
} from '@temporal-registry/contract/workflow-spec'
import { Client as RawClient, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { startTestGateway } from '../../test/gateway.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker } from '../../test/worker.ts'
import { createTemporalAttributes, type TemporalAttributes } from './temporal-attributes.ts'

type Type = SearchAttributeDeclaration['type']

let connection: Connection

beforeAll(async () => {
  connection = await Connection.connect({ address: inject('temporalAddress') })
})
afterAll(() => connection.close())

const valuesByType: Readonly<Record<Type, string | number | boolean | string[]>> = {
  Keyword: 'gold',
  KeywordList: ['a', 'b'],
  Text: 'some words',
  Int: 7,
  Double: 1.5,
  Bool: true,
  Datetime: '2031-02-03T04:05:06Z',
}

/** A gateway of a new namespace, where the few attributes that a test server takes are all free. */
async function startInNewNamespace(more: { registryId?: string; namespace?: string } = {}) {
  const namespace = more.namespace ?? `attributes-${randomUUID()}`
  const gateway = await startTestGateway({ ...more, namespace })
  return { ...gateway, namespace, raw: createTemporalAttributes({ connection, namespace }) }
}

const declaring = (
  workflowType: string,
  types: Readonly<Record<string, Type>>,
): Omit<WorkflowSpec, 'task_queue'> => ({
  workflow_type: workflowType,
  search_attributes: Object.entries(types).map(([name, type]) => ({ name, type })),
})

const register = (client: Client, ...workflows: Omit<WorkflowSpec, 'task_queue'>[]) =>
  client.workers.register(`w-${randomUUID()}`, {
    task_queue: 'nobody',
    workflows: workflows.map((workflow) => ({ ...workflow, task_queue: 'nobody' })),
  })

/** What keeps a type back; nothing when its attributes do not. Its queue has no poller in most tests. */
async function heldBack(client: Client, type: string): Promise<string> {
  const { status, reason } = await client.workflows.get(type)
  return status === 'unavailable' ? reason : ''
}

const customTypes = async (raw: TemporalAttributes) =>
  Object.fromEntries(
    (await raw.list())
      .filter(({ source }) => source === 'custom')
      .map(({ name, type }) => [name, type]),
  )

test('a start that sets attributes of all seven types succeeds as soon as its type is ready', async () => {
  await using gateway = await startInNewNamespace()
  const { namespace, client } = gateway
  for (let round = 1; round <= 3; round++) {
    const types = Object.fromEntries(searchAttributeTypes.map((type) => [`${type}_${round}`, type]))
    await using worker = await startTestWorker(gateway, {
      namespace,
      types: [declaring('facts', types)],
    })
    const values = Object.fromEntries(
      Object.entries(types).map(([name, type]) => [name, valuesByType[type]]),
    )
    const run = await client.workflows.start('facts', { search_attributes: values })
    const { search_attributes: kept } = await client.runs.get(run.workflow_id)

    expect(run.task_queue).toBe(worker.taskQueue)
    expect(kept).toMatchObject({ ...values, [`Datetime_${round}`]: expect.stringMatching(/^2031/) })
    expect(await customTypes(gateway.raw)).toMatchObject(types)
    await client.workflows.delete('facts')
  }
})

test('three replicas make what is missing at the same time, once, and all of them are ready', async () => {
  await using first = await startInNewNamespace()
  const { namespace, registryId } = first
  await using second = await startInNewNamespace({ namespace, registryId })
  await using third = await startInNewNamespace({ namespace, registryId })
  const replicas = [first, second, third]
  const types = { customer: 'Keyword', amount: 'Double', tags: 'KeywordList' } as const
  await using worker = await startTestWorker(first, {
    namespace,
    types: [declaring('facts', types)],
  })
  await Promise.all(
    replicas.map(async ({ client }, at) => {
      await eventually(async () => (await client.workflows.get('facts')).status === 'ready')
      const search_attributes = { customer: `c${at}`, amount: at, tags: ['x'] }
      const run = await client.workflows.start('facts', { search_attributes })
      expect(run.task_queue).toBe(worker.taskQueue)
    }),
  )

  expect(await customTypes(first.raw)).toEqual(types)
})

test('gateways that make different attributes of one namespace at once lose none of them', async () => {
  await using first = await startInNewNamespace()
  await using second = await startInNewNamespace({ namespace: first.namespace })
  await using third = await startInNewNamespace({ namespace: first.namespace })
  const wanted: Record<string, Type> = {}
  await Promise.all(
    [first, second, third].map(async ({ client }, at) => {
      const types = { [`a_${at}`]: 'Keyword', [`b_${at}`]: 'Keyword', [`c_${at}`]: 'Int' } as const
      Object.assign(wanted, types)
      await register(client, declaring('held', types))
      await eventually(async () => (await heldBack(client, 'held')) === '')
    }),
  )

  expect(await customTypes(first.raw)).toEqual(wanted)
})

test('what a worker of the original announces by signal is made too', async () => {
  await using gateway = await startInNewNamespace()
  const { client, namespace, registryId } = gateway
  const raw = new RawClient({ connection, namespace })
  await raw.workflow.getHandle(registryId).signal('register_worker', {
    worker_id: 'original',
    task_queue: 'q',
    workflows: [{ ...declaring('by.signal', { agent_id: 'Keyword' }), task_queue: 'q' }],
  })

  await eventually(async () => (await client.workflows.get('by.signal')).status !== 'unavailable')
  expect(await customTypes(gateway.raw)).toEqual({ agent_id: 'Keyword' })
})

test('a start that needs an attribute which somebody removed just now succeeds all the same', async () => {
  await using gateway = await startInNewNamespace()
  const { namespace, client, raw } = gateway
  const types = [declaring('facts', { level: 'Keyword', amount: 'Int' })]
  await using worker = await startTestWorker(gateway, { namespace, types })
  await raw.remove(['level', 'amount'])

  const search_attributes = { level: 'gold', amount: 3 }
  const run = await client.workflows.start('facts', { search_attributes })

  expect(run.task_queue).toBe(worker.taskQueue)
  expect((await client.runs.get(run.workflow_id)).search_attributes).toMatchObject(
    search_attributes,
  )
})

test('a start that meets a type replaced just now is told of the conflict', async () => {
  await using gateway = await startInNewNamespace()
  const { namespace, client, raw } = gateway
  const types = [declaring('facts', { level: 'Keyword' })]
  await using worker = await startTestWorker(gateway, { namespace, types })
  await raw.remove(['level'])
  await raw.add([{ name: 'level', type: 'Int' }])

  await expect(
    client.workflows.start('facts', { search_attributes: { level: 'gold' } }),
  ).rejects.toMatchObject({
    code: 'search-attribute-conflict',
    detail: expect.stringMatching('«level» is Int in Temporal, but declared as Keyword'),
  })
  expect((await client.runs.list({ task_queue: worker.taskQueue })).runs).toEqual([])
})

test("the original's four attributes of agents' runs can be set where a type declares them", async () => {
  await using gateway = await startInNewNamespace()
  const { namespace, client } = gateway
  await using worker = await startTestWorker(gateway, {
    namespace,
    types: [
      declaring('facts', {
        agent_id: 'Keyword',
        agent_acp_provider: 'Keyword',
        agent_event_types: 'KeywordList',
        tools_used: 'KeywordList',
      }),
    ],
  })
  const search_attributes = {
    agent_id: 'hello-world',
    agent_acp_provider: 'acp',
    agent_event_types: ['message', 'tool'],
    tools_used: ['grep'],
  }
  const run = await client.workflows.start('facts', { search_attributes })
  const query = `agent_id = 'hello-world' AND tools_used = 'grep'`

  expect(run.task_queue).toBe(worker.taskQueue)
  expect((await client.runs.get(run.workflow_id)).search_attributes).toMatchObject(
    search_attributes,
  )
  await eventually(async () => (await client.runs.list({ query })).runs.length === 1)
})

test('another type in Temporal keeps a type unavailable, until replaced on any replica', async () => {
  await using gateway = await startInNewNamespace()
  const { namespace, registryId, client, raw } = gateway
  await using replica = await startInNewNamespace({ namespace, registryId })
  await raw.add([{ name: 'level', type: 'Int' }])
  const answer = await register(client, declaring('held', { level: 'Keyword' }))
  const reason = expect.stringMatching('«level» is Int in Temporal, but declared as Keyword')

  expect(answer.workflows).toMatchObject([{ status: 'unavailable', reason }])
  expect(await client.workflows.get('held')).toMatchObject({ status: 'unavailable', reason })
  await expect(client.workflows.start('held', {})).rejects.toMatchObject({
    code: 'search-attribute-conflict',
    status: 409,
  })
  expect(await client.searchAttributes.ensure()).toMatchObject({
    added: [],
    conflicts: [{ name: 'level', existing_type: 'Int', desired_type: 'Keyword', source: 'custom' }],
  })
  expect(await customTypes(raw)).toEqual({ level: 'Int' })

  const report = await replica.client.searchAttributes.replace(['level'])
  expect(report.replaced).toMatchObject([{ name: 'level', type: 'Keyword' }])
  expect(await heldBack(replica.client, 'held')).toBe('')
  await eventually(async () => (await heldBack(client, 'held')) === '')
  expect(await customTypes(raw)).toEqual({ level: 'Keyword' })
})

test('a conflict that an operator mends past the gateway is over by itself', async () => {
  await using gateway = await startInNewNamespace()
  const { client, raw } = gateway
  await raw.add([{ name: 'level', type: 'Int' }])
  await register(client, declaring('held', { level: 'Keyword' }))
  expect(await heldBack(client, 'held')).toMatch('«level» is Int')

  await raw.remove(['level'])
  await raw.add([{ name: 'level', type: 'Keyword' }])

  await eventually(async () => (await heldBack(client, 'held')) === '')
})

test('of two types that declare one name differently, one is held back with the reason', async () => {
  await using gateway = await startInNewNamespace()
  const { client, raw } = gateway
  await register(client, declaring('a', { level: 'Keyword' }), declaring('b', { level: 'Int' }))

  await eventually(async () => (await heldBack(client, 'a')) === '')
  expect(await heldBack(client, 'b')).toMatch('«level» is Keyword in Temporal, but declared as Int')
  expect(await customTypes(raw)).toEqual({ level: 'Keyword' })
  expect((await client.searchAttributes.declared()).search_attributes).toEqual([
    { name: 'level', type: 'Keyword', description: '', workflows: ['a', 'b'] },
  ])
})

test("beyond Temporal's quota a type waits with Temporal's reason, the others do not", async () => {
  await using gateway = await startInNewNamespace()
  const { client, raw } = gateway
  const numbers = { n1: 'Int', n2: 'Int', n3: 'Int', n4: 'Int' } as const
  await register(client, declaring('many', numbers), declaring('other', { flag: 'Bool' }))

  const reason = await eventually(async () => {
    const why = await heldBack(client, 'many')
    return why.includes('does not make it') && why
  })
  expect(reason).toMatch('«n4» (Int) is missing')
  expect(reason).toMatch('cannot have more than 3 search attribute of type Int')
  await eventually(async () => (await heldBack(client, 'other')) === '')
  const once = createClient({ url: gateway.url, retry: false })
  await expect(once.workflows.start('many', {})).rejects.toMatchObject({
    code: 'search-attribute-not-ready',
    retryAfterMs: 1_000,
  })
  await expect(client.searchAttributes.ensure()).rejects.toMatchObject({
    code: 'search-attribute-refused',
    status: 422,
  })

  // Whoever makes room must also stop declaring what is removed, or it is made again.
  await register(client, declaring('many', { n4: 'Int' }))
  await raw.remove(['n1'])
  await eventually(async () => (await heldBack(client, 'many')) === '')
})

test('one spec cannot declare a name twice with two types', async () => {
  await using gateway = await startInNewNamespace()
  const workflow = declaring('twice', { level: 'Keyword' })
  workflow.search_attributes?.push({ name: 'level', type: 'Int' })

  await expect(register(gateway.client, workflow)).rejects.toMatchObject({
    code: 'validation-failed',
    problem: { errors: [{ pointer: '/workflows/0/search_attributes/1/type' }] },
  })
  expect((await gateway.client.workflows.list()).workflows).toEqual([])
})

test('what a replacement is refused for leaves everything as it was', async () => {
  await using gateway = await startInNewNamespace()
  const { client, raw } = gateway
  await raw.add([
    { name: 'n1', type: 'Int' },
    { name: 'n2', type: 'Int' },
    { name: 'n3', type: 'Int' },
    { name: 'level', type: 'Keyword' },
  ])
  const before = await customTypes(raw)
  await register(
    client,
    declaring('held', { level: 'Int' }),
    declaring('own', { WorkflowType: 'Int' }),
  )

  const refusals: [names: string[], code: string, status: number][] = [
    [['level'], 'search-attribute-refused', 422],
    [['level', 'zzz'], 'validation-failed', 400],
    [[], 'validation-failed', 400],
    [['WorkflowType'], 'validation-failed', 400],
  ]
  for (const [names, code, status] of refusals) {
    const replacing = client.searchAttributes.replace(names)
    await expect(replacing).rejects.toMatchObject({ code, status })
    expect(await customTypes(raw)).toEqual(before)
  }
  const unconfirmed = await fetch(`${gateway.url}/registry/temporal/search-attributes`, {
    method: 'POST',
    body: JSON.stringify({ mode: 'replace', attributes: ['level'] }),
  })

  expect(unconfirmed.status).toBe(400)
  expect(await unconfirmed.json()).toMatchObject({ errors: [{ pointer: '/confirm' }] })
  expect(await customTypes(raw)).toEqual(before)
})

test('what the namespace has is listed with its source, sorted, and validate tells all of it', async () => {
  await using gateway = await startInNewNamespace()
  const { client, raw } = gateway
  await raw.add([
    { name: 'zeta', type: 'Text' },
    { name: 'alpha', type: 'Bool' },
  ])
  const { search_attributes: actual } = await client.searchAttributes.actual()
  const report = await client.searchAttributes.validate()

  expect(actual.slice(0, 3)).toMatchObject([
    { name: 'alpha', type: 'Bool', source: 'custom' },
    { name: 'zeta', type: 'Text', source: 'custom' },
    { source: 'system' },
  ])
  expect(actual).toContainEqual({ name: 'StartTime', type: 'Datetime', source: 'system' })
  expect(report).toMatchObject({ mode: 'validate', existing: actual, desired: [], missing: [] })
})
