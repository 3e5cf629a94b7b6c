import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import { expect, test } from 'vitest'
import { createDeclarations } from './declarations.ts'

type Type = SearchAttributeDeclaration['type']

const spec = (workflow_type: string, attributes: Record<string, Type>) => ({
  workflow_type,
  search_attributes: Object.entries(attributes).map(([name, type]) => ({
    name,
    type,
    description: `of ${workflow_type}`,
  })),
})

test('what types declare is merged by name; the first type by its name decides, whoever came first', () => {
  const declarations = createDeclarations()
  declarations.set(spec('b', { y: 'Bool', x: 'Int' }))
  declarations.set(spec('a', { x: 'Keyword' }))

  expect(declarations.list()).toEqual([
    { name: 'x', type: 'Keyword', description: 'of a', workflows: ['a', 'b'] },
    { name: 'y', type: 'Bool', description: 'of b', workflows: ['b'] },
  ])
  expect([...declarations.types()].toSorted()).toEqual([
    ['x', 'Keyword'],
    ['y', 'Bool'],
  ])
  expect(declarations.deciderOf('x')).toBe('a')
})

test('when the type that decided goes or says otherwise, the next one decides', () => {
  const declarations = createDeclarations()
  for (const name of ['c', 'b']) declarations.set(spec(name, { x: name === 'c' ? 'Text' : 'Int' }))
  declarations.set(spec('a', { x: 'Keyword' }))
  declarations.set(spec('a', { y: 'Bool' }))
  expect(declarations.deciderOf('x')).toBe('b')
  expect(declarations.types().get('x')).toBe('Int')

  declarations.remove('b')
  expect(declarations.types().get('x')).toBe('Text')
  declarations.remove('c')
  declarations.remove('a')
  declarations.remove('never there')
  expect(declarations.list()).toEqual([])
  expect(declarations.deciderOf('x')).toBeUndefined()
})

test('the types are the same object until one of them changes', () => {
  const declarations = createDeclarations()
  declarations.set(spec('b', { x: 'Int' }))
  const types = declarations.types()
  declarations.set(spec('b', { x: 'Int' }))
  declarations.set(spec('a', { x: 'Int' }))
  declarations.set(spec('c', {}))
  declarations.clear()
  declarations.set(spec('b', { x: 'Int' }))

  expect(declarations.types()).toBe(types)
  declarations.set(spec('a', { x: 'Bool' }))
  expect(declarations.types()).not.toBe(types)
})

test('of one name twice in one spec the first counts', () => {
  const declarations = createDeclarations()
  declarations.set({
    workflow_type: 'a',
    search_attributes: [
      { name: 'x', type: 'Int' },
      { name: 'x', type: 'Bool' },
    ],
  })
  expect([...declarations.types()]).toEqual([['x', 'Int']])
  declarations.remove('a')

  expect(declarations.types().size).toBe(0)
})
