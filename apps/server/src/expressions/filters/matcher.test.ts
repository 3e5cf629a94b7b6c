import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { createEvaluatingEnvironment } from '../cel/environment.ts'
import { compileProgram } from '../cel/program.ts'
import { readContext } from '../cel/values.ts'
import type { Place } from '../place.ts'
import { createMatcher } from './matcher.ts'
import { verdictOf, verdicts } from './verdict.ts'

const place: Place = {
  variables: {
    event: { fields: { id: 'string', at: 'timestamp', data: 'dyn' } },
    n: 'int',
    now: 'timestamp',
  },
}
const environment = createEvaluatingEnvironment(place)
const newMatcher = () => createMatcher({ place, environment, onSlot: () => {} })

function judge(source: string, context: Record<string, unknown>): number {
  const matcher = newMatcher()
  matcher.set(0, source)
  const found = new Uint8Array(1)
  matcher.match(readContext(place, JSON.stringify(context)).values, { found, firstSlot: 0 })
  return found[0] ?? -1
}

/** What the engine says of the whole expression. */
function engineSays(source: string, context: Record<string, unknown>): number {
  try {
    const { run } = compileProgram(environment, source)
    const value = run(readContext(place, JSON.stringify(context)).values)
    return typeof value === 'boolean' ? verdictOf(value) : verdicts.failed
  } catch {
    return verdicts.failed
  }
}

const paths = ['event.id', 'event.data.a', 'event.data.b.c', 'event.data["a"]', 'n', 'event.at', 'event.data', 'event.data.a.b.c', 'now', 'event.data.l'] // prettier-ignore
const literals = ['1', '1.0', '2', '-1', '-1.5', '"a"', '"b"', '""', 'true', 'false', 'null', '9007199254740993'] // prettier-ignore
const operators = ['==', '!=', '<', '<=', '>', '>=']
const pathText = fc.constantFrom(...paths)
const literal = fc.constantFrom(...literals)

const condition = fc.oneof(
  fc.tuple(pathText, fc.constantFrom(...operators), literal).map((parts) => parts.join(' ')),
  fc.tuple(literal, fc.constantFrom(...operators), pathText).map((parts) => parts.join(' ')),
  fc.tuple(pathText, pathText).map(([a, b]) => `${a} == ${b}`),
  pathText,
  fc
    .tuple(pathText, fc.constantFrom('startsWith', 'endsWith', 'contains'))
    .map(([path, call]) => `${path}.${call}("a")`),
  fc
    .tuple(pathText, fc.constantFrom('["a", "b"]', '[1, 2.0]', '["a", 1]', '[]', '[null]'))
    .map(([path, list]) => `${path} in ${list}`),
  fc.constantFrom('has(event.data.a)', 'has(event.data.b.c)', 'has(event.zzz)', 'int == "a"'),
  fc
    .tuple(
      pathText,
      fc.constantFrom('exists', 'all'),
      fc.constantFrom('x', 'x.c', 'x.zzz'),
      fc.constantFrom('== "a"', '!= 1', '> 0', 'in ["a"]', '== 1 || !x.c', '== n'),
    )
    .map(([path, call, item, rest]) => `${path}.${call}(x, ${item} ${rest})`),
)

const filter = fc.letrec<{ filter: string }>((tie) => ({
  filter: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a}) && (${b})`),
    fc.tuple(tie('filter'), tie('filter')).map(([a, b]) => `(${a}) || (${b})`),
    tie('filter').map((part) => `!(${part})`),
  ),
})).filter

const value = fc.oneof(
  fc.constantFrom<unknown>(1, 2, -1, 0, 1.5, 'a', 'b', 'ab', '', true, false, null, [], {}),
  fc.array(fc.constantFrom<unknown>(1, 'a', true, null, { c: 1 }, { c: true }), { maxLength: 3 }),
  fc.record({ c: fc.constantFrom<unknown>(1, 'a', null) }),
  fc.constant({ constructor: 'a', c: 1 }),
)
const context = fc.record({
  event: fc.record(
    {
      id: fc.constantFrom('a', 'b'),
      at: fc.constant('2026-01-01T00:00:00Z'),
      data: fc.oneof(
        fc.record({ a: value, b: value, l: value }, { requiredKeys: [] }),
        fc.constant(null),
      ),
    },
    { requiredKeys: [] },
  ),
  n: fc.constantFrom(1, 2, -1),
  now: fc.constant('2026-02-01T00:00:00Z'),
})

test('a filter is judged as the engine would judge it', () => {
  fc.assert(
    fc.property(filter, context, (source, given) => {
      expect(judge(source, given)).toBe(engineSays(source, given))
    }),
    { numRuns: 3_000 },
  )
})

test('filters that are replaced or forgotten have no say, and share what they have in common', () => {
  const matcher = newMatcher()
  const values = readContext(place, JSON.stringify({ event: { id: 'a', data: { a: 1 } } })).values
  const verdictsOf = () => {
    const found = new Uint8Array(4)
    matcher.match(values, { found, firstSlot: 0 })
    return [...found]
  }

  matcher.set(0, 'event.id == "a"')
  matcher.set(1, 'event.id == "a" && event.data.a > 1')
  matcher.set(3, 'event.data.zzz == 1')
  expect(verdictsOf()).toEqual([verdicts.yes, verdicts.no, verdicts.unknown, verdicts.failed])

  matcher.set(0, undefined)
  matcher.set(1, 'event.id == "a" && event.data.a > 0')
  matcher.set(3, 'not an expression')
  expect(verdictsOf()).toEqual([verdicts.unknown, verdicts.yes, verdicts.unknown, verdicts.failed])
})
