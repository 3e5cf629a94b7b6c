import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

/** What hashes that are stored were made of: JSON by a replacer that sorts. */
function byReplacer(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(
          Object.entries(member).toSorted(([one], [other]) => (one < other ? -1 : 1)),
        )
      : member,
  )
}

const names = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom('10', '9', '09', '4294967295', '4294967294', '__proto__', 'constructor', ''),
)
const { value: values } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.jsonValue({ maxDepth: 0 }),
    fc.constantFrom(undefined, NaN, -0, Infinity, new Date(0)),
    fc.array(tie('value')),
    fc.dictionary(names, tie('value')),
  ),
}))

test('what is written is, letter by letter, what hashes that are stored were made of', () => {
  fc.assert(
    fc.property(values, (value) => {
      expect(canonicalJson(value)).toBe(byReplacer(value))
    }),
    { numRuns: 2_000 },
  )
})

test('values that say the same are written alike, whatever the order of their members', () => {
  const one = JSON.parse('{"b":[{"y":1,"x":2}],"__proto__":{"d":1,"c":2},"a":"ä\\"\\ud800"}')
  const other = JSON.parse('{"a":"ä\\"\\ud800","__proto__":{"c":2,"d":1},"b":[{"x":2,"y":1}]}')

  expect(canonicalJson(one)).toBe(canonicalJson(other))
  expect(canonicalJson(one)).toContain('"__proto__":{"c":2,"d":1}')
})
