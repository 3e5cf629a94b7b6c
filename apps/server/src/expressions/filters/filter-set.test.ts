import { afterAll, expect, test } from 'vitest'

import { createExpressions, type Place } from '../expressions.ts'

const expressions = createExpressions({ threadCount: 1 })
afterAll(() => expressions.close())

const place: Place = { variables: { event: 'dyn' } }

test('a set says which filters match, which could not say, and forgets what is removed', async () => {
  const set = expressions.createFilterSet(place)
  set.put('large', 'event.amount >= 100.0')
  set.put('small', 'event.amount < 100.0')
  set.put('vip', 'event.customer.vip')

  expect(await set.match({ event: { amount: 99 } })).toEqual({
    matched: ['small'],
    failed: ['vip'],
    stopped: [],
  })

  set.put('large', 'event.amount >= 50')
  set.remove('small')
  set.put('new', 'event.amount == 99')
  expect(await set.match({ event: { amount: 99 } })).toMatchObject({ matched: ['large', 'new'] })
  expect(set.size()).toBe(3)
})

test('of some filters only those are judged, whatever the others would cost', async () => {
  const set = expressions.createFilterSet(place)
  set.put('yes', 'event.list.size() > 10')
  set.put('bomb', 'event.list.all(a, event.list.all(b, event.list.all(c, a + b + c >= 0)))')
  set.put('also', 'event.list.size() > 5')
  set.put('no', 'event.list.size() > 5000')
  const event = { list: Array.from({ length: 2_000 }, (_, at) => at) }

  const some = await set.match({ event }, ['also', 'no', 'yes', 'unknown'])
  const none = await set.match({ event }, [])

  expect(some).toEqual({ matched: ['yes', 'also'], failed: [], stopped: [] })
  expect(none).toEqual({ matched: [], failed: [], stopped: [] })
})

test('a filter that has to be stopped is told, and those after it are judged', async () => {
  const set = expressions.createFilterSet(place)
  set.put('before', 'event.list.size() > 5')
  set.put('bomb', 'event.list.all(a, event.list.all(b, event.list.all(c, a + b + c >= 0)))')
  set.put('after', 'event.list.size() > 10')
  const list = Array.from({ length: 2_000 }, (_, at) => at)

  expect(await set.match({ event: { list } })).toEqual({
    matched: ['before', 'after'],
    failed: [],
    stopped: ['bomb'],
  })
})

test('an explanation names each condition, what it gave and the values it compared', async () => {
  const cel = 'event.type == "order" && (event.data.amount >= 100.0 || event.data.vip)'
  const event = { type: 'order', data: { amount: 99, vip: false } }

  expect(await expressions.explain(place, { event }, cel)).toEqual({
    outcome: { value: false },
    conditions: [
      {
        expression: 'event.type == "order"',
        outcome: { value: true },
        values: { 'event.type': 'order' },
      },
      {
        expression: 'event.data.amount >= 100.0',
        outcome: { value: false },
        values: { 'event.data.amount': 99 },
      },
      {
        expression: 'event.data.vip',
        outcome: { value: false },
        values: { 'event.data.vip': false },
      },
    ],
  })
})

test('an explanation says what is missing, and shortens what is large', async () => {
  const event = { list: Array.from({ length: 1_000 }, () => 'x') }

  const { outcome, conditions } = await expressions.explain(
    place,
    { event },
    'event.list.size() > 1 && event.nobody == 1',
  )

  expect(outcome).toMatchObject({ failure: { code: 'expression-failed' } })
  expect(conditions[0]?.values['event.list']).toMatch(/^\["x".{400,}…$/)
  expect(conditions[1]).toMatchObject({
    outcome: { failure: { detail: expect.stringContaining('there is no nobody') } },
    values: {},
  })
  expect(await expressions.explain(place, { event }, 'evnt')).toMatchObject({
    outcome: { failure: { code: 'expression-invalid' } },
    conditions: [],
  })
})
