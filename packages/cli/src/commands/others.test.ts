import { expect, test } from 'vitest'
import { startStubGateway } from '../../../sdk/test/stub-gateway.ts'
import { runCommandHere } from '../../test/run-cli.ts'

const answering = (json: unknown, status = 200) => startStubGateway(() => ({ status, json }))

const registry = {
  workflow_count: 2,
  worker_count: 3,
  healthy_worker_count: 1,
  started_at_epoch: Date.now() / 1000 - 5,
  revision: 9,
  view_age_seconds: 4,
  stale: true,
  frozen_worker_count: 0,
  poller_checks: { pending_task_queue_count: 0, error: null },
  search_attributes: { declared_count: 3, usable_count: 1, error: null },
  refused_signals: [{ at_epoch: 0, signal: 'register_worker', detail: 'no queue' }],
}

test('status of a gateway that is not ready says why and ends with 5', async () => {
  const readiness = {
    status: 'not_ready',
    error: 'no Temporal',
    parts: { temporal: 'away' },
    not_ready_namespaces: { billing: { worker: 'not begun' } },
  }
  await using gateway = await startStubGateway(({ path }) =>
    path === '/ready' ? { status: 503, json: readiness } : { status: 200, json: registry },
  )

  const { code, stdout } = await runCommandHere(['status'], { url: gateway.url })
  const forMachines = await runCommandHere(['status', '--json'], { url: gateway.url })

  expect(code).toBe(5)
  expect(stdout).toContain('not ready: no Temporal')
  expect(stdout).toMatch(/temporal +away/)
  expect(stdout).toMatch(/namespace billing +not ready: not begun/)
  expect(stdout).toMatch(/search attributes +2 cannot be used/)
  expect(stdout).toContain('stale, 4 s old')
  expect(stdout).toContain('register_worker: no queue')
  expect(JSON.parse(forMachines.stdout)).toEqual({ readiness, registry })
})

test('worker list shows leases, worker drain asks for one to end', async () => {
  const worker = {
    worker_id: 'w1',
    task_queue: 'q',
    lease: 'live',
    last_seen_epoch: Date.now() / 1000 - 600,
    workflows: ['a', 'b'],
    version: '',
    sdk: 'x/1',
  }
  await using gateway = await startStubGateway(({ method }) => ({
    status: 200,
    json: method === 'GET' ? { workers: [worker] } : { worker_id: 'w1', draining: true },
  }))

  const list = await runCommandHere(['worker', 'list', '--lease', 'live'], { url: gateway.url })
  const drain = await runCommandHere(['worker', 'drain', 'w1'], { url: gateway.url })

  expect(list.stdout.split('\n')[1]).toBe('w1      q           live   10m   2      -        x/1')
  expect(drain.stdout).toContain('w1 is draining')
  expect(gateway.received.at(-1)?.path).toBe('/registry/workers/w1/drain')
})

test('task-queue list shows state and reason', async () => {
  const queue = {
    task_queue: 'q',
    state: 'suspect',
    reason: 'nobody polls',
    workers: ['w1'],
    workflow_types: ['t'],
    last_poll_epoch: null,
    checked_epoch: null,
  }
  await using gateway = await answering({ task_queues: [queue] })

  const { stdout } = await runCommandHere(['task-queue', 'list'], { url: gateway.url })

  expect(stdout.split('\n')[1]).toBe('q           suspect  1        1      -          nobody polls')
})

test('namespace list tells what is not ready; --namespace and its variable choose one', async () => {
  const namespaces = [
    { name: 'a', is_default: true, path: '/namespaces/a', state: 'ready', parts: {} },
    {
      name: 'b',
      is_default: false,
      path: '/namespaces/b',
      state: 'not_ready',
      parts: { temporal: 'away' },
    },
  ]
  await using gateway = await startStubGateway(({ path }) => ({
    status: 200,
    json: path === '/namespaces' ? { namespaces } : { task_queues: [] },
  }))
  const { url } = gateway

  const list = await runCommandHere(['namespace', 'list'], { url })
  await runCommandHere(['task-queue', 'list', '--namespace', 'b'], { url })
  await runCommandHere(['task-queue', 'list'], { url, env: { TEMPORAL_REGISTRY_NAMESPACE: 'c' } })

  expect(list.stdout).toMatch(/^a +ready +yes$/m)
  expect(list.stdout).toMatch(/^b +not_ready +- +temporal: away$/m)
  expect(gateway.received.map(({ path }) => path)).toEqual([
    '/namespaces',
    '/namespaces/b/registry/task-queues',
    '/namespaces/c/registry/task-queues',
  ])
})

const report = {
  mode: 'validate',
  desired: [{ name: 'level', type: 'Int', description: '' }],
  existing: [],
  missing: [],
  conflicts: [],
  added: [],
  replaced: [],
  unchanged: [],
  warnings: [],
}

test('search-attribute list sets what is declared beside what Temporal has', async () => {
  await using gateway = await startStubGateway(({ path }) => ({
    status: 200,
    json: {
      search_attributes: path.startsWith('/registry/temporal')
        ? [
            { name: 'level', type: 'Keyword', source: 'custom' },
            { name: 'StartTime', type: 'Datetime', source: 'system' },
          ]
        : [
            { name: 'level', type: 'Int', description: '', workflows: ['a', 'b'] },
            { name: 'new', type: 'Bool', description: '', workflows: ['a'] },
          ],
    },
  }))
  const { url } = gateway

  const declared = await runCommandHere(['search-attribute', 'list'], { url })
  const all = await runCommandHere(['search-attribute', 'list', '--all'], { url })

  expect(declared.stdout).toMatch(/^level +Int +Keyword +custom +a, b$/m)
  expect(declared.stdout).toMatch(/^new +Bool +missing +- +a$/m)
  expect(declared.stdout).not.toContain('StartTime')
  expect(all.stdout).toMatch(/^StartTime +- +Datetime +system +-$/m)
})

test('search-attribute check and ensure end with 3 when something is at fault', async () => {
  const wanted = { name: 'level', type: 'Int', description: '' }
  const conflict = {
    name: 'other',
    existing_type: 'Keyword',
    desired_type: 'Int',
    source: 'custom',
  }
  await using faulty = await answering({ ...report, missing: [wanted], conflicts: [conflict] })
  await using sound = await answering({ ...report, mode: 'ensure', added: [wanted] })

  const check = await runCommandHere(['search-attribute', 'check'], { url: faulty.url })
  const ensure = await runCommandHere(['search-attribute', 'ensure', '--name', 'level'], {
    url: sound.url,
  })

  expect(check.code).toBe(3)
  expect(check.stdout).toMatch(/^missing +level \(Int\)$/m)
  expect(check.stdout).toContain('other is Keyword in Temporal and declared as Int')
  expect(ensure).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(/^added +level \(Int\)$/m),
  })
  expect(faulty.received[0]?.body).toEqual({ mode: 'validate' })
  expect(sound.received[0]?.body).toEqual({ mode: 'ensure', attributes: ['level'] })
})

test('search-attribute replace wants names and --confirm before it asks for anything', async () => {
  await using gateway = await answering({ ...report, mode: 'replace', replaced: report.desired })
  const { url } = gateway

  const unnamed = await runCommandHere(['search-attribute', 'replace', '--confirm'], { url })
  const unsure = await runCommandHere(['search-attribute', 'replace', '--name', 'level'], { url })
  expect([unnamed.code, unsure.code, gateway.received.length]).toEqual([2, 2, 0])

  const sure = await runCommandHere(
    ['search-attribute', 'replace', '--name', 'level', '--confirm'],
    {
      url,
    },
  )
  expect(sure.stdout).toMatch(/^replaced +level \(Int\)$/m)
  expect(gateway.received[0]?.body).toEqual({
    mode: 'replace',
    confirm: true,
    attributes: ['level'],
  })
})

test('id claim prints the id alone, for scripts', async () => {
  await using gateway = await answering({ slug: 'my-run', counter: 3, workflow_id: 'my-run-r3' })

  const { stdout } = await runCommandHere(['id', 'claim', 'My Run'], { url: gateway.url })

  expect(stdout).toBe('my-run-r3\n')
  expect(gateway.received[0]?.body).toEqual({ name: 'My Run' })
})

test('id reset and id list tell of the counters', async () => {
  const counter = { slug: 'my-run', counter: 3, last_claimed_epoch: Date.now() / 1000 - 10 }
  await using gateway = await startStubGateway(({ method }) => ({
    status: 200,
    json:
      method === 'GET'
        ? { slug_counters: [counter] }
        : { slug: 'my-run', previous_counter: 3, reset_to: 0 },
  }))

  const reset = await runCommandHere(['id', 'reset', 'My Run'], { url: gateway.url })
  const list = await runCommandHere(['id', 'list'], { url: gateway.url })

  expect(reset.stdout).toBe('my-run was at 3 and begins again\n')
  expect(list.stdout).toMatch(/^my-run +3 +1\ds ago$/m)
})

test('api sends any request and prints the answer as it came', async () => {
  await using gateway = await startStubGateway(({ path }) => {
    if (path === '/metrics') return { status: 200, text: 'up 1\n' }
    return path === '/thing' ? { status: 204 } : { status: 200, json: { a: 1 } }
  })
  const { url } = gateway

  const json = await runCommandHere(
    ['api', 'put', '/x?y=1', '--input', '{"b":2}', '--header', 'X-A: 1'],
    {
      url,
    },
  )
  const text = await runCommandHere(['api', 'GET', '/metrics'], { url })
  const nothing = await runCommandHere(['api', 'DELETE', '/thing'], { url })

  expect(json.stdout).toBe('{\n  "a": 1\n}\n')
  expect(gateway.received[0]).toMatchObject({ method: 'PUT', path: '/x?y=1', body: { b: 2 } })
  expect(gateway.received[0]?.headers['x-a']).toBe('1')
  expect(text.stdout).toBe('up 1\n')
  expect(nothing).toMatchObject({ code: 0, stdout: '' })
})
