import { randomUUID } from 'node:crypto'
import { bodyProblems, problemsOf, type Endpoint } from '@temporal-registry/contract/endpoint'
import { endpoints, type EndpointId } from '@temporal-registry/contract/endpoints'
import { problems } from '@temporal-registry/contract/problem'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freshPostgres } from '../../test/database.ts'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

let gateway: TestGateway
let worker: TestWorker
const runId = randomUUID()

let database: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  database = await freshPostgres()
  gateway = await startTestGateway({ database: `{ url: '${database.url}' }` })
  worker = await startTestWorker(gateway)
  await gateway.client.workflows.start('adder', { workflow_id: runId, input: { start: 1 } })
})
afterAll(async () => {
  await gateway.client.runs.terminate(runId)
  await worker[Symbol.asyncDispose]()
  await gateway.close()
  await database.remove()
})

const all: readonly Endpoint[] = Object.values(endpoints)
const withParams = all.filter(({ params }) => params)
/** But for forms of pages, and for webhooks, which are known by their signature before anything is read. */
const withBody = all.filter(({ body, scope }) => body && scope !== 'public')

/** Sends a request and checks what every refusal has in common. */
async function refusalOf(endpoint: Endpoint, path: string, init: RequestInit = {}) {
  const response = await fetch(gateway.url + path, { method: endpoint.method, ...init })
  const text = await response.text()
  const what = `${endpoint.method} ${path.slice(0, 200)} → ${response.status} ${text.slice(0, 500)}`

  expect(response.headers.get('content-type'), what).toBe('application/problem+json; charset=utf-8')
  const body = JSON.parse(text)
  const may: readonly string[] = [...problemsOf(endpoint), ...bodyProblems]
  expect(may, what).toContain(body.code)
  expect(body, what).toMatchObject({
    status: response.status,
    type: `/problems/${body.code}`,
    title: expect.stringMatching(/./),
    detail: expect.stringMatching(/./),
    remedy: expect.stringMatching(/./),
    instance: path.split('?')[0],
    request_id: response.headers.get('x-request-id'),
  })
  expect(response.status, what).toBe(problems[body.code as keyof typeof problems].status)
  expect(response.status, what).toBeGreaterThanOrEqual(400)
  expect(response.status, what).toBeLessThan(500)
  const pointers: string[] = (body.errors ?? []).map((error: { pointer: string }) => error.pointer)
  return { what, code: body.code as string, detail: body.detail as string, pointers }
}

/** A path of an endpoint with one of its parts as given and the others harmless. */
const pathWith = ({ path }: Endpoint, part: string, name?: string) =>
  path.replaceAll(/:(\w+)/g, (_match, one: string) => (one === name || !name ? part : 'x'))

const paramsOf = ({ path }: Endpoint) => [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => name)

test.each([
  ['NUL', '%00', true],
  ['a line feed', 'a%0Ab', true],
  ['blanks only', '%20%20', true],
  ['1,001 bytes', 'a'.repeat(1_001), true],
  ['1,000 characters of three bytes', encodeURIComponent('日'.repeat(1_000)), true],
  ['251 characters of four bytes', encodeURIComponent('😀'.repeat(251)), true],
  ['an escape that is not UTF-8', '%ff', false],
  ['a lone surrogate in escapes', '%ed%a0%80', false],
  ['half an escape', '%', false],
  ['4,000 characters', 'a'.repeat(4_000), false],
])('an id of %s is refused by every endpoint that takes one', async (_what, part, isPointedAt) => {
  for (const endpoint of withParams) {
    for (const name of paramsOf(endpoint)) {
      const { code, what, pointers } = await refusalOf(endpoint, pathWith(endpoint, part, name), {
        ...(endpoint.body ? { body: '{}' } : {}),
      })

      expect(code, what).toBe('validation-failed')
      if (isPointedAt) expect(pointers, what).toContain(`:${name}`)
    }
  }
})

test.each([
  ['no JSON', 'input=1', 'malformed-json', ''],
  ['cut short', '{"a":', 'malformed-json', ''],
  ['not UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'malformed-json', ''],
  ['NaN', '{"a":NaN}', 'malformed-json', ''],
  ['100,000 levels deep', '['.repeat(100_000) + ']'.repeat(100_000), 'body-unsafe', undefined],
  ['a lone surrogate', '{"a":"\\ud800"}', 'body-unsafe', '/a'],
  ['NUL', '{"a":["\\u0000"]}', 'body-unsafe', '/a/0'],
  ['__proto__', '{"__proto__":{}}', 'body-unsafe', ''],
  ['an integer past a double', '{"a":9007199254740993}', 'body-unsafe', '/a'],
  ['a number past any double', '{"a":{"b":1e400}}', 'body-unsafe', '/a/b'],
  ['a list', '[]', 'validation-failed', ''],
  ['text', '"{}"', 'validation-failed', ''],
  ['a number', '17', 'validation-failed', ''],
  ['false', 'false', 'validation-failed', ''],
  ['a member nobody knows', '{"a/b~c":1}', 'validation-failed', '/a~1b~0c'],
  ['constructor', '{"constructor":{"prototype":{}}}', 'validation-failed', '/constructor'],
])(
  'a body that is %s is refused by every endpoint that takes one',
  async (_w, body, expected, at) => {
    const isOfShape = expected === bad
    for (const endpoint of withBody.filter(({ id }) => !isOfShape || !judging.includes(id))) {
      const { code, what, pointers } = await refusalOf(endpoint, pathWith(endpoint, 'x'), { body })

      expect(code, what).toBe(isOfShape ? shapeRefusalOf(endpoint) : expected)
      if (at !== undefined) expect(pointers, what).toContain(at)
    }
  },
)

test('no body at all is refused where one is needed', async () => {
  for (const endpoint of withBody.filter(({ body }) => !(body && 'anyOf' in body))) {
    const { code, pointers } = await refusalOf(endpoint, pathWith(endpoint, 'x'))

    // `x` is no id where ids are of a kind.
    const ofBody = pointers.filter((pointer) => !pointer.startsWith(':'))
    expect([code, ofBody]).toEqual([shapeRefusalOf(endpoint), ['']])
  }
})

test('every parameter of every query is checked, and a strange one refused', async () => {
  for (const endpoint of all.filter(({ query }) => query)) {
    const path = pathWith(endpoint, 'x')
    const strange = await refusalOf(endpoint, `${path}?unheard-of=1`)
    expect(strange.pointers, strange.what).toContain('?unheard-of')
    for (const [name, shape] of Object.entries(propertiesOf(endpoint.query))) {
      const { type, enum: words } = shape as { type: string; enum?: unknown }
      const wrong = type === 'integer' || type === 'boolean' || words ? 'unheard of' : 'a%00b'
      const { what, pointers, code } = await refusalOf(endpoint, `${path}?${name}=${wrong}`)

      expect(code, what).toMatch(/^validation-failed$/)
      expect(pointers, what).toContain(`?${name}`)
    }
  }
})

/** TypeBox types a schema by what it holds, not by its keywords. */
const propertiesOf = (schema: object = {}): object => Reflect.get(schema, 'properties') ?? {}

/** Those whose answer is what is wrong with what was sent, item by item. */
const judging = ['validateActivityDefinition', 'importActivityDefinitions']

/** Events are CloudEvents or they are not, whichever of its three forms they are sent in. */
const shapeRefusalOf = ({ problems: declared }: Endpoint) =>
  declared.includes('event-invalid') ? 'event-invalid' : 'validation-failed'

const methods = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']

test('every path refuses the methods it does not take, and names those it does', async () => {
  const paths = Map.groupBy(all, ({ path }) => path)
  for (const [path, at] of paths) {
    // What pages of other origins may call is asked for beforehand.
    const own = at.flatMap(({ method, crossOrigin }): string[] =>
      crossOrigin ? [method, 'OPTIONS'] : [method],
    )
    // A name in a path may be an id to an endpoint that takes one there.
    const ofOthers = all.filter((one) => one.path !== path && patternOf(one).test(path))
    const taken = [...new Set([...own, ...ofOthers.map(({ method }) => method)])]
    for (const method of methods.filter((one) => !taken.includes(one))) {
      const response = await fetch(gateway.url + path.replaceAll(/:\w+/g, 'x'), { method })
      const allowed = response.headers.get('allow')?.split(', ') ?? []

      expect([method, path, response.status]).toEqual([method, path, 405])
      expect(await response.json()).toMatchObject({ code: 'method-not-allowed' })
      expect(allowed.filter((one) => one !== 'HEAD').toSorted()).toEqual(taken.toSorted())
    }
  }
})

const patternOf = ({ path }: Endpoint) => new RegExp(`^${path.replaceAll(/:\w+/g, '[^/:]+')}$`)

const bad = 'validation-failed'

type Row = readonly [what: string, body: unknown, code: string, pointer?: string]

const starts: readonly Row[] = [
  ['a number for an id', { workflow_id: 5 }, bad, '/workflow_id'],
  ['a blank id', { workflow_id: ' ' }, bad, '/workflow_id'],
  ['an id of 1,002 bytes', { workflow_id: 'é'.repeat(501) }, bad, '/workflow_id'],
  ['an id and a name', { workflow_id: 'a', name: 'b' }, bad, '/name'],
  ['a name of 129 characters', { name: 'a'.repeat(129) }, bad, '/name'],
  ['a name without letters', { name: '日本語' }, 'slug-empty'],
  ['input and args', { input: 1, args: [] }, bad, '/args'],
  ['101 args', { args: Array(101).fill(0) }, bad, '/args'],
  ['a negative delay', { start_delay_seconds: -1 }, bad, '/start_delay_seconds'],
  ['a delay of ages', { start_delay_seconds: 1e12 }, bad, '/start_delay_seconds'],
  ['a start in year 1', { start_at: '0001-01-01T00:00:00+09:00' }, bad, '/start_at'],
  ['a start in a leap second', { start_at: '2026-12-31T23:59:60Z' }, bad, '/start_at'],
  ['a start without a zone', { start_at: '2099-01-01T00:00:00' }, bad, '/start_at'],
  ['a time-out of nothing', { timeouts: { run_seconds: 0 } }, bad, '/timeouts/run_seconds'],
  ['half an attempt', { retry: { maximum_attempts: 0.5 } }, bad, '/retry/maximum_attempts'],
  ['a back-off below 1', { retry: { backoff_coefficient: 0 } }, bad, '/retry/backoff_coefficient'],
  ['a policy there is not', { id_reuse_policy: 'always' }, bad, '/id_reuse_policy'],
  ['priority 6', { priority: { priority_key: 6 } }, bad, '/priority/priority_key'],
  ['a header that is no text', { headers: { a: 1 } }, bad, '/headers/a'],
  ['a memo that is a list', { memo: [] }, bad, '/memo'],
  ['the registry’s own memo', { memo: { temporal_registry: 1 } }, bad, '/memo/temporal_registry'],
  ['an attribute of objects', { search_attributes: { a: {} } }, bad, '/search_attributes/a'],
  [
    'an undeclared attribute',
    { search_attributes: { a: 'b' } },
    'search-attribute-unusable',
    '/search_attributes/a',
  ],
  ['labels that are numbers', { target: { labels: { a: 1 } } }, bad, '/target/labels/a'],
]

test.for(starts)('a start with %s is refused', async ([_what, body, expected, pointer]) => {
  const init = { body: JSON.stringify(body) }
  const { code, what, pointers } = await refusalOf(
    endpoints.startWorkflow,
    '/workflows/echo/start',
    init,
  )

  expect(code, what).toBe(expected)
  if (pointer !== undefined) expect(pointers, what).toContain(pointer)
})

type SpecRow = readonly [what: string, spec: object, code: string, pointer: string]

test.for<SpecRow>([
  ['another name than the path', { workflow_type: 'b' }, bad, '/workflow_type'],
  ['no queue', { task_queue: undefined }, bad, '/task_queue'],
  ['a queue of blanks', { task_queue: '\t' }, bad, '/task_queue'],
  ['a link that is none', { docs_url: 'javascript:alert(1)' }, bad, '/docs_url'],
  ['a schema that is text', { input_schema: 'x' }, bad, '/input_schema'],
  [
    'a schema of a type there is not',
    { input_schema: { type: 'x' } },
    'schema-invalid',
    '/input_schema/type',
  ],
  [
    'a schema that leads nowhere',
    { output_schema: { $ref: '#/nope' } },
    'schema-invalid',
    '/output_schema/$ref',
  ],
])('a workflow type with %s is refused', async ([_what, spec, expected, pointer]) => {
  const body = JSON.stringify({ workflow_type: 'a', task_queue: 'q', ...spec })
  const path = '/registry/workflows/a'
  const { code, what, pointers } = await refusalOf(endpoints.putWorkflow, path, { body })

  expect(code, what).toBe(expected)
  expect(pointers, what).toContain(pointer)
})

type MessageRow = readonly [EndpointId, path: string, body: unknown, code: string, pointer?: string]

test.for<MessageRow>([
  ['resetRun', 'reset', { event_id: 0 }, bad, '/event_id'],
  ['resetRun', 'reset', { event_id: 1 }, 'reset-point-invalid'],
  ['resetRun', 'reset', { event_id: 1e300 }, 'reset-point-invalid'],
  ['resetRun', 'reset', { reapply: 'some' }, bad, '/reapply'],
  ['cancelRun', 'cancel', { reason: 'x'.repeat(1_001) }, bad, '/reason'],
  ['terminateRun', 'terminate', { reason: 5 }, bad, '/reason'],
  ['signalRun', 'signals/add', { input: 'x' }, 'input-invalid', '/input'],
  ['signalRun', 'signals/add', { args: [1, 2] }, 'input-invalid', '/args'],
  ['signalRun', 'signals/end', { input: 1, args: [1] }, bad, '/args'],
  ['queryRun', 'queries/sum', { args: {} }, bad, '/args'],
  ['queryRun', 'queries/nothing', {}, 'query-failed'],
  ['updateRun', 'updates/nothing', {}, 'update-refused'],
  ['updateRun', 'updates/multiply', { input: 1.5 }, 'input-invalid', '/input'],
])('%s at %s of %j is refused', async ([id, path, body, expected, pointer]) => {
  const init = { body: JSON.stringify(body) }
  const { code, what, pointers } = await refusalOf(endpoints[id], `/runs/${runId}/${path}`, init)

  expect(code, what).toBe(expected)
  if (pointer !== undefined) expect(pointers, what).toContain(pointer)
})

test.for<readonly [EndpointId, body: unknown, code: string, pointer?: string]>([
  ['claimWorkflowId', { name: 1 }, bad, '/name'],
  ['claimWorkflowId', { name: '' }, bad, '/name'],
  ['claimWorkflowId', { name: '@@@' }, 'slug-empty'],
  ['resetWorkflowId', { name: 'x'.repeat(129) }, bad, '/name'],
  ['registerWorker', {}, bad, '/task_queue'],
  ['registerWorker', { task_queue: 'q', ttl_seconds: 1 }, bad, '/ttl_seconds'],
  ['registerWorker', { task_queue: 'q', workflows: [{}] }, bad, '/workflows/0/task_queue'],
  ['heartbeatWorker', {}, 'worker-unknown'],
  ['drainWorker', {}, 'worker-unknown'],
])('%s of %j is refused', async ([id, body, expected, pointer]) => {
  const endpoint = endpoints[id]
  const init = { body: JSON.stringify(body) }
  const { code, what, pointers } = await refusalOf(endpoint, pathWith(endpoint, 'nobody'), init)

  expect(code, what).toBe(expected)
  if (pointer !== undefined) expect(pointers, what).toContain(pointer)
})

test.for<readonly [EndpointId, path: string, code: string, pointer?: string]>([
  ['listRuns', '/runs?cursor=abcd', 'cursor-invalid', '?cursor'],
  ['listRuns', '/runs?cursor=%00', bad, '?cursor'],
  ['listRuns', '/runs?limit=0', bad, '?limit'],
  ['listRuns', '/runs?limit=1001', bad, '?limit'],
  ['listRuns', '/runs?limit=1.5', bad, '?limit'],
  ['listRuns', '/runs?limit=1&limit=2', bad, '?limit'],
  ['listRuns', '/runs?limit[a]=1', bad, '?limit[a]'],
  ['listRuns', '/runs?__proto__=1', bad, '?__proto__'],
  ['listRuns', '/runs?query=%27', 'visibility-query-invalid', '?query'],
  ['listRuns', '/runs?query=a)%20OR%20(b', 'visibility-query-invalid', '?query'],
  ['listRuns', '/runs?query=Colour%3D%27red%27', 'visibility-query-invalid'],
  ['listRuns', '/runs?query=ORDER%20BY%20StartTime', 'visibility-query-invalid'],
  ['getRun', `/runs/${runId}?run_id=latest`, bad, '?run_id'],
  ['getRun', `/runs/${runId}?run_id=${randomUUID()}`, 'run-not-found'],
  ['getRun', `/runs/${randomUUID()}`, 'run-not-found'],
  ['getRunHistory', `/runs/${runId}/history?cursor=abcd`, 'cursor-invalid', '?cursor'],
  ['getRunHistory', `/runs/${runId}/history?reverse=1`, bad, '?reverse'],
  ['listWorkers', '/registry/workers?cursor=a', 'cursor-invalid', '?cursor'],
  ['listWorkflows', '/registry/workflows?label=%3Da', bad, '?label'],
])('%s at %s is refused', async ([id, path, expected, pointer]) => {
  const { code, what, pointers } = await refusalOf(endpoints[id], path)

  expect(code, what).toBe(expected)
  if (pointer !== undefined) expect(pointers, what).toContain(pointer)
})

test.for<readonly [EndpointId, path: string, header: string, value: string]>([
  ['startWorkflow', '/workflows/echo/start', 'idempotency-key', 'a b'],
  ['startWorkflow', '/workflows/echo/start', 'idempotency-key', 'k'.repeat(256)],
  ['startWorkflow', '/workflows/echo/start', 'prefer', 'wait=soon'],
  ['getRunResult', `/runs/${runId}/result`, 'prefer', 'wait=-1'],
  ['updateRun', `/runs/${runId}/updates/multiply`, 'prefer', 'wait=1e9'],
  ['streamRunEvents', `/runs/${runId}/events`, 'last-event-id', 'last'],
])('%s at %s with the header %s: %s is refused', async ([id, path, header, value]) => {
  const endpoint: Endpoint = endpoints[id]
  const init = { headers: { [header]: value }, ...(endpoint.body ? { body: '{}' } : {}) }
  const { code, what, pointers } = await refusalOf(endpoint, path, init)

  expect([code, pointers], what).toEqual([bad, [`header ${header}`]])
})

test('absurd headers are passed over', async () => {
  for (const headers of [
    { accept: 'image/png' },
    { accept: ';;q=9,,' },
    { authorization: 'Bearer' },
    { cookie: '=;=;' },
    { range: 'bytes=5-1' },
    { 'if-none-match': '*'.repeat(5_000) },
    { 'content-type': 'multipart/form-data; boundary=' },
    { 'x-http-method-override': 'DELETE' },
    { 'x-request-id': '\t' },
    { expect: '' },
    { te: 'trailers' },
    { upgrade: 'h2c' },
  ]) {
    const response = await fetch(`${gateway.url}/runs/${runId}`, { headers }).catch(() => undefined)

    // Some of these `fetch` will not send.
    if (response) expect([headers, response.status]).toEqual([headers, 200])
  }
})

test('none of it changed anything', async () => {
  const { workflows } = await gateway.client.workflows.list()
  const described = await gateway.client.runs.get(runId)

  expect(workflows.map(({ workflow_type: name }) => name)).not.toContain('a')
  expect(described.status).toBe('running')
  expect(await gateway.client.runs.query(runId, 'sum')).toBe(1)
})
