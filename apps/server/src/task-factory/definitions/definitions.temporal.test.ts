import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { startTestGateway, type TestGateway } from '../../../test/gateway.ts'
import { freshPgliteFolder } from '../../../test/pglite-folder.ts'

let folder = ''
let gateway: TestGateway

beforeAll(async () => {
  folder = await freshPgliteFolder()
  gateway = await startTestGateway({
    database: `{ data_dir: '${folder}' }`,
    notify: "{ channels: [{ name: ops, url: 'https://hooks.example/ops' }] }",
    auth: `{ tokens: [${['admin', 'start', 'read'].map((scope) => `{ name: ${scope}, token: ${tokenOf(scope)}, scopes: [${scope}] }`).join(', ')}] }`,
    token: tokenOf('admin'),
  })
})
afterAll(async () => {
  await gateway.close()
  rmSync(folder, { recursive: true, force: true })
})

const tokenOf = (scope: string) => `${scope}-0123456789abcdef`
const newName = () => `n-${randomUUID().slice(0, 8)}`

const bodyOf = (name: string, more: object = {}) => ({
  name,
  trigger: { event: { types: ['order.created'], filter: 'event.data.amount >= 100.0' } },
  tasks: [{ name: 'tell', notify: { channel: 'ops', text: 'Order {{ event.id }}' } }],
  ...more,
})

interface Sent {
  readonly status: number
  readonly etag: string
  // oxlint-disable-next-line no-explicit-any -- looked into member by member; the test gateway checks its shape
  readonly body: any
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Sent> {
  const response = await fetch(`${gateway.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${tokenOf('admin')}`,
      'content-type': 'application/json',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const isJson = (response.headers.get('content-type') ?? '').includes('json')
  return {
    status: response.status,
    etag: response.headers.get('etag') ?? '',
    body: isJson ? JSON.parse(text) : text,
  }
}

const create = (body: object) => send('POST', '/activity-definitions', body)

test('a changed definition has a new version, and the old one can be read and activated again', async () => {
  const name = newName()
  const first = bodyOf(name)
  const second = bodyOf(name, { condition: 'event.data.amount < 5000.0' })
  const path = `/activity-definitions/${name}`

  const created = await create(first)
  const changed = await send('PUT', path, second)
  const repeated = await send('PUT', path, second)
  const old = await send('GET', `${path}/versions/1`)
  const activated = await send('POST', `${path}/versions/1/activate`)

  expect(created).toMatchObject({ status: 201, body: { version: 1, enabled: true, warnings: [] } })
  expect(changed).toMatchObject({ status: 200, body: { version: 2, definition: second } })
  expect(repeated.body.version).toBe(2)
  expect(repeated.etag).toBe(changed.etag)
  expect(old.body).toMatchObject({ active: false, created_by: 'admin', definition: first })
  expect(activated.body).toMatchObject({ version: 3, definition: first })
  expect((await send('GET', `${path}/versions`)).body.versions).toMatchObject([
    { version: 3, active: true },
    { version: 2, active: false },
    { version: 1, active: false },
  ])
  expect((await send('GET', `${path}/versions/4`)).body.code).toBe(
    'activity-definition-version-not-found',
  )
})

test('a create may be repeated, and does not replace what says something else', async () => {
  const body = bodyOf(newName())

  const first = await create(body)
  const again = await create(body)
  const other = await create({ ...body, description: 'Another one' })

  expect([first.status, again.status, other.status]).toEqual([201, 200, 409])
  expect(again.body.id).toBe(first.body.id)
  expect(other.body).toMatchObject({ code: 'activity-definition-exists' })
})

test('a PUT with If-None-Match creates, and changes nothing that is there', async () => {
  const name = newName()
  const path = `/activity-definitions/${name}`
  const condition = { 'if-none-match': '*' }

  const first = await send('PUT', path, bodyOf(name), condition)
  const second = await send('PUT', path, bodyOf(name, { owner: 'me' }), condition)

  expect(first.status).toBe(201)
  expect(second).toMatchObject({ status: 412, body: { code: 'activity-definition-changed' } })
  expect((await send('GET', path)).body).toMatchObject({ version: 1, owner: null })
})

test('a stale If-Match is a 412 that changes nothing', async () => {
  const name = newName()
  const path = `/activity-definitions/${name}`
  const { etag } = await create(bodyOf(name))
  await send('POST', `${path}/pause`, { reason: 'stock-taking' })

  const stale = await send('PUT', path, bodyOf(name, { owner: 'me' }), { 'if-match': etag })
  const kept = await send('GET', path)
  const fresh = await send('PUT', path, bodyOf(name, { owner: 'me' }), { 'if-match': kept.etag })
  const removed = await send('DELETE', path, undefined, { 'if-match': kept.etag })

  expect(stale).toMatchObject({ status: 412, body: { code: 'activity-definition-changed' } })
  expect(kept.body).toMatchObject({ version: 1, pause_reason: 'stock-taking' })
  expect(fresh).toMatchObject({ status: 200, body: { version: 2 } })
  expect(removed.status).toBe(412)
})

test('PUT by name creates, by id renames, and refuses another name in the body', async () => {
  const [name, later] = [newName(), newName()]

  const created = await send('PUT', `/activity-definitions/${name}`, bodyOf(name))
  const other = await send('PUT', `/activity-definitions/${name}`, bodyOf(later))
  const renamed = await send('PUT', `/activity-definitions/${created.body.id}`, bodyOf(later))

  expect(created.status).toBe(201)
  expect(other).toMatchObject({ status: 400, body: { errors: [{ pointer: '/name' }] } })
  expect(renamed.body).toMatchObject({ id: created.body.id, name: later, version: 2 })
  expect((await send('GET', `/activity-definitions/${name}`)).status).toBe(404)
  const unknown = await send('PUT', `/activity-definitions/${randomUUID()}`, bodyOf(newName()))
  expect(unknown.body.code).toBe('activity-definition-not-found')
})

test('what cannot work is refused at save with a pointer to every fault', async () => {
  const name = newName()
  const refused = await create(
    bodyOf(name, {
      condition: 'evnt.x == 1',
      tasks: [
        { name: 'start', workflow: { workflow_type: 'no.such' } },
        { name: 'tell', notify: { channel: 'ops', text: '{{ event.id | shout }}' } },
      ],
    }),
  )
  const schedule = { cron: ['99 * * * *'], time_zone: 'Mars/Base' }
  const validated = await send('POST', '/activity-definitions/validate', {
    ...bodyOf(name),
    trigger: { schedule },
    surprise: true,
  })

  expect(refused).toMatchObject({ status: 422, body: { code: 'activity-definition-invalid' } })
  expect(refused.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([
    '/condition',
    '/tasks/0/workflow/workflow_type',
    '/tasks/1/notify/text',
  ])
  expect(validated).toMatchObject({ status: 200, body: { valid: false } })
  expect(validated.body.errors.map((one: { pointer: string }) => one.pointer)).toEqual([
    '/surprise',
    '/trigger/schedule/cron/0',
    '/trigger/schedule/time_zone',
  ])
  expect((await send('GET', `/activity-definitions/${name}`)).status).toBe(404)
})

test('a definition is disabled, paused with a reason, resumed, and deleted once', async () => {
  const name = newName()
  const path = `/activity-definitions/${name}`
  await create(bodyOf(name))

  const disabled = await send('POST', `${path}/disable`)
  const enabled = await send('POST', `${path}/enable`)
  const paused = await send('POST', `${path}/pause`, { reason: 'stock-taking' })
  const again = await send('POST', `${path}/pause`, { reason: 'another' })
  const resumed = await send('POST', `${path}/resume`)

  expect(disabled.body).toMatchObject({ enabled: false, version: 1 })
  expect(enabled.body.enabled).toBe(true)
  expect(paused.body.paused_at).toEqual(expect.any(String))
  expect(again.body).toEqual(paused.body)
  expect(resumed.body).toMatchObject({ paused_at: null, pause_reason: null })
  expect((await send('DELETE', path)).status).toBe(204)
  expect(await send('DELETE', path)).toMatchObject({
    status: 404,
    body: { code: 'activity-definition-not-found' },
  })
})

test('what is exported, deleted and imported is equal', async () => {
  const label = newName()
  const bodies = [
    bodyOf(`${label}-a`, { labels: { [label]: '1' }, condition: 'event.data.x == "a\\n: b"' }),
    bodyOf(`${label}-b`, { labels: { [label]: '2' }, trigger: { manual: {} } }),
    bodyOf(`${label}-c`, { labels: { [label]: '2' } }),
  ]
  for (const body of bodies) await create(body)
  await send('POST', `/activity-definitions/${label}-a/pause`, { reason: 'stock: taking' })
  await send('POST', `/activity-definitions/${label}-b/disable`)
  const exportAll = () => send('GET', `/activity-definitions/export?label=${label}`)
  const before = await exportAll()

  for (const { name } of bodies) await send('DELETE', `/activity-definitions/${name}`)
  const dryRun = await send('POST', '/activity-definitions/import?dry_run=true', before.body)
  const imported = await send('POST', '/activity-definitions/import', before.body)
  const repeated = await send('POST', '/activity-definitions/import', before.body)

  const outcomes = ({ body }: Sent) => body.items.map((item: { outcome: string }) => item.outcome)
  expect(outcomes(dryRun)).toEqual(['created', 'created', 'created'])
  expect(outcomes(imported)).toEqual(['created', 'created', 'created'])
  expect(outcomes(repeated)).toEqual(['unchanged', 'unchanged', 'unchanged'])
  expect((await exportAll()).body).toBe(before.body)
  expect(parse(before.body).definitions).toHaveLength(3)
})

test('an import stores what is valid and says of the rest what is wrong', async () => {
  const name = newName()
  await create(bodyOf(name))

  const { body } = await send('POST', '/activity-definitions/import', [
    bodyOf(name, { owner: 'me' }),
    { definition: bodyOf(`${name}-2`, { condition: '1' }), enabled: 'yes' },
    bodyOf(name),
    { name: `${name}-3` },
  ])

  expect(body.items).toMatchObject([
    { name, outcome: 'updated', version: 2, errors: [] },
    {
      outcome: 'refused',
      errors: [{ pointer: '/enabled' }, { pointer: '/definition/condition' }],
    },
    { outcome: 'refused', errors: [{ pointer: '/name' }] },
    { outcome: 'refused', errors: [{ pointer: '/tasks' }, { pointer: '/trigger' }] },
  ])
  const broken = await send('POST', '/activity-definitions/import', 'a: [')
  expect(broken).toMatchObject({ status: 400, body: { code: 'malformed-yaml' } })
})

test('only administrators change definitions; those who start may pause them', async () => {
  const name = newName()
  await create(bodyOf(name))
  const as = (scope: string) => ({ authorization: `Bearer ${tokenOf(scope)}` })
  const path = `/activity-definitions/${name}`

  const put = await send('PUT', path, bodyOf(name), as('start'))
  const paused = await send('POST', `${path}/pause`, { reason: 'x' }, as('start'))
  const read = await send('GET', path, undefined, as('read'))

  expect([put.status, paused.status, read.status]).toEqual([403, 200, 200])
})

test('a list is narrowed, and read page by page', async () => {
  const label = newName()
  for (const at of [1, 2, 3]) {
    await create(bodyOf(`${label}-${at}`, { labels: { group: label }, description: `no ${at}` }))
  }
  const path = `/activity-definitions?label=group=${label}`

  const first = await send('GET', `${path}&limit=2`)
  const rest = await send('GET', `${path}&limit=2&cursor=${first.body.next_cursor}`)
  const found = await send('GET', `${path}&q=NO%203`)

  const names = ({ body }: Sent) =>
    body.activity_definitions.map((one: { name: string }) => one.name)
  expect(names(first)).toEqual([`${label}-1`, `${label}-2`])
  expect(names(rest)).toEqual([`${label}-3`])
  expect(names(found)).toEqual([`${label}-3`])
  expect((await send('GET', '/activity-definitions?cursor=abc')).body.code).toBe('cursor-invalid')
})

test('without a database every route of definitions is a 503 that says when to ask again', async () => {
  await using bare = await startTestGateway()

  const response = await fetch(`${bare.url}/activity-definitions`)

  expect(response.status).toBe(503)
  expect(response.headers.get('retry-after')).toBe('1')
  expect(await response.json()).toMatchObject({ code: 'database-unavailable' })
})

test('a draft is tried with an event that came in, and nothing of it is stored', async () => {
  const name = newName()
  const event = { specversion: '1.0', id: name, source: '/shop', type: 'order.created' }
  const sent = await send('POST', '/events', { ...event, data: { amount: 7 } })

  const tried = await send('POST', '/activity-definitions/dry-run', {
    definition: bodyOf(name),
    event_id: sent.body.event_id,
  })
  const wrong = await send('POST', '/activity-definitions/dry-run', {
    definition: bodyOf(name, { condition: 'evnt.id == "1"' }),
  })
  const unknown = await send('POST', '/activity-definitions/dry-run', {
    ...{ definition: bodyOf(name), event_id: randomUUID() },
  })

  expect(tried.body).toMatchObject({
    ...{ takes: true, filter: { verdict: 'filtered', value: false } },
    tasks: [{ template: 'tell', count: 1, params: [{ text: `Order ${name}` }] }],
  })
  expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([422, '/definition/condition'])
  expect([unknown.status, unknown.body.code]).toEqual([404, 'event-not-found'])
  expect((await send('GET', `/activity-definitions/${name}`)).status).toBe(404)
})

test('a list tells of each definition when it fires and, when asked, what came of it last', async () => {
  const name = newName()
  await send('POST', '/activity-definitions', bodyOf(name, { trigger: { manual: {} } }))
  await send('POST', `/activity-definitions/${name}/pause`, { reason: 'not now' })
  await send('POST', `/activity-definitions/${name}/trigger`, {})

  const plain = await send('GET', `/activity-definitions?q=${name}`)
  const asked = await send('GET', `/activity-definitions?q=${name}&last=true`)

  expect(plain.body.activity_definitions[0]).toMatchObject({ name, trigger: { manual: {} } })
  expect(plain.body.activity_definitions[0]).not.toHaveProperty('last_trigger')
  expect(asked.body.activity_definitions[0].last_trigger).toMatchObject({
    outcome: 'paused',
    reason: expect.stringContaining('not now'),
  })
})
