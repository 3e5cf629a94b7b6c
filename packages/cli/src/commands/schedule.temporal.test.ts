import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../../apps/server/test/gateway.ts'
import { eventually } from '../../../../apps/server/test/wait.ts'
import { startTestWorker, type TestWorker } from '../../../../apps/server/test/worker.ts'
import { runCli } from '../../test/run-cli.ts'

let gateway: TestGateway
let worker: TestWorker
beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

const cli = (...args: string[]) => runCli(['schedule', ...args], { url: gateway.url })
const id = `cli-${randomUUID().slice(0, 8)}`

test('a schedule is made, changed, fired, paused and deleted from the shell', async () => {
  const what = ['--type', 'echo', '--cron', '0 9 * * MON-FRI', '--time-zone', 'Asia/Tokyo']
  const made = await cli('create', id, ...what, '--label', `team=${id}`, '--input', '{"a":1}')
  const again = await cli('create', id, ...what)
  const changed = await cli('update', id, '--body', '{"workflow_type":"echo"}', '--every', '3600')
  const fired = await cli('trigger', id, '--overlap', 'allow_all')
  const shown = await cli('show', id)
  const listed = await eventually(async () => {
    const found = await cli('list', '--label', `team=${id}`)
    return found.stdout.includes(id) && found
  })
  const tried = await cli('pause', '--label', `team=${id}`, '--dry-run')
  const paused = await cli('pause', id, '--note', 'later')
  const unpaused = await cli('unpause', id)
  const upcoming = await cli('upcoming', id, '--from', '2030-01-01T00:00:00Z', '--limit', '2')
  const deleted = await cli('delete', id)
  const absent = await cli('show', id)

  expect(made.stdout).toBe(`${id} is created\n`)
  expect(again.stdout).toBe(`${id} exists\n`)
  expect(changed.stdout).toBe(`${id} is updated; it runs on ${worker.taskQueue}\n`)
  expect(fired.stdout).toBe(`${id} fires\n`)
  expect(shown.stdout).toMatch(/task queue +\S+, following the type/)
  expect(shown.stdout).toContain('"every_seconds":3600')
  expect(listed.stdout).toMatch(new RegExp(`^${id} +echo +active`, 'm'))
  expect([tried.stdout, tried.code]).toEqual([`${id}\n`, 0])
  expect([paused.stdout, unpaused.stdout]).toEqual([`${id} is paused\n`, `${id} is unpaused\n`])
  expect(upcoming.stdout).toBe('2030-01-01T00:00:00.000Z\n2030-01-01T01:00:00.000Z\n')
  expect([deleted.code, absent.code]).toEqual([0, 4])
})

test('backfills and drift are seen from the shell, and mistakes end with 2 or 3', async () => {
  const other = `${id}-backfill`
  await cli('create', other, '--type', 'echo', '--cron', '0 * * * *')
  const span = ['--from', '2026-01-01T00:00:00Z', '--to', '2026-01-01T03:00:00Z']

  const preview = await cli('backfill', other, ...span, '--dry-run')
  const sent = await cli('backfill', other, ...span, '--wait', '--json')
  const tooMany = await cli('backfill', other, ...span, '--max', '2')
  const drift = await cli('drift')
  const wrong = await cli('pause')
  const bad = await cli('create', `${other}-bad`, '--type', 'echo', '--cron', '61 * * * *')

  expect(preview.stdout).toMatch(/^occurrences +4$/m)
  expect(JSON.parse(sent.stdout)).toMatchObject({ status: 'sent', sent: 4 })
  expect(drift.code).toBe(0)
  expect([tooMany.code, wrong.code, bad.code]).toEqual([3, 2, 3])
  expect(bad.stderr).toContain('/cron/0')
})
