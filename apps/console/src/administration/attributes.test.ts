import { expect, test } from 'vitest'
import { compareAttributes } from './attributes.ts'

test('what is declared is held against what there is, what needs hands first', () => {
  const declared = [
    { name: 'same', type: 'Keyword' as const, description: '', workflows: ['a'] },
    { name: 'gone', type: 'Int' as const, description: '', workflows: ['a'] },
    { name: 'other', type: 'Int' as const, description: '', workflows: ['b'] },
  ]
  const actual = [
    { name: 'same', type: 'Keyword' as const, source: 'custom' as const },
    { name: 'other', type: 'Text' as const, source: 'custom' as const },
    { name: 'old', type: 'Bool' as const, source: 'custom' as const },
    { name: 'RunId', type: 'Keyword' as const, source: 'system' as const },
  ]

  const compared = compareAttributes(declared, actual)

  expect(compared.map(({ name, state }) => `${name} ${state}`)).toEqual([
    'other conflict',
    'gone missing',
    'same alike',
    'old undeclared',
  ])
})
