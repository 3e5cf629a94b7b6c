import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startStubGateway, type Received } from '../../../sdk/test/stub-gateway.ts'
import { runCli, runCommandHere } from '../../test/run-cli.ts'

const run = { workflow_id: 'w-r1', run_id: 'r' }
const started = { ...run, task_queue: 'q', workflow_type: 't' }

const info = {
  workflow_type: 'invoice.send',
  status: 'ready',
  reason: '',
  version: '1',
  task_queue: 'q',
  description: 'Sends\nan invoice',
  owner: 'me',
  docs_url: '',
  labels: { team: 'a' },
  input_schema: { type: 'object' },
  output_schema: {},
  examples: [{ name: 'one', input: { a: 1 } }],
  signals: [],
  queries: [{ name: 'progress', description: 'How far' }],
  updates: [],
  workers: [],
  targets: [{ task_queue: 'q', state: 'ready', reason: 'polled 3 s ago', workers: ['w1'] }],
}

/** A gateway that starts everything, and whose run stands as it is told. */
function gatewayOf(result: object, headers: Record<string, string> = {}) {
  return startStubGateway(({ method }: Received) =>
    method === 'POST'
      ? { status: 200, json: started, headers }
      : { status: 200, json: { ...run, ...result } },
  )
}

test('list shows what matches in columns', async () => {
  await using gateway = await startStubGateway(() => ({
    status: 200,
    json: { workflows: [info, { ...info, workflow_type: 't', status: 'gone', version: '' }] },
  }))
  const args = [
    '--label',
    'a=1',
    '--label',
    'b',
    '--status',
    'ready',
    '--task-queue',
    'q',
    '--limit',
    '2',
  ]

  const { stdout } = await runCommandHere(['workflow', 'list', ...args], { url: gateway.url })

  expect(stdout.split('\n')).toEqual([
    'TYPE          STATUS  TASK QUEUE  VERSION  WORKERS  DESCRIPTION',
    'invoice.send  ready   q           1        0        Sends an invoice',
    't             gone    q           -        0        Sends an invoice',
    '',
  ])
  expect(gateway.received[0]?.path).toBe(
    '/registry/workflows?label=a%3D1&label=b&task_queue=q&status=ready&limit=2',
  )
})

test('list says where the next page begins, and when there is nothing', async () => {
  await using gateway = await startStubGateway((_request, count) => ({
    status: 200,
    json: count === 1 ? { workflows: [info], next_cursor: 'abc' } : { workflows: [] },
  }))

  const page = await runCommandHere(['workflow', 'list', '--limit', '1'], { url: gateway.url })
  const nothing = await runCommandHere(['workflow', 'list', '--q', 'x'], { url: gateway.url })

  expect(page.stderr).toContain('--cursor abc')
  expect(nothing).toMatchObject({ code: 0, stdout: '' })
  expect(nothing.stderr).toContain('No workflow type')
})

test('show tells everything there is, and nothing that is not', async () => {
  await using gateway = await startStubGateway(() => ({ status: 200, json: info }))

  const { stdout } = await runCommandHere(['workflow', 'show', 'invoice.send'], {
    url: gateway.url,
  })

  expect(stdout).toContain('labels          team=a')
  expect(stdout).toContain('query progress  How far')
  expect(stdout).toContain('polled 3 s ago')
  expect(stdout).not.toContain('output schema')
})

test('start sends what its flags say, and a key of its own', async () => {
  await using gateway = await gatewayOf({})

  const { code, stdout } = await runCommandHere(
    [
      'workflow start t --name MyRun --task-queue q1 --label env=dev',
      '--on-no-worker wait --wait-for-worker 2 --input {"a":[1]} --body {"memo":{"x":1},"name":"loses"}',
    ].flatMap((words) => words.split(' ')),
    { url: gateway.url },
  )

  expect(code).toBe(0)
  expect(stdout).toBe('workflow id  w-r1\nrun id       r\ntask queue   q\n')
  expect(gateway.received[0]).toMatchObject({ method: 'POST', path: '/workflows/t/start' })
  expect(gateway.received[0]?.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
  expect(gateway.received[0]?.body).toEqual({
    memo: { x: 1 },
    name: 'MyRun',
    input: { a: [1] },
    on_no_worker: 'wait',
    wait_for_worker_seconds: 2,
    target: { task_queue: 'q1', labels: { env: 'dev' } },
  })
})

test('input comes from a file, from standard input, or as positional arguments', async () => {
  await using gateway = await gatewayOf({})
  const file = join(await mkdtemp(join(tmpdir(), 'cli-')), 'input.json')
  await writeFile(file, '\uFEFF{"from":"file"}\n')

  await runCommandHere(['workflow', 'start', 't', '--input', `@${file}`], { url: gateway.url })
  await runCli(['workflow', 'start', 't', '--input', '-'], { url: gateway.url, stdin: '"ß"' })
  await runCommandHere(['workflow', 'start', 't', '--arg', '1', '--arg', 'null'], {
    url: gateway.url,
  })

  const bodies = gateway.received.map(({ body }) => body)
  expect(bodies).toEqual([{ input: { from: 'file' } }, { input: 'ß' }, { args: [1, null] }])
})

test.each([
  ['completed', 0, { result: { sum: 7 } }],
  [
    'failed',
    6,
    {
      failure: {
        message: 'no money',
        kind: 'activity',
        cause: { message: 'declined', kind: 'application', type: 'Bank' },
      },
    },
  ],
  ['timed_out', 6, {}],
] as const)('start --wait of a run that is %s ends with %i', async (status, code, rest) => {
  await using gateway = await gatewayOf({ status, ...rest })

  const forPeople = await runCommandHere(['workflow', 'start', 't', '--wait', '5'], {
    url: gateway.url,
  })
  const args = ['workflow', 'start', 't', '--wait', '5', '--idempotency-key', 'k', '--json']
  const forMachines = await runCommandHere(args, { url: gateway.url })

  expect([forPeople.code, forMachines.code]).toEqual([code, code])
  expect(forPeople.stdout).toContain(`status       ${status}`)
  expect(forPeople.stderr).toContain('w-r1 is started; waiting for at most 5 s')
  expect(JSON.parse(forMachines.stdout)).toEqual({ ...started, status, ...rest, replayed: false })
  expect(forMachines.stderr).toBe('')
})

test('why a run failed is told down to the cause', async () => {
  const cause = { message: 'declined', kind: 'application', type: 'Bank', details: [{ code: 3 }] }
  const failure = { message: 'no money', kind: 'activity', cause }
  await using gateway = await gatewayOf({ status: 'failed', failure })

  const { stdout } = await runCommandHere(['workflow', 'start', 't', '--wait', '1'], {
    url: gateway.url,
  })

  expect(stdout).toContain(
    'failure      no money (activity)\ncaused by    declined (application Bank)\ndetails ',
  )
})

test('start --wait of a run that goes on ends with 7', async () => {
  await using gateway = await gatewayOf({ status: 'running' }, { 'idempotency-replayed': 'true' })

  const { code, stderr } = await runCommandHere(['workflow', 'start', 't', '--wait', '0.3'], {
    url: gateway.url,
  })

  expect(code).toBe(7)
  expect(stderr).toContain('was started before with this key')
})

test('validate says where a start would go', async () => {
  const verdict = {
    valid: true,
    workflow_type: 't',
    task_queue: 'q',
    route: 'the only ready target',
    workflow_id: 'order-7',
  }
  await using gateway = await startStubGateway(() => ({ status: 200, json: verdict }))

  const { stdout } = await runCommandHere(['workflow', 'validate', 't', '--input', '1'], {
    url: gateway.url,
  })

  expect(stdout).toBe(
    'valid        yes\ntask queue   q\nroute        the only ready target\nworkflow id  order-7\n',
  )
  expect(gateway.received[0]).toMatchObject({ path: '/workflows/t/validate', body: { input: 1 } })
})
