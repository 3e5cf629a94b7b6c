import { expect, test } from 'vitest'
import { renderTable, widthOf } from './table.ts'

const paint = (text: string) => text
const columns = [
  { title: 'ID', shrinks: true },
  { title: 'STATE' },
  { title: 'TEXT', shrinks: true },
]

test('columns are aligned and nothing is cut where there is no terminal', () => {
  const lines = renderTable(
    columns,
    [
      ['a', 'ready', 'x'.repeat(200)],
      ['long-id', 'gone', 'y'],
    ],
    {
      maxWidth: Number.POSITIVE_INFINITY,
      paint,
    },
  )

  expect(lines).toEqual([
    'ID       STATE  TEXT',
    `a        ready  ${'x'.repeat(200)}`,
    'long-id  gone   y',
  ])
})

test('on a terminal the widest columns give way, and what is cut says so', () => {
  const lines = renderTable(columns, [['i'.repeat(20), 'ready', 'x'.repeat(60)]], {
    maxWidth: 50,
    paint,
  })

  expect(lines[1]).toBe(`${'i'.repeat(20)}  ready  ${'x'.repeat(20)}…`)
  expect(lines.every((line) => widthOf(line) <= 50)).toBe(true)
})

test('wide characters count for two, and line breaks become spaces', () => {
  const lines = renderTable(
    [{ title: 'A' }, { title: 'B' }],
    [
      ['日本', 'x'],
      ['abcd', 'two\n lines'],
    ],
    {
      maxWidth: 80,
      paint,
    },
  )

  expect(lines).toEqual(['A     B', '日本  x', 'abcd  two lines'])
})

test('colours do not count as width', () => {
  const red = (text: string) => `\u001b[31m${text}\u001b[39m`

  const [, line] = renderTable([{ title: 'STATE' }, { title: 'B' }], [['gone', 'x']], {
    maxWidth: 80,
    paint: red,
  })

  expect(line).toBe(`${red('gone')}   ${red('x')}`)
})

test('a column yields where what shrinks could not be read beside it, and comes back where it can', () => {
  const yielding = [
    { title: 'ID' },
    { title: 'SIZE', yields: true },
    { title: 'TEXT', shrinks: true },
  ]
  const rows = [['i'.repeat(10), '7 MiB', 'x'.repeat(60)]]

  const narrow = renderTable(yielding, rows, { maxWidth: 40, paint })
  const wide = renderTable(yielding, rows, { maxWidth: 50, paint })

  expect(narrow).toEqual(['ID          TEXT', `${'i'.repeat(10)}  ${'x'.repeat(27)}…`])
  expect(wide[1]).toBe(`${'i'.repeat(10)}  7 MiB  ${'x'.repeat(30)}…`)
})
