import { afterAll, beforeAll, expect, test } from 'vitest'
import { startReplicas, type Replicas } from './replicas.ts'

/** The slug counters of the original, over three replicas: `differs` names what is mended on purpose. */
let replicas: Replicas
const call: Replicas['call'] = (...request) => replicas.call(...request)
const claim = (name: unknown) => call('POST', '/workflow-ids/claim', { name })

beforeAll(async () => {
  replicas = await startReplicas()
})
afterAll(() => replicas[Symbol.asyncDispose]())

test('a claim answers slug, counter and id, and the next one counts on', async () => {
  expect(await claim('Tui_Build')).toMatchObject({
    status: 200,
    json: { slug: 'tui-build', counter: 1, workflow_id: 'tui-build-r1' },
  })
  expect((await claim('tui build!')).json).toEqual({
    slug: 'tui-build',
    counter: 2,
    workflow_id: 'tui-build-r2',
  })
})

test('a reset begins at 1 again and says where it was; an unknown one was at 0', async () => {
  for (let n = 0; n < 3; n++) await claim('reset me')

  expect(await call('POST', '/workflow-ids/reset', { name: 'reset me' })).toMatchObject({
    status: 200,
    json: { slug: 'reset-me', previous_counter: 3, reset_to: 0 },
  })
  expect((await call('POST', '/workflow-ids/reset', { name: 'never' })).json).toEqual({
    slug: 'never',
    previous_counter: 0,
    reset_to: 0,
  })
  expect((await claim('reset me')).json.counter).toBe(1)
})

test('the list is sorted by slug and says when each was claimed last', async () => {
  await claim('zz')
  await claim('aa')

  const { status, json } = await call('GET', '/workflow-ids')
  const slugs: string[] = json.slug_counters.map(({ slug }: { slug: string }) => slug)

  expect(status).toBe(200)
  expect(slugs).toEqual(slugs.toSorted())
  expect(json.slug_counters).toContainEqual({
    slug: 'aa',
    counter: 1,
    last_claimed_epoch: expect.any(Number),
  })
})

test('300 claims at once over the replicas are dense and distinct (differs: the original refused most)', async () => {
  const answers = await Promise.all(Array.from({ length: 300 }, () => claim('burst')))
  const counters = answers.map(({ json }) => Number(json.counter)).toSorted((a, b) => a - b)

  expect(counters).toEqual(Array.from({ length: 300 }, (_, at) => at + 1))
})

test.each(['@@@', '日本語', ' '])(
  'a name without a letter or digit, %j, is a 400 and disturbs nobody (differs: the original stopped)',
  async (name) => {
    expect(await claim(name)).toMatchObject({ status: 400, json: { code: 'slug-empty' } })
    expect((await call('GET', '/ready')).status).toBe(200)
    expect((await claim('goes on')).status).toBe(200)
  },
)

test.each<[unknown, string]>([
  [{}, '/name'],
  [{ name: '' }, '/name'],
  [{ name: 'x'.repeat(129) }, '/name'],
  [{ name: 5 }, '/name'],
  [{ name: 'a', more: 1 }, '/more'],
])('a claim of %j is a 400 that points at %s', async (body, pointer) => {
  const reply = await call('POST', '/workflow-ids/claim', body)

  expect(reply).toMatchObject({ status: 400, json: { code: 'validation-failed' } })
  expect(reply.json.errors[0].pointer).toBe(pointer)
})
