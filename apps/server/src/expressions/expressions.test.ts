import { afterAll, expect, test } from 'vitest'

import { createExpressions, refuseFaults, type Place } from './expressions.ts'

const expressions = createExpressions({ threadCount: 2 })
afterAll(() => expressions.close())

const place: Place = {
  variables: {
    event: { fields: { id: 'string', time: 'timestamp', data: 'dyn' } },
    attempt: 'int',
    wait: 'duration',
    now: 'timestamp',
  },
}
const context = {
  event: { id: 'e1', time: '2026-03-01T10:00:00Z', data: { amount: 99, tags: ['a', 'b'] } },
  attempt: 2,
  wait: '90s',
  now: '2026-03-01T12:30:00.5Z',
}

const valueOf = (cel: string) => expressions.evaluate(place, context, { cel })

test('values come back as JSON: times, durations and ints too', async () => {
  expect(await valueOf('event.data.amount >= 100.0')).toBe(false)
  expect(await valueOf('event.data.amount + 1')).toBe(100)
  expect(await valueOf('attempt * 3')).toBe(6)
  expect(await valueOf('event.data.tags[attempt - 1]')).toBe('b')
  expect(await valueOf('now')).toBe('2026-03-01T12:30:00.500Z')
  expect(await valueOf('now - event.time')).toBe('9000.5s')
  expect(await valueOf('wait > duration("1m")')).toBe(true)
  expect(await valueOf('{"a": [event.id, null, 1.5], "b": attempt}')).toEqual({
    a: ['e1', null, 1.5],
    b: 2,
  })
})

test('what JSON would not carry as it is has no value', async () => {
  for (const cel of ['9007199254740993', '1.0 / 0.0', 'type(1)', 'event.data.?amount'])
    await expect(valueOf(cel), cel).rejects.toMatchObject({ code: 'expression-failed' })
})

test('what is missing in the data fails with a sentence that says what to write', async () => {
  await expect(valueOf('event.data.missing > 1')).rejects.toMatchObject({
    code: 'expression-failed',
    message: expect.stringContaining('there is no missing in the data'),
    extras: { expression: 'event.data.missing > 1', errors: [{ column: 12 }] },
  })
  expect(await valueOf('event.data.?missing.orValue(5)')).toBe(5)
  expect(await valueOf('has(event.data.missing)')).toBe(false)
})

test('a value that is not what is wanted is a failure', async () => {
  const wanted = expressions.evaluate(place, context, { cel: 'event.data.amount', result: 'bool' })

  await expect(wanted).rejects.toMatchObject({ message: /a number, but a bool is wanted/ })
})

test('sentences are written, and escaped where they are for HTML', async () => {
  const liquid = '{{ event.id }}: {{ event.data.tags | join: "<br>" }} {{ now | date: "%H:%M" }}'

  expect(await expressions.evaluate(place, context, { liquid })).toBe('e1: a<br>b 12:30')
  expect(await expressions.evaluate(place, context, { liquid, escape: 'html' })).toBe(
    'e1: a&lt;br&gt;b 12:30',
  )
  await expect(
    expressions.evaluate(place, context, { liquid: '{{ event.data.nobody }}' }),
  ).rejects.toMatchObject({ code: 'expression-failed' })
})

test('a template is filled, and a leaf that fails is pointed at', async () => {
  const template = { id: { $cel: 'event.id' }, text: { $liquid: 'No. {{ attempt }}' }, n: [1] }

  expect(await expressions.evaluate(place, context, { template })).toEqual({
    id: 'e1',
    text: 'No. 2',
    n: [1],
  })
  await expect(
    expressions.evaluate(place, context, { template: { a: [{ $cel: 'event.data.none' }] } }),
  ).rejects.toMatchObject({ extras: { errors: [{ pointer: '/a/0/$cel' }] } })
})

test('many are evaluated against one context, some with variables of their own', async () => {
  const each: Place = { variables: { ...place.variables, item: 'dyn' } }

  const outcomes = await expressions.evaluateAll(each, context, [
    { cel: 'item.n + attempt', with: { item: { n: 1 } } },
    { cel: 'item.n + attempt', with: { item: { n: 2 } } },
    { cel: 'item.n' },
  ])

  expect(outcomes).toMatchObject([
    { value: 3 },
    { value: 4 },
    { failure: { code: 'expression-failed' } },
  ])
})

test('faults of what is saved stand at their pointers, and are thrown as one problem', async () => {
  const faults = await expressions.check(place, [
    { pointer: '/filter', cel: 'evnt.x == 1', result: 'bool' },
    { pointer: '/gate', cel: 'attempt', result: 'bool' },
    { pointer: '/subject', liquid: '{{ event.id | shout }}' },
    { pointer: '/task', template: { to: [{ $cel: 'nwo' }], a: { $liquid: '{% if %}' } } },
    { pointer: '/sound', cel: 'true' },
  ])

  expect(faults.map(({ pointer }) => pointer)).toEqual([
    '/filter',
    '/gate',
    '/subject',
    '/task/to/0/$cel',
    '/task/a/$liquid',
  ])
  expect(() => refuseFaults(faults)).toThrow(/did you mean event\?.*\(and 4 more\)/)
  expect(() => refuseFaults([])).not.toThrow()
})
