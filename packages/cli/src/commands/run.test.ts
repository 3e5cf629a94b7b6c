import { expect, test } from 'vitest'
import {
  refusal,
  startStubGateway,
  type Received,
  type Reply,
} from '../../../sdk/test/stub-gateway.ts'
import { runCommandHere } from '../../test/run-cli.ts'

const run = {
  workflow_id: 'w',
  run_id: 'r',
  workflow_type: 't',
  task_queue: 'q',
  status: 'running',
  started_at: '2026-11-21T08:00:00.123Z',
  closed_at: null,
}
const completed = { workflow_id: 'w', run_id: 'r', status: 'completed', result: 7 }

const answering = (json: unknown, status = 200) => startStubGateway(() => ({ status, json }))
const pathsOf = (received: readonly Received[]) =>
  received.map(({ method, path }) => `${method} ${path}`)

test('list shows runs in columns, their number and where it goes on', async () => {
  await using gateway = await answering({ runs: [run], count: 12, next_cursor: 'c1' })

  const { stdout, stderr } = await runCommandHere(
    ['run', 'list', '--type', 't', '--status', 'running', '--count', '--limit', '1'],
    { url: gateway.url },
  )

  expect(stdout.split('\n').slice(0, 2)).toEqual([
    'WORKFLOW ID  TYPE  STATUS   STARTED               CLOSED  RUN ID',
    'w            t     running  2026-11-21T08:00:00Z  -       r',
  ])
  expect(stderr).toBe('12 in all\nThere are more: --cursor c1\n')
  expect(pathsOf(gateway.received)).toEqual([
    'GET /runs?workflow_type=t&status=running&count=true&limit=1',
  ])
})

test('result ends with 7 while the run goes on, and with 0 once it is completed', async () => {
  await using gateway = await startStubGateway((_request, count) =>
    count === 1
      ? { status: 202, json: { ...completed, status: 'running', result: undefined } }
      : { status: 200, json: completed },
  )

  const early = await runCommandHere(['run', 'result', 'w', '--run-id', 'r'], { url: gateway.url })
  const late = await runCommandHere(['run', 'result', 'w', '--wait', '3', '--json'], {
    url: gateway.url,
  })

  expect(early).toMatchObject({ code: 7, stderr: '' })
  expect(late.code).toBe(0)
  expect(JSON.parse(late.stdout)).toEqual(completed)
  expect(pathsOf(gateway.received)).toEqual(['GET /runs/w/result?run_id=r', 'GET /runs/w/result'])
  expect(gateway.received[1]?.headers['prefer']).toBe('wait=3')
})

test('history shows a page', async () => {
  const event = { event_id: 1, event_time: null, event_type: 'Started', attributes: { a: 1 } }
  await using gateway = await answering({ events: [event] })

  const { stdout } = await runCommandHere(['run', 'history', 'w', '--reverse'], {
    url: gateway.url,
  })

  expect(stdout).toContain('1      -     Started  {"a":1}')
  expect(pathsOf(gateway.received)).toEqual(['GET /runs/w/history?reverse=true'])
})

test('watch prints each event and then how the run ended, as lines of JSON if asked', async () => {
  const event = {
    event_id: 1,
    event_time: '2026-11-21T08:00:00Z',
    event_type: 'Started',
    attributes: {},
  }
  const text = `id: 1\nevent: history\ndata: ${JSON.stringify(event)}\n\nevent: closed\ndata: {}\n\n`
  await using gateway = await startStubGateway(({ path }): Reply => {
    const headers = { 'content-type': 'text/event-stream' }
    return path.includes('/events')
      ? { status: 200, headers, text }
      : { status: 200, json: { ...completed, status: 'failed' } }
  })

  const people = await runCommandHere(['run', 'watch', 'w', '--run-id', 'r'], { url: gateway.url })
  const machines = await runCommandHere(['run', 'watch', 'w', '--run-id', 'r', '--json'], {
    url: gateway.url,
  })

  expect([people.code, machines.code]).toEqual([6, 6])
  expect(people.stdout).toContain('    1  2026-11-21T08:00:00Z  Started\n')
  expect(
    machines.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line)),
  ).toEqual([{ event }, { result: { ...completed, status: 'failed' } }])
})

test.each([
  { args: ['cancel', 'w', '--reason', 'why'], path: 'cancel', body: { reason: 'why' } },
  { args: ['terminate', 'w'], path: 'terminate', body: {} },
  {
    args: ['signal', 'w', 'go', '--input', '{"a":1}'],
    path: 'signals/go',
    body: { input: { a: 1 } },
  },
  {
    args: ['reset', 'w', '--event-id', '4', '--reapply', 'none'],
    path: 'reset',
    body: { event_id: 4, reapply: 'none' },
  },
])('$args.0 sends its message', async ({ args, path, body }) => {
  await using gateway = await answering({ workflow_id: 'w', run_id: 'r2' })

  const { code, stdout } = await runCommandHere(['run', ...args, '--run-id', 'r'], {
    url: gateway.url,
  })

  expect(code).toBe(0)
  expect(stdout).toContain('w')
  expect(pathsOf(gateway.received)).toEqual([`POST /runs/w/${path}?run_id=r`])
  expect(gateway.received[0]?.body).toEqual(body)
})

test('query and update print the answer; an update that goes on ends with 7', async () => {
  await using gateway = await startStubGateway((_request, count) =>
    count < 3
      ? { status: 200, json: { update_id: 'u', result: { n: 1 } } }
      : { status: 202, json: { update_id: 'u' } },
  )

  const query = await runCommandHere(['run', 'query', 'w', 'progress'], { url: gateway.url })
  const update = await runCommandHere(['run', 'update', 'w', 'add', '--arg', '1'], {
    url: gateway.url,
  })
  const pending = await runCommandHere(['run', 'update', 'w', 'add', '--wait', '1'], {
    url: gateway.url,
  })

  expect([query.stdout, update.stdout]).toEqual(['{\n  "n": 1\n}\n', '{\n  "n": 1\n}\n'])
  expect(pending).toMatchObject({ code: 7, stdout: '' })
  expect(gateway.received[2]?.headers['prefer']).toBe('wait=1')
})

test('an unknown run ends with 4', async () => {
  await using gateway = await startStubGateway(() => refusal('run-not-found', 'no such run'))

  const { code, stderr } = await runCommandHere(['run', 'show', 'w'], { url: gateway.url })

  expect(code).toBe(4)
  expect(stderr).toContain('There is no such run')
})
