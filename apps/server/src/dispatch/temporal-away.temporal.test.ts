import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createDevServer, type TestDevServer } from '../../test/dev-server.ts'
import { startTestGateway, untilReady, type TestGateway } from '../../test/gateway.ts'
import { post } from '../../test/post.ts'
import { eventually } from '../../test/wait.ts'
import { startTestWorker, type TestWorker } from '../../test/worker.ts'

let folder: string
let server: TestDevServer
let gateway: TestGateway
let worker: TestWorker

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'temporal-away-'))
  // It keeps its runs in a file: the registry's own among them.
  server = await createDevServer(join(folder, 'temporal.db'))
  await server.start()
  const { address: temporalAddress } = server
  gateway = await startTestGateway({ temporalAddress })
  worker = await startTestWorker(gateway, {
    temporalAddress,
    types: [{ workflow_type: 'adder' }, { workflow_type: 'agent.run.v1' }],
  })
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true, force: true })
})

const start = { input: { start: 1 } }
/** Everything that starts a run. */
const starts: readonly [path: string, body: object][] = [
  ['/workflows/adder/start', start],
  ['/workflows/adder/start', { ...start, name: 'away' }],
  ['/workflows/adder/start', { ...start, id_template: 'a-{{counter}}' }],
  ['/workflows/adder/start', { ...start, on_no_worker: 'wait' }],
  ['/workflows/adder/signal-with-start', { ...start, signal: { name: 'add', input: 1 } }],
  ['/workflows/adder/update-with-start', { ...start, update: { name: 'multiply', input: 2 } }],
  ['/workflows/batch-start', { items: [{ workflow_type: 'adder', ...start }] }],
  ['/run', { agent_id: 'a', workspace: '/work' }],
]

test('every way to start fails at once while Temporal is away, and says when to try again', async () => {
  await server.kill('SIGKILL')
  await eventually(async () => (await fetch(`${gateway.url}/ready`)).status === 503)

  for (const [path, body] of starts) {
    const beganAtMs = performance.now()
    const answer = await post(gateway, path, body, { 'idempotency-key': 'k', prefer: 'wait=30' })

    expect([path, answer.status, answer.body.code]).toEqual([path, 503, 'temporal-unreachable'])
    expect(answer.headers.get('retry-after')).toBe('1')
    expect(performance.now() - beganAtMs).toBeLessThan(10_000)
  }
  const orphans = await fetch(`${gateway.url}/registry/orphans`)
  expect([orphans.status, orphans.headers.get('retry-after')]).toEqual([503, '1'])
})

test('what is read from memory is still answered, and marked stale', async () => {
  const isStale = ({ headers }: { headers: Headers }) => headers.get('x-registry-stale') === 'true'
  await eventually(async () => isStale(await fetch(`${gateway.url}/registry/workflows`)))
  const reads = await Promise.all(
    [
      '/registry/workflows',
      '/registry/workflows/adder',
      '/registry/workers',
      '/registry/task-queues',
    ].map((path) => fetch(gateway.url + path)),
  )
  const validated = await post(gateway, '/workflows/adder/validate', start)
  const refused = await post(gateway, '/workflows/adder/validate', { id_template: '{{input.x}}' })
  const dryRun = await post(gateway, '/workflows/batch-start', {
    dry_run: true,
    items: [{ workflow_type: 'adder' }, { workflow_type: 'none' }],
  })
  const openApi = await fetch(`${gateway.url}/openapi.json`)

  expect(reads.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(reads.every(isStale)).toBe(true)
  expect(validated).toMatchObject({ status: 200, body: { valid: true } })
  expect(isStale(validated)).toBe(true)
  expect(refused.body.code).toBe('validation-failed')
  expect(dryRun.body.counts).toMatchObject({ valid: 1, refused: 1 })
  expect(openApi.status).toBe(200)
})

test('when Temporal is back everything starts again within seconds, without a restart', async () => {
  await server.start()
  const backAtMs = performance.now()
  await untilReady(gateway.url)
  const first = await eventually(async () => {
    const answer = await post(gateway, '/workflows/adder/start', start)
    return answer.status === 200 && answer
  })
  const recoveredMs = performance.now() - backAtMs

  expect(recoveredMs).toBeLessThan(20_000)
  expect(first.body.task_queue).toBe(worker.taskQueue)
  for (const [path, body] of starts) {
    const answer = await eventually(async () => {
      const got = await post(gateway, path, body)
      return got.status === 200 && got
    })
    expect(answer.body.counts ?? { started: 1 }).toMatchObject({ started: 1 })
  }
  await eventually(async () => {
    const { headers } = await fetch(`${gateway.url}/registry/workflows`)
    return headers.get('x-registry-stale') === null
  })
})
