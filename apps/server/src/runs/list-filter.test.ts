import { expect, test } from 'vitest'
import { filterText } from './list-filter.ts'

const system = "TaskQueue != 'registry-service'"
const text = (filter: Parameters<typeof filterText>[0]) => filterText(filter, 'registry-service')

test('the registry’s own workflows are never listed', () => {
  expect(text({})).toBe(system)
})

test('filters are joined by AND, a status in Temporal’s spelling', () => {
  expect(
    text({ workflow_type: 'a.v1', status: 'continued_as_new', workflow_id: 'b', task_queue: 'c' }),
  ).toBe(
    `${system} AND WorkflowType = 'a.v1' AND ExecutionStatus = 'ContinuedAsNew' AND WorkflowId = 'b' AND TaskQueue = 'c'`,
  )
})

test.each([
  ["o'brien", "'o''brien'"],
  ['back\\slash', "'back\\\\slash'"],
  ["\\' OR 1=1 --", "'\\\\'' OR 1=1 --'"],
  ['', "''"],
])('a value cannot leave its quotes: %s', (value, quoted) => {
  expect(text({ workflow_id: value })).toBe(`${system} AND WorkflowId = ${quoted}`)
})

test.each([
  "WorkflowType = 'a'",
  "(A = 'b' OR C = 'd') AND E = 1",
  'A = \'with ) a bracket\' AND B = "and ( another"',
  "A = 'it''s' AND B = 'it\\'s ('",
  '`Custom)Field` = 1',
])('a filter of one’s own stands in brackets: %s', (query) => {
  expect(text({ query })).toBe(`${system} AND (${query})`)
})

test('a blank filter is none', () => {
  expect(text({ query: ' ' })).toBe(system)
})

test.each(["A = 'b') OR (C = 'd'", ')', '(', "A = 'b", 'A = "b', "A = 'b\\'", '`a', ')('])(
  'a filter that would leave its brackets is refused: %s',
  (query) => {
    expect(() => text({ query })).toThrow(
      expect.objectContaining({
        code: 'visibility-query-invalid',
        extras: { errors: [expect.objectContaining({ pointer: '?query' })] },
      }),
    )
  },
)
