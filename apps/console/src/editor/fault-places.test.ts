import { expect, test } from 'vitest'
import { placeFaults, type CodeLanguage } from './fault-places.ts'

const yaml = `name: order-approval
trigger:
  event:
    types: [order.created]
    filter: event.data.amont > 1
tasks:
  - name: tell
    http:
      url: http://localhost
`

const places = (text: string, language: CodeLanguage, ...pointers: string[]) =>
  placeFaults(text, language, {
    faults: pointers.map((pointer) => ({ pointer, detail: 'wrong' })),
    doubts: [],
  }).map(({ from, to, line }) => [line, text.slice(from, to)])

test('a pointer is the characters of its value, or of its name where the value is a part', () => {
  expect(places(yaml, 'yaml', '/trigger/event/filter', '/trigger/event', '/tasks/0')).toEqual([
    [3, 'event'],
    [5, 'event.data.amont > 1'],
    [7, 'name: tell'],
  ])
})

test('what is absent is at the part that lacks it', () => {
  expect(places(yaml, 'yaml', '/tasks/0/http/method', '/owner')).toEqual([
    [1, 'name: order-approval'],
    [8, 'http'],
  ])
})

test('pointers find their way through JSON as well', () => {
  const json = JSON.stringify({ items: [{ 'a/b': 1 }, { 'a/b': 'two' }] }, null, 2)

  expect(places(json, 'json', '/items/1/a~1b')).toEqual([[7, '"two"']])
})

test('a text that cannot be read has that one fault, where reading stopped', () => {
  const [fault, ...others] = placeFaults('{"a": 1,\n "b" 2}', 'json', {
    faults: [{ pointer: '/a', detail: 'wrong' }],
    doubts: [],
  })

  expect(others).toEqual([])
  expect(fault).toMatchObject({ line: 2, detail: expect.stringMatching(/^This is no JSON yet: /) })
})

test('a text of YAML that is none says so at its line, without drawing it', () => {
  const [fault] = placeFaults('name: a\ntasks: [1, 2\n', 'yaml', { faults: [], doubts: [] })

  expect(fault?.detail).toMatch(/^This is no YAML yet: [^\n]+$/)
})

test('expressions have what is wrong with them at their beginning', () => {
  expect(places('a &&\n b', 'cel', '')).toEqual([[1, 'a &&']])
})
