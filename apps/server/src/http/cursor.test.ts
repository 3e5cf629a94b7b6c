import { expect, test } from 'vitest'
import { pageOf, readCursor, writeCursor } from './cursor.ts'

const refusal = expect.objectContaining({
  code: 'cursor-invalid',
  extras: { errors: [expect.objectContaining({ pointer: '?cursor' })] },
})

test('a cursor gives back the place it was written with, whatever that holds', () => {
  for (const place of ['a', 'ä/ö?&=#', '😀', '\u0000', 'x'.repeat(4_000)]) {
    const cursor = writeCursor(place, 'list')

    expect(cursor).toMatch(/^[\w-]+$/)
    expect(readCursor(cursor, 'list').toString()).toBe(place)
  }
  expect(readCursor(undefined, 'list')).toHaveLength(0)
})

test('a cursor of another list, or of the same with other filters, is refused', () => {
  const cursor = writeCursor('a', 'runs [status=failed]')

  expect(() => readCursor(cursor, 'runs []')).toThrow(refusal)
  expect(() => readCursor(cursor, 'history')).toThrow(refusal)
})

test.each(['', 'a', 'abcd', '%%%', 'a'.repeat(10_000), 'ä', '====', '../../etc'])(
  'text that was never a cursor is refused: %s',
  (text) => {
    expect(() => readCursor(text, 'list')).toThrow(refusal)
  },
)

test('a cursor with one character changed is refused where it begins, and one with blanks anywhere', () => {
  const cursor = writeCursor('place', 'list')
  const first = cursor.startsWith('A') ? 'B' : 'A'

  expect(() => readCursor(first + cursor.slice(1), 'list')).toThrow(refusal)
  expect(() => readCursor(`${cursor} `, 'list')).toThrow(refusal)
  expect(() => readCursor(`${cursor}=`, 'list')).toThrow(refusal)
})

test('pages join to the whole list, without gap or repetition', () => {
  const names = Array.from({ length: 25 }, (_, at) => `name ${at}`).toSorted()
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const { page, nextCursor } = pageOf(names, 7, cursor)
    seen.push(...page)
    cursor = nextCursor
  } while (cursor !== undefined)

  expect(seen).toEqual(names)
})

test('a page goes on after its cursor though that name is gone meanwhile', () => {
  const { nextCursor } = pageOf(['a', 'b', 'c', 'd'], 2, undefined)

  expect(pageOf(['a', 'c', 'd'], 2, nextCursor).page).toEqual(['c', 'd'])
})

test('without a limit the rest comes at once', () => {
  const { nextCursor } = pageOf(['a', 'b', 'c'], 1, undefined)

  expect(pageOf(['a', 'b', 'c'], undefined, nextCursor)).toEqual({
    page: ['b', 'c'],
    nextCursor: undefined,
  })
})
