import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { openTestDatabase } from '../../../test/database.ts'
import { uuidV7 } from '../../platform/uuid-v7.ts'
import { createRunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import { createOutboxStore } from '../triggers/outbox-store.ts'
import { createHumanTaskActivities, type HumanTaskNews } from './activities.ts'
import { createHumanTasks } from './human-tasks.ts'
import { createHumanTaskStore } from './store.ts'

const database = await openTestDatabase()
const tables = database.of<FactoryTables>()
const person = (name: string) => ({ name, isAdmin: false })

/** Human tasks of a run, with a clock that stands still. */
async function humanTasksOf(params: Readonly<Record<string, unknown>>, count = 1) {
  const namespace = `ns-${randomUUID()}`
  const at = new Date('2026-01-01T00:00:00Z')
  const runId = uuidV7()
  const told: HumanTaskNews[] = []
  const deps = {
    tables,
    store: createHumanTaskStore(namespace),
    runs: createRunStore(namespace),
    outbox: createOutboxStore(namespace),
    groups: { finance: ['bob', 'carol'] },
    formFaults: () => [],
    tell: async (news: HumanTaskNews) => void told.push(news),
    wake: () => {},
    newId: () => uuidV7(),
    now: () => at,
  }
  await tables.transaction(async (trx) => {
    await deps.runs.add(trx, {
      ...{ id: runId, definition_id: randomUUID(), definition_name: 'ask', version_used: 1 },
      ...{ trigger_kind: 'manual', occurrence_key: 'm:1', status: 'running', stage: 'tasks' },
      ...{ place: '{}', fired_at: at, workflow_id: 'w', attempt: 1, depth: 2, event_ids: [] },
    })
    const params_ = Array.from({ length: count }, () => ({ title: 'Go?', ...params }))
    await deps.runs.addTasks(trx, runId, { template: 'ask', kind: 'human', params: params_, at })
  })
  const activities = createHumanTaskActivities(deps)
  const taskIds = Array.from({ length: count }, (_, index) => `task-${runId}-${index}`)
  for (const id of taskIds) await activities.openHumanTask(id)
  const humanTasks = createHumanTasks(deps)
  const list = (filter = {}) => humanTasks.list(filter, 100)
  const [task] = (await list()).toReversed()
  return { ...deps, activities, humanTasks, list, told, runId, taskIds, id: task?.id ?? '' }
}

test('a form keeps the order in which its parts were written', async () => {
  const properties = { cost_centre: {}, budget: {}, at: {}, why: {} }
  const { humanTasks, id } = await humanTasksOf({ form: { type: 'object', properties } })

  const { form } = await humanTasks.get(id)

  expect(JSON.stringify(form?.['properties'])).toBe(JSON.stringify(properties))
})

test('opened twice it is one task, told of under one id', async () => {
  const { activities, list, told, taskIds } = await humanTasksOf({ due_seconds: 60 })

  const again = await activities.openHumanTask(taskIds[0] ?? '')

  expect(again).toEqual({ remind_in_ms: null, due_in_ms: 60_000 })
  expect(await list()).toHaveLength(1)
  expect(new Set(told.map(({ id }) => id)).size).toBe(1)
  expect(told[0]).toMatchObject({ type: 'human-task.opened', depth: 3 })
})

test('an inbox has what names a person, a group of theirs, or was delegated to them', async () => {
  const { humanTasks, list, id } = await humanTasksOf({ groups: ['finance'] }, 2)
  await humanTasks.delegate(id, person('bob'), { to: 'zoe' })
  const inbox = async (name: string, groups: string[] = []) =>
    (await list({ person: { name, groups } })).length

  expect(await inbox('bob', ['finance'])).toBe(2)
  expect(await inbox('zoe')).toBe(1)
  expect(await inbox('mallory')).toBe(0)
  expect(await list({ statuses: ['claimed'], group: 'finance' })).toMatchObject([{ id }])
})

test('other namespaces do not see it', async () => {
  const { id } = await humanTasksOf({})
  const other = await humanTasksOf({})

  await expect(other.humanTasks.get(id)).rejects.toMatchObject({ code: 'human-task-not-found' })
})

test('the decision that closes a task ends the task of the run, and tells its workflow once', async () => {
  const { humanTasks, runs, outbox, id, taskIds } = await humanTasksOf({ quorum: 2 })

  const first = await humanTasks.decide(id, person('bob'), { decision: 'approve' })
  const second = await humanTasks.decide(id, person('carol'), { decision: 'approve' })

  expect([first.status, second.status]).toEqual(['open', 'decided'])
  const task = await tables.query((db) => runs.findTask(db, taskIds[0] ?? ''))
  expect(task).toMatchObject({
    status: 'succeeded',
    result: { decision: 'approved', decided_by: ['bob', 'carol'], answers: [null, null] },
  })
  const until = new Date('2026-01-02T00:00:00Z')
  const due = await tables.transaction((trx) =>
    outbox.claim(trx, { kinds: ['human'], now: until, until, limit: 10 }),
  )
  expect(due).toMatchObject([{ kind: 'human', ref: id }])
})

test('of many who decide at one moment as many are heard as the quorum asks for', async () => {
  const { humanTasks, id } = await humanTasksOf({ quorum: 3 })
  const people = Array.from({ length: 8 }, (_, at) => person(`p${at}`))

  const answers = await Promise.allSettled(
    people.map((one) => humanTasks.decide(id, one, { decision: 'approve' })),
  )

  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
  expect(await humanTasks.get(id)).toMatchObject({ outcome: 'approved', agreed: 3 })
})

test('an inbox is narrowed to what names the person or a group of theirs, and searched by title', async () => {
  const { humanTasks, list, id } = await humanTasksOf(
    { title: 'Pay 100 % of ACME', groups: ['finance'] },
    3,
  )
  await humanTasks.claim(id, person('bob'))
  const bob = { name: 'bob', groups: ['finance'] }

  expect(await list({ person: { ...bob, via: 'name' } })).toMatchObject([{ id }])
  expect(await list({ person: { ...bob, via: 'group' } })).toHaveLength(3)
  expect(await list({ q: '0 % OF acme' })).toHaveLength(3)
  expect(await list({ q: '1% ' })).toEqual([])
  expect(await humanTasks.count({ person: { ...bob, via: 'group' } })).toBe(3)
  expect(await humanTasks.count({ person: bob, statuses: ['claimed'] })).toBe(1)
})

test('what was due is shown as escalated once others have it', async () => {
  const escalating = await humanTasksOf({ due_seconds: 60, escalate_to: ['cfo'] })
  const overdue = await humanTasksOf({ due_seconds: 60 })

  for (const { activities, taskIds } of [escalating, overdue])
    await activities.humanTaskIsDue(taskIds[0] ?? '')

  expect(await escalating.list()).toMatchObject([
    { assignees: ['cfo'], escalated_at: '2026-01-01T00:00:00.000Z' },
  ])
  expect(await overdue.list()).toMatchObject([{ escalated_at: null }])
})
