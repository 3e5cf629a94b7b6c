import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { EventEnvelope } from '@temporal-registry/contract/events'
import { afterAll, expect, test } from 'vitest'
import { createExpressions } from '../../expressions/expressions.ts'
import { createDryRun } from './dry-run.ts'
import { createEvaluateKeys } from './matching.ts'

const expressions = createExpressions({ threadCount: 1 })
afterAll(() => expressions.close())
const now = () => new Date('2026-11-21T08:00:00Z')
const dryRun = createDryRun({
  ...{ expressions, now },
  evaluateKeys: createEvaluateKeys({ expressions, now }),
})

const body: ActivityDefinitionBody = {
  name: 'order-approval',
  trigger: { event: { types: ['order.*'], filter: 'event.data.amount >= 100.0' } },
  dedupe: { key: 'event.data.order_id' },
  context: [
    { name: 'customer', http: { url: 'https://crm.example/{{ event.data.customer }}' } },
    { name: 'limits', static: { value: { daily: 20 } } },
  ],
  condition: 'context.limits.daily > 10 && context.customer.open',
  tasks: [
    { name: 'approve', human: { title: 'Ship {{ event.data.order_id }}?', groups: ['sales'] } },
    {
      ...{ name: 'ship', after: ['approve'], for_each: 'event.data.lines', when: 'item.count > 0' },
      workflow: {
        workflow_type: 'ship.v1',
        input: { sku: { $cel: 'item.sku' }, at: { $cel: 'index' } },
      },
    },
    {
      name: 'tell',
      after: ['approve'],
      when: 'tasks.approve.result.decision == "no"',
      wait: { seconds: 1 },
    },
  ],
}

const envelope = {
  ...{ specversion: '1.0', id: '1', source: '/shop', type: 'order.created' },
  data: {
    ...{ order_id: 'o-1', amount: 250, customer: 'ada' },
    lines: [
      { sku: 'a', count: 1 },
      { sku: 'b', count: 0 },
    ],
  },
} satisfies EventEnvelope
const nothing = { envelope, input: undefined, context: {}, results: {} }

test('a dry run tells what is compared, which keys there are, and what each task would be given', async () => {
  const made = await dryRun(body, {
    ...nothing,
    context: { customer: { open: true } },
    results: { approve: { decision: 'yes' } },
  })

  expect(made).toMatchObject({
    takes: true,
    filter: { verdict: 'passed', conditions: [{ values: { 'event.data.amount': 250 } }] },
    keys: { dedupe: 'o-1' },
    context: [
      { name: 'customer', kind: 'http', given: true },
      { name: 'limits', kind: 'static', given: true, value: { daily: 20 } },
    ],
    condition: { value: true },
  })
  expect(made.tasks).toMatchObject([
    { template: 'approve', count: 1, params: [{ title: 'Ship o-1?', groups: ['sales'] }] },
    { template: 'ship', count: 1, left_out: 1, params: [{ input: { sku: 'a', at: 0 } }] },
    { template: 'tell', count: 0, left_out: 1, params: [] },
  ])
})

test('a step that does not hold, or cannot be evaluated, says so, and the others are told all the same', async () => {
  const small = { ...envelope, data: { ...envelope.data, amount: 5 } }

  const made = await dryRun(body, { ...nothing, envelope: small })

  expect(made.filter).toMatchObject({ verdict: 'filtered', value: false })
  expect(made.context[0]).toMatchObject({ name: 'customer', value: null, given: false })
  expect(made.condition?.failure).toBeDefined()
  expect(made.tasks[2]).toMatchObject({ template: 'tell', count: 0 })
  expect(made.tasks[2]?.failure).toMatch(/^when: /)
})

test('an event of another type is not taken, and a call has no filter', async () => {
  const other = await dryRun(body, { ...nothing, envelope: { ...envelope, type: 'invoice.sent' } })
  const call = await dryRun(
    {
      name: 'hello',
      trigger: { manual: {} },
      tasks: [{ name: 'a', emit: { type: 'said', data: { $cel: 'input' } } }],
    },
    { ...nothing, envelope: undefined, input: { name: 'Ada' } },
  )

  expect(other.takes).toBe(false)
  expect(call).toMatchObject({
    ...{ takes: true, filter: null, condition: null },
    tasks: [{ count: 1, params: [{ type: 'said', data: { name: 'Ada' } }] }],
  })
})
