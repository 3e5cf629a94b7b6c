import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startStubGateway } from '../../../sdk/test/stub-gateway.ts'
import { runCommandHere } from '../../test/run-cli.ts'

const run = { workflow_id: 'w', run_id: 'r', workflow_type: 't', started: true, task_queue: 'q' }
const answering = (json: unknown, status = 200) => startStubGateway(() => ({ status, json }))
const problem = {
  type: '/problems/input-invalid',
  title: 'x',
  status: 400,
  detail: 'must be there',
  code: 'input-invalid',
  remedy: 'y',
}

test('start makes its id by a template, whose time is settled', async () => {
  await using gateway = await answering(run)
  const args = ['workflow', 'start', 't', '--id-template', 'o-{{date}}']

  await runCommandHere(args, { url: gateway.url })
  await runCommandHere([...args, '--id-time', '2026-01-01T00:00:00Z'], { url: gateway.url })

  expect(gateway.received.map(({ body }) => body)).toEqual([
    { id_template: 'o-{{date}}', id_time: expect.any(String) },
    { id_template: 'o-{{date}}', id_time: '2026-01-01T00:00:00Z' },
  ])
})

test('signal-with-start says whether the run was there before', async () => {
  await using gateway = await answering(run)
  const args = ['t', 'add', '--id', 'w', '--input', '{}', '--message-input', '{"n":1}']
  const { stdout } = await runCommandHere(['workflow', 'signal-with-start', ...args], {
    url: gateway.url,
  })

  expect(stdout).toBe('workflow id  w\nrun id       r\nstarted      now\ntask queue   q\n')
  expect(gateway.received[0]).toMatchObject({
    path: '/workflows/t/signal-with-start',
    body: { workflow_id: 'w', input: {}, signal: { name: 'add', input: { n: 1 } } },
  })
})

test('update-with-start writes the answer, or ends with 7 when the update goes on', async () => {
  await using gateway = await startStubGateway((_request, count) => ({
    status: count === 1 ? 200 : 202,
    json: { ...run, update_id: 'u', ...(count === 1 ? { result: 5 } : {}) },
  }))
  const args = [
    'workflow',
    'update-with-start',
    't',
    'multiply',
    '--message-arg',
    '3',
    '--wait',
    '2',
  ]
  const answered = await runCommandHere(args, { url: gateway.url })
  const open = await runCommandHere(args, { url: gateway.url })

  expect(answered).toMatchObject({ code: 0, stdout: '5\n' })
  expect(open).toMatchObject({ code: 7, stdout: '' })
  expect(gateway.received[0]).toMatchObject({
    headers: { prefer: 'wait=2' },
    body: { update: { name: 'multiply', args: [3] } },
  })
})

test('batch-start reads a file, shows every outcome, and ends with 3 when one is refused', async () => {
  const counts = { started: 1, replayed: 0, valid: 0, refused: 1, skipped: 0 }
  const items = [
    { index: 0, outcome: 'started', workflow_type: 't', workflow_id: 'w' },
    { index: 1, outcome: 'refused', problem },
  ]
  await using gateway = await answering({ counts, items })
  const file = join(await mkdtemp(join(tmpdir(), 'cli-')), 'starts.json')
  await writeFile(file, '[{"workflow_type":"t"},{"workflow_type":"t","input":1}]')
  const args = ['workflow', 'batch-start', '--file', `@${file}`, '--dry-run']
  const { code, stdout, stderr } = await runCommandHere(args, { url: gateway.url })
  const noList = await runCommandHere(['workflow', 'batch-start', '--file', '{}'], {
    url: gateway.url,
  })

  expect(code).toBe(3)
  expect(stdout.split('\n')).toEqual(
    [
      '#  OUTCOME  TYPE  WORKFLOW ID  WHY',
      '0  started  t     w            ',
      '1  refused  -     -            input-invalid: must be there',
      '',
    ].map((line) => line.trimEnd()),
  )
  expect(stderr).toContain('1 started, 1 refused')
  expect(gateway.received[0]?.body).toEqual({
    items: [{ workflow_type: 't' }, { workflow_type: 't', input: 1 }],
    dry_run: true,
  })
  expect(noList.code).toBe(2)
})

test('run agent sends what the original takes', async () => {
  await using gateway = await answering({ workflow_id: 'run-agent-a', run_id: 'r' })
  const args = ['a', '/work', '--prompt', 'Do it', '--chain', '[{"agent_id":"b"}]']
  const { stdout } = await runCommandHere(['run', 'agent', ...args, '--chain-mode', 'append'], {
    url: gateway.url,
  })

  expect(stdout).toContain('run-agent-a')
  expect(gateway.received[0]).toMatchObject({ method: 'POST', path: '/run' })
  expect(gateway.received[0]?.body).toEqual({
    agent_id: 'a',
    workspace: '/work',
    prompt: 'Do it',
    chain: [{ agent_id: 'b' }],
    chain_mode: 'append',
  })
})

test('orphan list shows counts, or each run', async () => {
  const place = { workflow_type: 't', task_queue: 'q', reason: 'no-poller' }
  const found = {
    as_of: '2026-01-01T00:00:00.000Z',
    is_complete: false,
    open_run_count: 9,
    orphan_run_count: 2,
    orphan_schedule_count: 1,
    unchecked_schedule_count: 0,
    group_count: 1,
    groups: [
      {
        ...place,
        detail: '',
        since: null,
        run_count: 2,
        oldest_started_at: '2026-01-01T00:00:00.000Z',
        example_workflow_ids: ['w'],
        schedule_count: 1,
        example_schedule_ids: ['s'],
      },
    ],
    runs: [{ workflow_id: 'w', run_id: 'r', ...place, started_at: '2026-01-01T00:00:00.000Z' }],
  }
  await using gateway = await answering(found)
  const groups = await runCommandHere(['orphan', 'list', '--reason', 'no-poller'], {
    url: gateway.url,
  })
  const runs = await runCommandHere(['orphan', 'list', '--runs'], { url: gateway.url })

  expect(groups.stdout.split('\n')[1]).toBe(
    't     q           no-poller  2     1          2026-01-01T00:00:00Z  -',
  )
  expect(groups.stderr).toContain('2 of 9 open runs, 1 schedules')
  expect(groups.stderr).toContain('Not everything')
  expect(runs.stdout.split('\n')[1]).toBe(
    'w            t     q           no-poller  2026-01-01T00:00:00Z',
  )
  expect(gateway.received[0]?.path).toBe('/registry/orphans?reason=no-poller')
})
