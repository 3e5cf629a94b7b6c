import { beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../../test/gateway-stand.ts'
import { eventNames, failureOf, recordHistory } from '../../test/pattern-stand.ts'

const type = 'cookbook.child-workflow.v1'

interface ChildRun {
  readonly workflow_id: string
  readonly run_id: string
}

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
  return () => stand[Symbol.asyncDispose]()
})

/** Starts a parent over HTTP, and returns once its held child has started. */
async function startParent(parent_close_policy?: string) {
  const { workflows, runs } = stand.client
  const parent = await workflows.start(type, { input: { name: 'Ada', parent_close_policy } })
  let child: ChildRun | null = null
  await expect
    .poll(async () => {
      child = (await runs.query(parent.workflow_id, 'child')) as ChildRun | null
      return child
    })
    .not.toBeNull()
  // Not null any more, as the line above says.
  return { parent, child: child as unknown as ChildRun }
}

const statusOf = async (run: ChildRun) => (await stand.client.runs.get(run.workflow_id)).status

test('a child is awaited, another is spoken to by its handle, and both know their parent', async () => {
  const { runs } = stand.client
  const { parent, child } = await startParent()
  expect((await runs.get(child.workflow_id)).parent).toEqual({
    workflow_id: parent.workflow_id,
    run_id: parent.run_id,
  })

  await runs.signal(parent.workflow_id, 'deliver')
  const { result } = await runs.waitForResult(parent.workflow_id)

  expect(result).toEqual({ at_once: 'Hello, Ada!', later: 'Goodbye, Ada!' })
  const handle = stand.handleOf(parent)
  const events = eventNames(await handle.fetchHistory())
  expect(events.filter((name) => name === 'childWorkflowExecutionCompleted')).toHaveLength(2)
  await recordHistory(handle, new URL('./history.json', import.meta.url))
})

test('an abandoned child outlives a terminated parent, and does its work', async () => {
  const { runs } = stand.client
  const { parent, child } = await startParent('abandon')

  await runs.terminate(parent.workflow_id)
  expect(await runs.waitForResult(parent.workflow_id)).toMatchObject({ status: 'terminated' })
  expect(await statusOf(child)).toBe('running')
  await runs.signal(child.workflow_id, 'deliver')

  expect(await runs.waitForResult(child.workflow_id)).toMatchObject({
    status: 'completed',
    result: 'Goodbye, Ada!',
  })
})

test.each([
  ['terminate', 'terminated'],
  ['request_cancel', 'canceled'],
])('a child with the policy %s is %s with its parent', async (policy, status) => {
  const { runs } = stand.client
  const { parent, child } = await startParent(policy)

  await runs.terminate(parent.workflow_id)

  await expect.poll(() => statusOf(child), { timeout: 10_000 }).toBe(status)
})

test('what does not fit is refused by the gateway, and past it by parent and child', async () => {
  const start = stand.client.workflows.start(type, { input: { name: '' } })

  await expect(start).rejects.toMatchObject({ code: 'input-invalid' })
  const parent = await failureOf(stand.run(type, { name: 'Ada', parent_close_policy: 'x' }))
  expect(parent.cause).toMatchObject({ details: [{ pointer: '/parent_close_policy' }] })
  const child = await failureOf(stand.run('cookbook.child-workflow.greeter.v1', { name: 'Ada' }))
  expect(child.cause).toMatchObject({ type: 'input-invalid', details: [{ pointer: '/greeting' }] })
})
