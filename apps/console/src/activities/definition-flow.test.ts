import { expect, test } from 'vitest'
import { flowOf } from './definition-flow.ts'

test('a definition is told in its order: rules, what it looks at, and its tasks step by step', () => {
  const flow = flowOf({
    name: 'order-approval',
    trigger: { event: { types: ['order.created'] } },
    dedupe: { key: 'event.data.order_id', ttl_seconds: 86_400 },
    flow: { concurrency: { limit: 1, key: 'event.data.customer' } },
    context: [{ name: 'customer', optional: true, http: { url: 'http://crm/{{ event.id }}' } }],
    condition: '!context.customer.blocked',
    tasks: [
      { name: 'tell', after: ['ship'], http: { method: 'POST', url: 'http://shop' } },
      { name: 'approval', human: { title: 'Ship?', groups: ['sales'] } },
      { name: 'log', emit: { type: 'order.seen' } },
      {
        ...{ name: 'ship', after: ['approval'], for_each: 'event.data.lines' },
        workflow: { workflow_type: 'ship.v1' },
      },
    ],
  })

  expect(flow.rules).toEqual([
    ['once for each value, held for 1 d', 'event.data.order_id'],
    ['1 at a time, more wait', 'event.data.customer'],
  ])
  expect(flow.sources).toMatchObject([
    { name: 'customer', kind: 'http', says: 'GET http://crm/{{ event.id }}, if it can be had' },
  ])
  expect(flow.condition).toBe('!context.customer.blocked')
  expect(flow.steps.map((step) => step.map(({ name }) => name))).toEqual([
    ['approval', 'log'],
    ['ship'],
    ['tell'],
  ])
  expect(flow.steps.flat().map(({ says }) => says)).toEqual([
    'ask sales: Ship?',
    'emit the event order.seen',
    'start ship.v1 and wait for its result',
    'POST http://shop',
  ])
  expect(flow.steps[1]?.[0]?.conditions).toEqual([['for each of', 'event.data.lines']])
})

test('tasks that wait for each other are shown all the same', () => {
  const flow = flowOf({
    name: 'circle',
    trigger: { manual: {} },
    tasks: [
      { name: 'a', after: ['b'], wait: { seconds: 90 } },
      { name: 'b', after: ['a'], wait: { until: 'now' } },
    ],
  })

  expect(flow.steps.map((step) => step.map(({ says }) => says))).toEqual([
    ['wait 1 min 30 s', 'wait until a time'],
  ])
})
