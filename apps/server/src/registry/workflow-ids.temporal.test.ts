import { afterAll, beforeAll, expect, test } from 'vitest'
import { faultsOfClaims } from '../../test/claims.ts'
import { startTestGateway, type TestGateway } from '../../test/gateway.ts'
import { connectRawTemporal } from '../../test/raw-temporal.ts'
import { eventually } from '../../test/wait.ts'

let gateway: TestGateway

beforeAll(async () => {
  gateway = await startTestGateway({ updatesPerRun: 10 })
})
afterAll(() => gateway.close())

const claim = (name: unknown) =>
  fetch(`${gateway.url}/workflow-ids/claim`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name }),
  })

test('a name becomes a slug, and its claims count from 1', async () => {
  const first = await gateway.client.workflowIds.claim('Tui_Build')
  const second = await gateway.client.workflowIds.claim(' tui build! ')

  expect(first).toEqual({ slug: 'tui-build', counter: 1, workflow_id: 'tui-build-r1' })
  expect(second).toEqual({ slug: 'tui-build', counter: 2, workflow_id: 'tui-build-r2' })
})

test('names that make no id are refused at once, and disturb nobody else', async () => {
  const names = ['@@@', '日本語', ' ', '', 'x'.repeat(129), 7, null]
  const begunMs = performance.now()

  const answers = await Promise.all(
    names.map(async (name) => {
      const response = await claim(name)
      const { code } = (await response.json()) as { code: string }
      return `${response.status} ${code}`
    }),
  )
  const good = await gateway.client.workflowIds.claim('good')

  expect(answers).toEqual([
    '400 slug-empty',
    '400 slug-empty',
    '400 slug-empty',
    ...Array.from({ length: 4 }, () => '400 validation-failed'),
  ])
  expect(good.counter).toBe(1)
  expect(performance.now() - begunMs).toBeLessThan(8_000)
})

test('a burst of 500 claims is answered whole and dense', async () => {
  const claims = await Promise.all(
    Array.from({ length: 500 }, () => gateway.client.workflowIds.claim('burst')),
  )

  expect(claims).toHaveLength(500)
  expect(faultsOfClaims(claims)).toEqual({ twice: [], missing: [] })
})

test('more claims than Temporal takes Updates in one run', async () => {
  const { registryId } = gateway
  await using temporal = await connectRawTemporal()
  for (let n = 1; n <= 60; n++) {
    expect((await gateway.client.workflowIds.claim('one by one')).counter).toBe(n)
  }

  await eventually(async () => (await temporal.runIds(`${registryId}.ids`)).length >= 6)
})

test('a reset answers the number before, and the list shows where each name stands', async () => {
  for (let n = 0; n < 3; n++) await gateway.client.workflowIds.claim('listed')

  const before = await gateway.client.workflowIds.list()
  const reset = await gateway.client.workflowIds.reset('Listed')
  const unknown = await gateway.client.workflowIds.reset('never claimed')
  const after = await gateway.client.workflowIds.claim('listed')

  expect(reset).toEqual({ slug: 'listed', previous_counter: 3, reset_to: 0 })
  expect(unknown).toEqual({ slug: 'never-claimed', previous_counter: 0, reset_to: 0 })
  expect(after.counter).toBe(1)
  const slugs = before.slug_counters.map(({ slug }) => slug)
  expect(slugs).toEqual(slugs.toSorted())
  expect(before.slug_counters.find(({ slug }) => slug === 'listed')).toMatchObject({ counter: 3 })
})
