import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../../apps/server/test/gateway.ts'
import { freshPgliteFolder } from '../../../../apps/server/test/pglite-folder.ts'
import { eventually } from '../../../../apps/server/test/wait.ts'
import { runCli } from '../../test/run-cli.ts'

let database = ''
let gateway: TestGateway
beforeAll(async () => {
  database = await freshPgliteFolder()
  gateway = await startTestGateway({ database: `{ data_dir: '${database}' }` })
})
afterAll(async () => {
  await gateway.close()
  rmSync(database, { recursive: true, force: true })
})

test('a human task is listed, claimed, and decided by two people', async () => {
  const { activityDefinitions, call, humanTasks } = gateway.client
  await activityDefinitions.create({
    name: 'ask',
    trigger: { manual: {} },
    tasks: [{ name: 'review', human: { title: 'Go?', quorum: 2, form: { type: 'object' } } }],
  })
  const { triggerActivity } = await import('@temporal-registry/contract/activity-runs')
  await call(triggerActivity, { params: { definition: 'ask' }, body: {} })
  const { id } = await eventually(async () => (await humanTasks.list()).human_tasks[0])
  const cli = (...args: string[]) => runCli(['human-task', ...args], { url: gateway.url })

  const listed = await cli('list', '--status', 'open')
  const claimed = await cli('claim', id, '--as', 'bob')
  const approved = await cli('approve', id, '--as', 'bob', '--answer', '{"a":1}')
  const answered = await cli('answer', id, '{"a":2}', '--as', 'carol')
  const late = await cli('reject', id, '--as', 'dan')

  expect(listed.stdout).toContain(id)
  expect(claimed.stdout).toBe('«Go?» is claimed by bob\n')
  expect(approved.stdout).toBe('«Go?» is open, 1 of 2\n')
  expect(answered.stdout).toBe('«Go?» is answered\n')
  expect(late.code).not.toBe(0)
}, 60_000)
