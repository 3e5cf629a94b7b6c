import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../wait.ts'
import { startReplicas, type Replicas } from './replicas.ts'

/** Search attributes as the original administers them, over three replicas and in a namespace of their own. */
let replicas: Replicas
const call: Replicas['call'] = (...request) => replicas.call(...request)
const actual = '/registry/temporal/search-attributes'
const reconcile = (body: object) => call('POST', actual, body)
const declare = (type: string, attributes: readonly object[]) =>
  call('PUT', `/registry/workflows/${type}`, {
    workflow_type: type,
    task_queue: 'q',
    search_attributes: attributes,
  })

beforeAll(async () => {
  replicas = await startReplicas({ namespace: `original-${randomUUID()}` })
  await declare('b.v1', [{ name: 'agent_id', type: 'Keyword' }])
  await declare('a.v1', [
    { name: 'agent_id', type: 'Keyword', description: 'whose run' },
    { name: 'tools_used', type: 'KeywordList' },
  ])
  for (const { url } of replicas.all) {
    await eventually(async () => {
      const response = await fetch(`${url}/registry/search-attributes`)
      return (
        ((await response.json()) as { search_attributes: unknown[] }).search_attributes.length === 2
      )
    })
  }
})
afterAll(() => replicas[Symbol.asyncDispose]())

test('GET /registry/search-attributes merges what types declare, by name', async () => {
  const { status, json } = await call('GET', '/registry/search-attributes')

  expect(status).toBe(200)
  expect(json.search_attributes).toMatchObject([
    { name: 'agent_id', type: 'Keyword', workflows: ['a.v1', 'b.v1'] },
    { name: 'tools_used', type: 'KeywordList', workflows: ['a.v1'] },
  ])
})

test('GET /registry/temporal/search-attributes tells custom from system ones, sorted', async () => {
  const { status, json } = await eventually(async () => {
    const reply = await call('GET', actual)
    return JSON.stringify(reply.json).includes('tools_used') && reply
  })
  const all: { name: string; type: string; source: string }[] = json.search_attributes

  expect(status).toBe(200)
  expect(all).toContainEqual({ name: 'agent_id', type: 'Keyword', source: 'custom' })
  expect(all).toContainEqual({ name: 'WorkflowId', type: 'Keyword', source: 'system' })
  const keys = all.map(({ source, name }) => `${source} ${name}`)
  expect(keys).toEqual(keys.toSorted())
})

test('the report of validate and of ensure has the original members', async () => {
  for (const mode of ['validate', 'ensure']) {
    const { status, json } = await reconcile({ mode, attributes: ['agent_id'] })

    expect(status).toBe(200)
    expect(json).toMatchObject({
      mode,
      desired: [{ name: 'agent_id', type: 'Keyword' }],
      existing: expect.any(Array),
      missing: [],
      conflicts: [],
      added: [],
      replaced: [],
      unchanged: [expect.anything()],
      warnings: [],
    })
  }
  expect((await reconcile({})).json.mode).toBe('validate')
})

test.each<[what: string, body: object]>([
  ['an attribute that nobody declares', { attributes: ['zzz'] }],
  ['a replacement that is not confirmed', { mode: 'replace', attributes: ['agent_id'] }],
  ['a replacement of everything', { mode: 'replace', confirm: true }],
  ['an unknown mode', { mode: 'drop' }],
])('%s is a 400, and nothing is changed', async (_what, body) => {
  const before = (await call('GET', actual)).json

  expect((await reconcile(body)).status).toBe(400)
  expect((await call('GET', actual)).json).toEqual(before)
})
