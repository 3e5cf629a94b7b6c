import type {
  ActualSearchAttribute,
  DeclaredSearchAttribute,
  ReconcileBody,
} from '@temporal-registry/contract/search-attributes'
import { Problem } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { planOf } from './reconcile.ts'

const declared = (['fits', 'lacks', 'differs', 'StartTime'] as const).map(
  (name): DeclaredSearchAttribute => ({ name, type: 'Keyword', description: '', workflows: ['t'] }),
)
const existing: readonly ActualSearchAttribute[] = [
  { name: 'fits', type: 'Keyword', source: 'custom' },
  { name: 'differs', type: 'Int', source: 'custom' },
  { name: 'other', type: 'Bool', source: 'custom' },
  { name: 'StartTime', type: 'Datetime', source: 'system' },
]
const plan = (body: ReconcileBody) => planOf(body, declared, existing)
const names = (list: readonly { name: string }[]) => list.map(({ name }) => name)

function refusalOf(body: ReconcileBody): Problem {
  try {
    plan(body)
  } catch (error) {
    if (error instanceof Problem) return error
  }
  throw new Error('It was not refused')
}

test('validate is the default, and tells everything and asks for nothing', () => {
  const { add, replace, report } = plan({})

  expect([add, replace]).toEqual([[], []])
  expect(report).toMatchObject({
    mode: 'validate',
    existing,
    added: [],
    replaced: [],
    warnings: [],
  })
  expect(names(report.desired)).toEqual(['fits', 'lacks', 'differs', 'StartTime'])
  expect(names(report.missing)).toEqual(['lacks'])
  expect(names(report.unchanged)).toEqual(['fits'])
  expect(report.conflicts).toEqual([
    { name: 'differs', existing_type: 'Int', desired_type: 'Keyword', source: 'custom' },
    { name: 'StartTime', existing_type: 'Datetime', desired_type: 'Keyword', source: 'system' },
  ])
})

test('ensure adds what is missing, but nothing while anything conflicts', () => {
  expect(plan({ mode: 'ensure' })).toMatchObject({ add: [], report: { added: [] } })
  const narrowed = plan({ mode: 'ensure', attributes: ['lacks', 'fits'] })

  expect(names(narrowed.add)).toEqual(['lacks'])
  expect(names(narrowed.report.added)).toEqual(['lacks'])
  expect(narrowed.replace).toEqual([])
})

test('replace adds what is missing and replaces what conflicts, of those named', () => {
  const { add, replace, report } = plan({
    mode: 'replace',
    confirm: true,
    attributes: ['lacks', 'differs'],
  })

  expect([names(add), names(replace)]).toEqual([['lacks'], ['differs']])
  expect([names(report.added), names(report.replaced)]).toEqual([['lacks'], ['differs']])
})

test('what cannot be asked for is refused with a pointer to it', () => {
  const unknown = refusalOf({ attributes: ['fits', 'zzz'] })
  expect(unknown.message).toBe('unknown registered search attributes: zzz')
  expect(unknown.extras.errors).toMatchObject([{ pointer: '/attributes/1' }])

  const unconfirmed = refusalOf({ mode: 'replace', attributes: ['differs'] })
  expect(unconfirmed.message).toBe('replace mode requires confirm=true')
  expect(unconfirmed.extras.errors).toMatchObject([{ pointer: '/confirm' }])

  const unnamed = refusalOf({ mode: 'replace', confirm: true })
  expect(unnamed.message).toBe('replace mode requires an explicit attributes list')

  const system = refusalOf({ mode: 'replace', confirm: true, attributes: ['differs', 'StartTime'] })
  expect(system.message).toBe('cannot replace system search attributes: StartTime')
  expect(system.extras.errors).toMatchObject([{ pointer: '/attributes/1' }])
  for (const { code } of [unknown, unconfirmed, unnamed, system]) {
    expect(code).toBe('validation-failed')
  }
})
