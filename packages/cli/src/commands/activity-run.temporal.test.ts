import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import { openStand } from '../../test/stand.ts'

const { gateway, cli } = await openStand()
const activity = (...args: string[]) => cli(['activity', ...args])

async function define(parts: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const name = `cli-${randomUUID().slice(0, 8)}`
  await gateway.client.activityDefinitions.create({
    name,
    trigger: { manual: {} },
    condition: 'input.n > 0',
    tasks: [{ name: 'pause', wait: { seconds: { $cel: 'double(input.n)' } } }],
    ...parts,
  })
  return name
}

test('a run is triggered and waited for, then found with its tasks and its row of the ledger', async () => {
  const name = await define()

  const done = await activity('trigger', name, '--input', '{"n":0.01}', '--wait', '30')
  const [id = ''] = /(?<=^run +)\S+/m.exec(done.stdout) ?? []
  const [runs, task, ledger] = await Promise.all([
    activity('run', 'list', '--definition', name, '--status', 'succeeded'),
    activity('task', 'show', `task-${id}-0`),
    activity('ledger', '--definition', name),
  ])
  const tasks = await activity('task', 'list', '--run', id)

  expect(done.code).toBe(0)
  expect(done.stderr).toMatch(/ started: It runs; waiting for at most 30 s\n/)
  expect(done.stderr).toMatch(/succeeded, at tasks\n$/)
  expect(done.stdout).toMatch(/^status +succeeded$[^]+^task +task-.* pause +succeeded$/m)
  expect(runs.stdout).toMatch(new RegExp(`^${id} +${name} +1 +manual +succeeded`, 'm'))
  expect(tasks.stdout).toMatch(/ pause +wait +succeeded /)
  expect(task.stdout).toMatch(/^params +\{\n +"seconds": 0\.01/m)
  expect(ledger.stdout).toMatch(
    new RegExp(` manual +${name} +start +started +${id} +It runs$`, 'm'),
  )
}, 120_000)

test('the same key gives the same run; a run that is cancelled ends with 6, one left open with 7', async () => {
  const name = await define()
  const trigger = () =>
    activity('trigger', name, '--input', '{"n":600}', '--idempotency-key', name, '--json')

  const first = JSON.parse((await trigger()).stdout) as { run: ActivityRunSummary }
  const second = JSON.parse((await trigger()).stdout) as { outcome: string; run: unknown }
  const { id } = first.run
  const open = await activity('run', 'show', id, '--wait', '0')
  const cancelled = await activity('run', 'cancel', id)
  const ended = await activity('run', 'show', id, '--wait', '30')
  const again = await activity('run', 'cancel', id)

  expect(second).toMatchObject({ outcome: 'duplicate', run: { id } })
  expect(open.code).toBe(7)
  expect(cancelled.stdout).toMatch(new RegExp(`^${id} is asked to end; it was `))
  expect(ended).toMatchObject({ code: 6, stdout: expect.stringMatching(/^status +cancelled$/m) })
  expect([again.code, (await activity('run', 'show', randomUUID())).code]).toEqual([3, 4])
}, 120_000)

test('a call that makes no run says why, and ends with 3', async () => {
  const name = await define()
  await gateway.client.activityDefinitions.pause(name, 'stock-taking')

  const refused = await activity('trigger', name, '--wait', '5')
  const ledger = await activity('ledger', '--definition', name, '--outcome', 'paused')

  expect(refused.code).toBe(3)
  expect(refused.stdout).toMatch(/^outcome +paused\nreason +Paused since .*: stock-taking$/m)
  expect(ledger.stdout).toMatch(/ definition +paused +- +Paused since /)
})
