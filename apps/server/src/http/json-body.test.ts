import { Problem } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { assertNotEncoded, maxDepth, parseBody } from './json-body.ts'

const read = (text: string) => parseBody(Buffer.from(text))

function refusalOf(body: string | Buffer): Problem {
  try {
    parseBody(Buffer.from(body))
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('The body was taken')
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth)

test('any JSON value is read, and nothing at all is no body', () => {
  expect(read('{"a":[1,"ä",null,true]}')).toEqual({ a: [1, 'ä', null, true] })
  expect(read(' "text" ')).toBe('text')
  expect(parseBody(Buffer.alloc(0))).toBeUndefined()
})

test.each([
  ['empty but for blanks', '  \n'],
  ['cut short', '{"a":'],
  ['followed by more', '{"a":1}x'],
  ['no JSON', 'input=1&x=2'],
  ['Python', "{'a': 1}"],
  ['NaN, which the original took', '{"a":NaN}'],
  ['Infinity', '[Infinity]'],
  ['a bare control character', '{"a":"\u0001"}'],
  ['only a byte order mark', '\ufeff'],
])('a body that is %s is malformed', (_what, body) => {
  const { code, message, extras } = refusalOf(body)

  expect(code).toBe('malformed-json')
  expect(message).toMatch(/^The body cannot be parsed: \S/)
  expect(extras.errors).toHaveLength(1)
})

test('what was sent is not repeated in the refusal', () => {
  for (const body of ['my-secret-token', '{"a": my-secret-token}', '{"my-secret-token"}']) {
    expect(JSON.stringify(refusalOf(body).extras) + refusalOf(body).message).not.toMatch('secret')
  }
})

test('bytes that are not UTF-8 are malformed', () => {
  for (const bytes of [[0xff], [0x22, 0xc3, 0x22], [0x22, 0xed, 0xa0, 0x80, 0x22], [0xc0, 0x80]]) {
    expect(refusalOf(Buffer.from(bytes))).toMatchObject({
      code: 'malformed-json',
      message: 'The body is not UTF-8',
    })
  }
})

test('a byte order mark before the JSON is passed over', () => {
  expect(read('\ufeff{"a":1}')).toEqual({ a: 1 })
})

test('a value may be as deep as the limit and no deeper', () => {
  expect(read(nested(maxDepth))).toBeInstanceOf(Array)
  expect(refusalOf(nested(maxDepth + 1))).toMatchObject({
    code: 'body-unsafe',
    message: `/0/0/0/0/0/0/0/0 is nested deeper than ${maxDepth} levels`,
  })
})

test('a hundred thousand levels are refused without running out of stack', () => {
  expect(refusalOf(nested(100_000)).code).toBe('body-unsafe')
  expect(refusalOf(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`).code).toBe('body-unsafe')
  expect(refusalOf('['.repeat(500_000)).code).toBe('malformed-json')
})

test.each([
  ['/a/1', 'a lone surrogate in a value', '{"a":["x","\\ud800"]}'],
  ['', 'a lone surrogate as the whole body', '"\\udc00x"'],
  ['/a', 'a lone surrogate in a name', '{"a":{"\\ud800":1}}'],
  ['/a~1b~0', 'NUL in a value', '{"a/b~":"x\\u0000y"}'],
  ['', 'NUL in a name', '{"\\u0000":1}'],
  ['', '__proto__', '{"__proto__":{"admin":true}}'],
  ['/a', '__proto__ further down', '{"a":{"__proto__":1}}'],
  ['/a', '__proto__ in escapes', '{"a":{"\\u005f_proto__":1}}'],
  ['/a', 'an integer past 2^53', '{"a":9007199254740993}'],
  ['/a/0/b', 'a long integer further down', '{"a":[{"b":-123456789012345678901}]}'],
  ['', 'a huge exponent', '1e400'],
  ['/0', 'a huge exponent in a list', '[1e400]'],
  ['/a', 'a number too large without an exponent', `{"a":${'9'.repeat(400)}}`],
  ['/a', 'a number too large with a small exponent', `{"a":${'9'.repeat(300)}e9}`],
])('the pointer «%s» is told for %s', (pointer, _what, body) => {
  const { code, extras } = refusalOf(body)

  expect(code).toBe('body-unsafe')
  expect(extras.errors?.[0]?.pointer).toBe(pointer)
})

test('what a double holds exactly is taken, and so are decimals', () => {
  expect(read('9007199254740991')).toBe(Number.MAX_SAFE_INTEGER)
  expect(read('9007199254740992')).toBe(2 ** 53)
  expect(read('1e22')).toBe(1e22)
  expect(read('1.7976931348623157e308')).toBe(Number.MAX_VALUE)
  expect(read('0.12345678901234567890')).toBeCloseTo(0.123, 3)
  expect(read('{"a":"12345678901234567890"}')).toEqual({ a: '12345678901234567890' })
})

test('pairs of surrogates and escaped characters are text like any other', () => {
  expect(read('"\\ud83d\\ude00 \\u0041"')).toBe('😀 A')
})

test('of members with the same name the last counts', () => {
  expect(read('{"a":1,"a":2}')).toEqual({ a: 2 })
})

test('a megabyte of anything is read in time that grows with it, not with its square', () => {
  const bodies = [
    `[${Array(200_000).fill('"aa"').join()}]`,
    `[${Array(300_000).fill('[]').join()}]`,
    `{${Array.from({ length: 70_000 }, (_, at) => `"k${at}":{}`).join()}}`,
    `[${Array(130_000).fill('"\\u0041"').join()}]`,
    `[${Array(50_000).fill('1234567890123456').join()}]`,
  ]
  for (const body of bodies) {
    const beganAtMs = performance.now()
    read(body)

    expect(performance.now() - beganAtMs).toBeLessThan(5_000)
  }
})

test('a body that is compressed is refused as such', () => {
  expect(() => assertNotEncoded('gzip')).toThrow(/Content-Encoding/)
  assertNotEncoded('identity')
  assertNotEncoded(undefined)
})
