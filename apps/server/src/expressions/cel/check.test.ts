import { expect, test } from 'vitest'

import type { Place } from '../place.ts'
import { checkCel } from './check.ts'
import { createCheckingEnvironment } from './environment.ts'

const place: Place = {
  variables: {
    event: { fields: { id: 'string', type: 'string', time: 'timestamp', data: 'dyn' } },
    orders: { items: { fields: { total: 'double' } } },
    attempt: 'int',
    now: 'timestamp',
  },
}
const checking = { place, environment: createCheckingEnvironment(place) }

const check = (source: string, result?: Parameters<typeof checkCel>[2]) =>
  checkCel(checking, source, result)

test('what is sound has no faults', () => {
  const sound = [
    'event.data.amount >= 100.0',
    'event.data.amount + 1 > attempt',
    'event.type == "order.created" && has(event.data.customer)',
    'orders.exists(order, order.total > 10)',
    'now - event.time > duration("1h")',
    'event.data.?customer.?tier.orValue("none") == "gold"',
    're2(event.id, "^[a-z]+$")',
    '-9223372036854775808 < 0',
    'event.data.any',
  ]

  expect(sound.map((source) => check(source, 'bool'))).toEqual(sound.map(() => []))
})

test('a name that nobody knows is named, with the one that was likely meant', () => {
  expect(check('evnt.x == 1')).toEqual([
    {
      pointer: '',
      detail: 'there is no variable evnt here: did you mean event? (column 1)',
      line: 1,
      column: 1,
    },
  ])
  expect(check('true &&\n  event.tpye == "a"')).toMatchObject([
    { detail: expect.stringMatching(/no field tpye.*mean type\?/), line: 2, column: 9 },
  ])
  expect(check('orders.map(order, order.totl)')).toMatchObject([
    { detail: expect.stringMatching(/totl.*total\?/) },
  ])
  expect(check('event.id.startWith("a")')).toMatchObject([
    { detail: expect.stringMatching(/no function startWith.*startsWith\?/) },
  ])
  expect(check('xyzzy')).toMatchObject([{ detail: 'there is no variable xyzzy here (column 1)' }])
})

test('an expression gives what is wanted where it stands', () => {
  expect(check('1', 'bool')).toMatchObject([{ detail: expect.stringContaining('gives an int') }])
  expect(check('event', 'string')).toMatchObject([{ detail: expect.stringContaining('a record') }])
  expect(check('orders', 'scalar')).toHaveLength(1)
  expect(check('now', 'scalar')).toEqual([])
  expect(check('[1, "a"]', 'list')).toEqual([])
  expect(check('{"a": 1}', 'map')).toEqual([])
  expect(check('attempt', 'number')).toEqual([])
})

test('operators that have no meaning for their operands are faults', () => {
  for (const source of ['event.id > 5', 'event.id + 1', 'now + 1', '!attempt', 'event.id == 1'])
    expect(check(source), source).toMatchObject([{ detail: expect.stringContaining('overload') }])
})

test('syntax is told with its position', () => {
  expect(check('event.')).toMatchObject([{ column: 7 }])
  expect(check("'abc")).toMatchObject([{ detail: expect.stringMatching(/unterminated string/) }])
  expect(check('1 +')).toMatchObject([{ detail: expect.stringContaining('end of the expression') }])
  expect(check('event.é')).toMatchObject([{ column: 7 }])
  expect(check('  ')).toMatchObject([{ detail: expect.stringContaining('no expression') }])
})

test('what has no bound, or would be got wrong without a word, is refused', () => {
  const refused: [string, RegExp][] = [
    ['event.id.matches("(a+)+$")', /write re2\(text, pattern\)/],
    ['event.data.any.matches(event.id)', /matches is not offered/],
    ['[event.id].exists(id, id.matches("a"))', /matches is not offered/],
    ['re2(event.id, "(")', /no regular expression/],
    ['re2(event.id, "a(?=b)")', /no regular expression/],
    ["b'abc' == b'abc'", /bytes are not offered/],
    ['bytes(event.id).size() > 0', /bytes are not offered/],
    ['9223372036854775808 > 0', /64 bits/],
    ['{"__proto__": 1} == {}', /key __proto__/],
    ['{"constructor": 1} == {}', /key constructor/],
    ['{"a": 1, "a": 2} == {}', /key a twice/],
    ['event.__proto__ == 1', /no field __proto__/],
  ]

  for (const [source, sentence] of refused)
    expect(check(source)[0]?.detail, source).toMatch(sentence)
})

test('the size of an expression is bounded in every direction', () => {
  const many = (count: number, text: string) => Array.from({ length: count }, () => text)
  const large = [
    'x'.repeat(5_000),
    `${'('.repeat(100)}1${')'.repeat(100)}`,
    `${'['.repeat(100)}1${']'.repeat(100)}`,
    many(1_100, '1').join('+'),
    `[${many(600, '1').join(',')}]`,
    `event.data${'.a'.repeat(100)}`,
    '!'.repeat(4_000) + 'true',
  ]

  for (const source of large)
    expect(check(source)[0]?.detail, source.slice(0, 20)).toMatch(/too large|longer than/)
})
