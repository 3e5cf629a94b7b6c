import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { findSchemaFaults } from './json-schema.ts'
import { compilePattern } from './regexp.ts'

test('patterns mean what they mean in ECMAScript', () => {
  const patterns = [
    String.raw`^a$ ^\d+$ ^[\w.-]+$ ^\s+$ ^\S+$ [^] ^\u0041$ \cA ^[\]a]$ ^\$\{[^}]*\}$ ^\u{1F600}$`,
    String.raw`^\uD83D\uDE00$ \p{Letter} \bx\b ^\p{Script=Greek}+$ ^\P{Lu}$ (?<year>\d{4}) a|^$`,
    String.raw`[(?=] ^[a\s]$ x{2,3} ^.$ ^[.]$ \.`,
  ].flatMap((line) => line.split(' '))
  const texts = 'a A é α 😀 ٣ 2024 ${x} a-b ] x xx ( ? \u00a0 \ufeff \v \u0001 \u2028'
    .split(' ')
    .concat('', ' ', '.', '\r', 'a\n', 'x y', 'line\nline')

  for (const pattern of patterns) {
    const linear = compilePattern(pattern)
    if (typeof linear === 'string') throw new Error(`${pattern}: ${linear}`)
    for (const text of texts) {
      const expected = new RegExp(pattern, 'u').test(text)
      expect([pattern, text, linear.test(text)]).toEqual([pattern, text, expected])
    }
  }
})

test('what RE2 does not take is a fault at the pattern that says so', () => {
  const refused: [string, RegExp][] = [
    ['^(?=a)b', /looks ahead/],
    ['a(?!b)', /looks ahead/],
    ['(?<=a)b', /looks ahead or behind/],
    ['(?<!a)b', /looks ahead or behind/],
    ['(a)\\1', /refers back/],
    ['(?<x>a)\\k<x>', /refers back/],
    ['a\\Z', /escapes a letter/],
    ['(', /no regular expression/],
    ['[z-a]', /no regular expression/],
    ['a{1001}', /more than 1000 times/],
  ]

  for (const [pattern, sentence] of refused) {
    const detail = expect.stringMatching(sentence)
    expect(findSchemaFaults({ pattern })).toMatchObject([{ pointer: '/pattern', detail }])
    expect(findSchemaFaults({ patternProperties: { [pattern]: true } })).toMatchObject([{ detail }])
  }
})

test('the name of a pattern is escaped in its pointer', () => {
  expect(findSchemaFaults({ patternProperties: { '~/(?=a)': true } })).toMatchObject([
    { pointer: '/patternProperties/~0~1(?=a)' },
  ])
})

test('two patterns of one schema do not share a verdict', () => {
  const [a, b] = [compilePattern('^a$'), compilePattern('^b$')]

  expect(String(a)).not.toBe(String(b))
})

test('what zod writes with lookaheads is taken as what it means', () => {
  const patterns = [
    "^(?!\\.)(?!.*\\.\\.)([A-Za-z0-9_'+\\-\\.]*)[A-Za-z0-9_+-]@([A-Za-z0-9][A-Za-z0-9\\-]*\\.)+[A-Za-z]{2,}$",
    '^P(?:(\\d+W)|(?!.*W)(?=\\d|T\\d)(\\d+Y)?(\\d+M)?(\\d+D)?(T(?=\\d)(\\d+H)?(\\d+M)?(\\d+([.,]\\d+)?S)?)?)$',
  ]
  const texts = fc.oneof(
    fc.string({ unit: fc.constantFrom(..."aZ0.@-_'+"), maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(...'aZ.-+'), maxLength: 6 }).map((name) => `${name}@b.co`),
    fc.string({ unit: fc.constantFrom(...'12TWYMDHS.,'), maxLength: 10 }).map((rest) => `P${rest}`),
  )

  for (const pattern of patterns) {
    const linear = compilePattern(pattern)
    const native = new RegExp(pattern)
    fc.assert(
      fc.property(texts, (text) => {
        expect(typeof linear !== 'string' && linear.test(text)).toBe(native.test(text))
      }),
      { numRuns: 2_000 },
    )
  }
})
