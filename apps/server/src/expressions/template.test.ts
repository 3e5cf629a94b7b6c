import { expect, test } from 'vitest'

import { fillTemplate, readTemplate } from './template.ts'

test('leaves are found wherever they are, with their pointers', () => {
  const template = {
    amount: { $cel: 'a' },
    'a/b': [{ $liquid: 'b' }, { $schema: 'c', deep: { $cel: 'd' } }],
    text: '{{ not evaluated }}',
  }

  expect(readTemplate(template)).toEqual({
    leaves: [
      { pointer: '/amount/$cel', kind: 'cel', source: 'a' },
      { pointer: '/a~1b/0/$liquid', kind: 'liquid', source: 'b' },
      { pointer: '/a~1b/1/deep/$cel', kind: 'cel', source: 'd' },
    ],
    faults: [],
  })
})

test('an object that is nearly a leaf is a fault, not a value', () => {
  expect(readTemplate([{ $cel: 'a', other: 1 }]).faults).toMatchObject([{ pointer: '/0' }])
  expect(readTemplate({ a: { $cel: 1 } }).faults).toMatchObject([{ pointer: '/a/$cel' }])
  expect(readTemplate({ $cel: 'a', $liquid: 'b' }).faults).toHaveLength(1)
})

test('depth and number of leaves are bounded', () => {
  const deep = JSON.parse('['.repeat(100) + ']'.repeat(100)) as unknown
  const many = Array.from({ length: 600 }, () => ({ $cel: '1' }))

  expect(readTemplate(deep).faults).toMatchObject([{ detail: expect.stringContaining('deeper') }])
  expect(readTemplate(many).faults.length).toBeGreaterThan(0)
})

test('a template is filled in the order its leaves are found, and is itself left alone', () => {
  const template = JSON.parse('{"a":[{"$cel":"x"},1],"__proto__":{"$cel":"y"}}') as unknown
  const before = JSON.stringify(template)

  const filled = fillTemplate(template, ({ source }) => source.toUpperCase())

  expect(JSON.stringify(filled)).toBe('{"a":["X",1],"__proto__":"Y"}')
  expect(JSON.stringify(template)).toBe(before)
})
