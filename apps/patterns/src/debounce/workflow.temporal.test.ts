import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../../server/test/wait.ts'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { eventNames, failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.debounce.v1'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

/** A document whose changes are signals with a start, as a web server would send them. */
function document(input: Record<string, unknown>) {
  const workflow_id = randomUUID()
  const { runs, workflows } = stand.client
  return {
    handle: stand.temporal.workflow.getHandle(workflow_id),
    change: (text: string) =>
      workflows.signalWithStart(type, {
        workflow_id,
        input,
        signal: { name: 'change', input: { text } },
      }),
    flush: () => runs.signal(workflow_id, 'flush'),
    isPublishing: async () => (await runs.get(workflow_id)).pending_activities.length > 0,
    result: async () => (await runs.waitForResult(workflow_id)).result,
  }
}

test('a burst of changes is published once, the last of it, with a timer or two', async () => {
  const page = document({ quiet_ms: 400 })

  const answers = []
  for (const text of ['a', 'ab', 'abc', 'abcd', 'abcde']) answers.push(await page.change(text))

  expect(answers.map(({ started }) => started)).toEqual([true, false, false, false, false])
  expect(await page.result()).toEqual({ publications: 1, changes: 5, last_published: 'abcde' })
  const events = eventNames(await page.handle.fetchHistory())
  expect(events.filter((name) => name === 'activityTaskScheduled')).toHaveLength(1)
  expect(events.filter((name) => name === 'timerStarted').length).toBeLessThanOrEqual(3)
  await recordHistory(page.handle, new URL('./history.json', import.meta.url))
})

test('noise without end does not put off the first change for ever', async () => {
  const page = document({ quiet_ms: 3_600_000, max_wait_ms: 200 })

  await page.change('draft')

  expect(await page.result()).toEqual({ publications: 1, changes: 1, last_published: 'draft' })
})

test('a flush publishes at once', async () => {
  const page = document({ quiet_ms: 3_600_000, max_wait_ms: 3_600_000 })

  await page.change('now')
  await page.flush()

  expect(await page.result()).toMatchObject({ publications: 1, last_published: 'now' })
})

test('a change that comes while one is published has a publication of its own', async () => {
  const page = document({ quiet_ms: 20, publish_ms: 500 })

  await page.change('first')
  await eventually(page.isPublishing)
  const { started } = await page.change('second')

  expect(started).toBe(false)
  expect(await page.result()).toEqual({ publications: 2, changes: 2, last_published: 'second' })
})

test('after the end, the next change begins anew', async () => {
  const page = document({ quiet_ms: 10 })
  await page.change('one')
  await page.result()

  const { started } = await page.change('two')

  expect(started).toBe(true)
  expect(await page.result()).toEqual({ publications: 1, changes: 1, last_published: 'two' })
})

test('a malformed change is refused by the gateway, and left out by the workflow', async () => {
  const page = document({ quiet_ms: 200 })
  await page.change('good')

  const refused = stand.client.runs.signal(page.handle.workflowId, 'change', { input: { text: 7 } })
  await expect(refused).rejects.toMatchObject({ code: 'input-invalid' })
  await page.handle.signal('change', { text: 7 })

  expect(await page.result()).toEqual({ publications: 1, changes: 1, last_published: 'good' })
})

test('a run that is started and never told of a change ends with nothing', async () => {
  const result = await stand.run(type, { max_wait_ms: 50 })

  expect(result).toEqual({ publications: 0, changes: 0, last_published: null })
})

test('past the gateway, a quiet of nothing fails as invalid input', async () => {
  const failure = await failureOf(stand.run(type, { quiet_ms: 0 }))

  expect(failure.cause).toMatchObject({
    type: 'input-invalid',
    details: [{ pointer: '/quiet_ms' }],
  })
})
