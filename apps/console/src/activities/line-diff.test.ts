import { expect, test } from 'vitest'
import { lineDiff, nearChanges } from './line-diff.ts'

const drawn = (oldText: string, newText: string) =>
  lineDiff(oldText, newText).map(
    ({ kind, old, new: next }) =>
      `${kind === 'same' ? ' ' : '!'} ${old?.line ?? '-'} ${old?.text ?? ''} | ${next?.line ?? '-'} ${next?.text ?? ''}`,
  )

test('what has come in the place of a line stands beside it', () => {
  expect(drawn('a\nb\nc\n', 'a\nB\nc\nd\n')).toEqual([
    '  1 a | 1 a',
    '! 2 b | 2 B',
    '  3 c | 3 c',
    '! -  | 4 d',
  ])
})

test('a line that was moved in is alone, and equal texts have no change', () => {
  expect(drawn('x\ny\nz', 'x\nnew\ny\nz')).toEqual([
    '  1 x | 1 x',
    '! -  | 2 new',
    '  2 y | 3 y',
    '  3 z | 4 z',
  ])
  expect(lineDiff('a\nb', 'a\nb').every(({ kind }) => kind === 'same')).toBe(true)
  expect(drawn('', 'a')).toEqual(['! -  | 1 a'])
})

test('lines far from every change are counted in place of being shown', () => {
  const lines = Array.from({ length: 20 }, (_, at) => `line ${at}`)
  const changed = lines.with(10, 'other')

  const shown = nearChanges(lineDiff(lines.join('\n'), changed.join('\n')), 2)

  expect(shown).toHaveLength(7)
  expect([shown[0], shown.at(-1)]).toEqual([8, 7])
})
