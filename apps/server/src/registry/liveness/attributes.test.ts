import type { ActualSearchAttribute } from '@temporal-registry/contract/search-attributes'
import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import { expect, test } from 'vitest'
import { fullSpec } from '../../../test/specs.ts'
import { attributeFault, type AttributeEvidence } from './attributes.ts'
import { createDeclarations } from './declarations.ts'

type Type = SearchAttributeDeclaration['type']

const spec = (name: string, attributes: Record<string, Type>) =>
  fullSpec(name, {
    search_attributes: Object.entries(attributes).map(([attribute, type]) => ({
      name: attribute,
      type,
      description: `of ${name}`,
    })),
  })

const looked = (
  types: Record<string, Type>,
  more: { usable?: string[]; refusals?: Record<string, string>; source?: 'system' } = {},
): AttributeEvidence => ({
  kind: 'checked',
  actual: new Map(
    Object.entries(types).map(([name, type]): [string, ActualSearchAttribute] => [
      name,
      { name, type, source: more.source ?? 'custom' },
    ]),
  ),
  usable: new Set(more.usable ?? Object.keys(types)),
  refusals: new Map(Object.entries(more.refusals ?? {})),
})

function mergeDeclared(specs: readonly ReturnType<typeof spec>[]) {
  const declarations = createDeclarations()
  for (const one of specs) declarations.set(one)
  return declarations
}

const declared = (type: Type) => [{ name: 'x', type }]
const alone = (type: Type) => mergeDeclared([spec('a', { x: type })])

test('a type that declares nothing waits for nothing', () => {
  expect(attributeFault([], { kind: 'unchecked' }, createDeclarations())).toBeUndefined()
})

test('an attribute counts once it exists, with its type, and Temporal takes it', () => {
  const fault = (evidence: AttributeEvidence) =>
    attributeFault(declared('Keyword'), evidence, alone('Keyword'))

  expect(fault(looked({ x: 'Keyword' }))).toBeUndefined()
  expect(fault({ kind: 'unchecked' })?.code).toBe('search-attribute-not-ready')
  expect(fault(looked({}))?.detail).toMatch('«x» (Keyword) is being made')
  expect(fault(looked({ x: 'Keyword' }, { usable: [] }))?.detail).toMatch('does not take it yet')
  expect(fault(looked({}, { refusals: { x: 'quota' } }))).toEqual({
    code: 'search-attribute-not-ready',
    detail: 'Search attribute «x» (Keyword) is missing, and Temporal does not make it: quota',
  })
})

test('where Temporal does not let the gateway look, its word is not waited for', () => {
  const evidence = { kind: 'unknown', detail: 'not permitted' } as const

  expect(attributeFault(declared('Int'), evidence, alone('Int'))).toBeUndefined()
})

test('another type in Temporal is a conflict that names both and what to do', () => {
  const custom = attributeFault(declared('Int'), looked({ x: 'Keyword' }), alone('Int'))
  const system = looked({ x: 'Keyword' }, { source: 'system' })

  expect(custom?.code).toBe('search-attribute-conflict')
  expect(custom?.detail).toBe(
    'Search attribute «x» is Keyword in Temporal, but declared as Int: declare Keyword, or replace it (POST /registry/temporal/search-attributes, mode replace)',
  )
  expect(attributeFault(declared('Int'), system, alone('Int'))?.detail).toMatch(
    "declare another name, this one is Temporal's own",
  )
})

test('of two types that declare one missing name differently, only the first waits', () => {
  const both = mergeDeclared([spec('a', { x: 'Keyword' }), spec('b', { x: 'Int' })])

  expect(attributeFault(declared('Keyword'), looked({}), both)?.detail).toMatch('is being made')
  expect(attributeFault(declared('Int'), looked({}), both)).toEqual({
    code: 'search-attribute-conflict',
    detail: 'Search attribute «x» is declared as Int here, but as Keyword by «a»: declare one type',
  })
})

test('a conflict is told before a wait', () => {
  const attributes = [...declared('Int'), { name: 'y', type: 'Keyword' as const }]
  const merged = mergeDeclared([spec('a', { x: 'Int', y: 'Keyword' })])

  expect(attributeFault(attributes, looked({ y: 'Text' }), merged)?.detail).toMatch('«y» is Text')
})
