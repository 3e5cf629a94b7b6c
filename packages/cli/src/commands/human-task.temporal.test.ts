import { expect, test } from 'vitest'
import { eventually } from '../../../../apps/server/test/wait.ts'
import { openStand } from '../../test/stand.ts'

const { gateway, cli } = await openStand()
const humanTask = (...args: string[]) => cli(['human-task', ...args])

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

  const listed = await humanTask('list', '--status', 'open')
  const claimed = await humanTask('claim', id, '--as', 'bob')
  const approved = await humanTask('approve', id, '--as', 'bob', '--answer', '{"a":1}')
  const answered = await humanTask('answer', id, '{"a":2}', '--as', 'carol')
  const late = await humanTask('reject', id, '--as', 'dan')

  expect(listed.stdout).toContain(id)
  expect(claimed.stdout).toBe('«Go?» is claimed by bob\n')
  expect(approved.stdout).toBe('«Go?» is open, 1 of 2\n')
  expect(answered.stdout).toBe('«Go?» is answered\n')
  expect(late.code).not.toBe(0)
}, 60_000)
