import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ActivityBackfill } from '@temporal-registry/contract/activity-backfills'
import { eventually } from '../../../../apps/server/test/wait.ts'
import { runCli } from '../../test/run-cli.ts'
import { openStand } from '../../test/stand.ts'

const { gateway, cli } = await openStand()
const activity = (...args: string[]) => cli(['activity', ...args])

async function define(seconds = 0.01): Promise<string> {
  const name = `cli-${randomUUID().slice(0, 8)}`
  await gateway.client.activityDefinitions.create({
    name,
    trigger: { schedule: { cron: ['30 2 * * *'] } },
    tasks: [{ name: 'pause', wait: { seconds } }],
  })
  return name
}

const span = ['--from', '2026-03-01T00:00:00Z', '--to', '2026-03-03T23:59:59Z']

test('times to come are listed; those that are past are looked at, run for, and run for again by force', async () => {
  const name = await define()
  const times = await activity('upcoming', name, '--from', '2030-01-01T00:00:00Z', '--limit', '2')
  const preview = await activity('backfill', name, ...span, '--dry-run')
  const begun = await activity('backfill', name, ...span, '--wait', '60')
  const [id = ''] = /(?<=^backfill +)\S+/m.exec(begun.stdout) ?? []
  const [again, runs, listed] = await Promise.all([
    activity('backfill', name, ...span, '--wait', '60', '--json'),
    activity('run', 'list', '--backfill', id),
    activity('backfills', name),
  ])
  const forced = await activity('backfill', name, ...span, '--force', '--wait', '60')

  expect(times.stdout).toBe('2030-01-01T02:30:00.000Z\n2030-01-02T02:30:00.000Z\n')
  expect(times.stderr).toBe('There are more.\n')
  expect(preview.stdout).toMatch(/^occurrences +3\nran already +0\nfirst +2026-03-01T02:30/)
  expect(begun.code).toBe(0)
  expect(begun.stderr).toMatch(/^Backfill .*; waiting for at most 60 s$/m)
  expect(begun.stderr).toMatch(/^3 of 3 decided, 3 finished$/m)
  expect(begun.stdout).toMatch(/^status +finished$[^]*^outcomes +started 3$/m)
  expect(JSON.parse(again.stdout)).toMatchObject({ status: 'finished', duplicate: 3, started: 0 })
  expect(runs.stdout.match(/ backfill +succeeded /g)).toHaveLength(3)
  expect(listed.stdout).toMatch(new RegExp(`^${id} +finished +2026-03-01T00:00:00Z `, 'm'))
  expect(forced.stdout).toMatch(/^forced +yes$/m)
}, 120_000)

test('Ctrl-C ends the waiting and says what goes on, which is then called off', async () => {
  const name = await define(600)

  const left = await runCli(['activity', 'backfill', name, ...span, '--wait', '600'], {
    url: gateway.url,
    interruptAt: /1 open/,
  })
  const [id = ''] = /(?<=^backfill +)\S+/m.exec(left.stdout) ?? []
  const open = await activity('backfills', name, id, '--wait', '0')
  const cancelled = await activity('backfills', name, id, '--cancel')

  expect(left.code).toBe(7)
  expect(left.stderr).toContain('The backfill goes on without you.')
  expect(left.stderr).toContain(`activity backfills ${name} ${id} [--cancel]`)
  expect(open.code).toBe(7)
  expect(cancelled.stdout).toMatch(/^status +cancelled$[^]*^runs +0 finished, .* 1 open$/m)
}, 120_000)

test('a resume says what recovers what was missed; mistakes end with 2 or 3', async () => {
  const name = await define()
  await gateway.client.activityDefinitions.pause(name, 'stock-taking')

  const refused = await activity('backfill', name, ...span)
  const resumed = await activity('resume', name, '--recover', 'latest')
  const [, id = ''] =
    /^What passed meanwhile: activity backfills \S+ (\S+)$/m.exec(resumed.stderr) ?? []
  const over = await eventually(async () => {
    const { stdout } = await activity('backfills', name, id, '--json')
    const found = JSON.parse(stdout) as ActivityBackfill
    return found.status !== 'running' && found
  }, 60_000)
  const [tooMany, spanless, idless, wrong] = await Promise.all([
    activity('backfill', name, ...span, '--max', '2'),
    activity('backfill', name, '--from', '2026-03-01T00:00:00Z'),
    activity('backfills', name, '--cancel'),
    activity('resume', name, '--recover', 'some'),
  ])

  expect(refused.code).toBe(3)
  expect(refused.stderr).toContain('stock-taking')
  expect(resumed).toMatchObject({ code: 0, stdout: `${name} is enabled\n` })
  expect(over).toMatchObject({
    origin: 'resume',
    recover: 'latest',
    status: 'finished',
    planned: 0,
  })
  expect(tooMany.code).toBe(3)
  expect(tooMany.stderr).toContain('There are 3 occurrences; 2 are the most')
  expect([spanless.code, idless.code, wrong.code]).toEqual([2, 2, 2])
}, 120_000)
