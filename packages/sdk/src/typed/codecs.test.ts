import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as z from 'zod'
import {
  addDecimals,
  bigInteger,
  bytes,
  compareDecimals,
  decimal,
  formatDecimal,
  fromWire,
  instant,
  ipAddress,
  mapOf,
  parseDecimal,
  parseIpAddress,
  setOf,
  toWire,
  url,
  type Schema,
} from './index.ts'

const decimals = fc.record({
  coefficient: fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
  scale: fc.integer({ min: 0, max: 30 }),
})
const instants = fc.date({
  min: new Date('0001-01-01T00:00:00Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
})
const kinds: readonly (readonly [string, Schema, fc.Arbitrary<unknown>])[] = [
  ['instant', instant(), instants],
  ['url', url(), fc.webUrl({ withFragments: true }).map((text) => new URL(text))],
  ['bigInteger', bigInteger(), fc.bigInt()],
  ['decimal', decimal(), decimals],
  ['bytes', bytes(), fc.uint8Array({ maxLength: 100 })],
  ['ipAddress', ipAddress(), fc.oneof(fc.ipV4(), fc.ipV6()).map(parseIpAddress)],
  ['setOf', setOf(decimal()), fc.uniqueArray(decimals, same()).map((list) => new Set(list))],
  [
    'mapOf',
    mapOf(instant()),
    fc
      .array(
        fc.tuple(
          fc.string().filter((key) => key !== '__proto__'),
          instants,
        ),
      )
      .map((entries) => new Map(entries)),
  ],
]

function same() {
  return { selector: formatDecimal } as const
}

test.each(kinds)('what %s writes as plain JSON, it reads as it was', (_name, schema, values) => {
  fc.assert(
    fc.property(values, (value) => {
      const sent: unknown = JSON.parse(JSON.stringify(toWire(schema, value)))

      expect(fromWire(schema, sent)).toEqual(value)
    }),
  )
})

test.each(kinds)(
  'any JSON that is not refused with a reason by %s has one form from then on',
  (_n, schema) => {
    const json = fc.oneof(fc.jsonValue(), fc.string({ unit: fc.constantFrom(...'0123.-:TZ+/=ab') }))
    fc.assert(
      fc.property(json, (wire) => {
        const read = attempt(() => fromWire(schema, wire))
        if (read instanceof Error) {
          expect(read).toMatchObject({ name: 'PayloadRefusedError', place: 'the payload' })
          return
        }

        const once = toWire(schema, read)
        expect(toWire(schema, fromWire(schema, once))).toEqual(once)
      }),
    )
  },
)

function attempt(read: () => unknown): unknown {
  try {
    return read()
  } catch (error) {
    return error
  }
}

test.each([
  [instant(), '2026-01-31T09:30:00.123456Z', 'a time in whole milliseconds'],
  [instant(), '2026-02-30T00:00:00Z', 'a time with its zone, like "2026-01-31T09:30:00Z"'],
  [instant(), '2026-01-31T09:30:00', 'a time with its zone, like "2026-01-31T09:30:00Z"'],
  [url(), '/relative', 'an absolute URL'],
  [bigInteger(), 7, 'string'],
  [bigInteger(), '1e3', 'a whole number as text, like "42"'],
  [bigInteger(), '-0', 'a whole number as text, like "42"'],
  [bigInteger(), '9'.repeat(1_001), 'a length of at most 1000'],
  [decimal(), '01.5', 'a decimal as text, like "12.50"'],
  [decimal(), '-0.00', 'a decimal as text, like "12.50"'],
  [decimal(), '1.', 'a decimal as text, like "12.50"'],
  [bytes(), 'YQ', 'bytes in base64'],
  [bytes(), 'YR==', 'bytes in base64, with zeros in the bits that are left over'],
  [ipAddress(), '192.0.2.256', 'an IPv4 or IPv6 address'],
  [ipAddress(), 'fe80::1%eth0', 'an IPv4 or IPv6 address'],
  [setOf(decimal()), ['1.0', '1.0'], 'no element twice'],
  [mapOf(decimal()), [], 'record'],
])('a wire form that is not one is refused with what is wanted (%$)', (schema, wire, expected) => {
  const refused = attempt(() => fromWire<Schema>(schema, wire))

  expect(refused).toMatchObject({
    faults: expect.arrayContaining([{ pointer: '', expected, got: expect.any(String) }]),
  })
})

test('a time of any zone is the same instant', () => {
  expect(fromWire(instant(), '2026-01-31T10:30:00.5+01:00')).toEqual(
    new Date('2026-01-31T09:30:00.500Z'),
  )
})

test('an IP address has one spelling', () => {
  expect(parseIpAddress('2001:DB8:0:0::1')).toEqual({ version: 6, address: '2001:db8::1' })
  expect(() => parseIpAddress('localhost')).toThrow(RangeError)
  expect(() => toWire(ipAddress(), { version: 4, address: '::1' })).toThrow('of its version')
})

test('decimals add up and compare exactly, whatever their scales', () => {
  const [a, b] = [parseDecimal('0.1'), parseDecimal('0.20')]

  expect(formatDecimal(addDecimals(a, b))).toBe('0.30')
  expect(formatDecimal(parseDecimal('-0.05'))).toBe('-0.05')
  expect([compareDecimals(a, b), compareDecimals(b, a)]).toEqual([-1, 1])
  expect(compareDecimals(parseDecimal('1.5'), parseDecimal('1.50'))).toBe(0)
  expect(() => parseDecimal('1,5')).toThrow(RangeError)
})

test('elements that have one wire form are no set', () => {
  const twins = new Set([new Date(0), new Date(0)])

  expect(() => toWire(setOf(instant()), twins)).toThrow('no element twice')
})

test('a map keeps any key but the one that JSON objects cannot carry', () => {
  const odd = new Map([
    ['', 1n],
    ['constructor', 2n],
    ['a/b', 3n],
  ])

  expect(fromWire(mapOf(bigInteger()), toWire(mapOf(bigInteger()), odd))).toEqual(odd)
  expect(() => toWire(mapOf(bigInteger()), new Map([['__proto__', 1n]]))).toThrow('__proto__')
  expect(() => fromWire(mapOf(z.int()), JSON.parse('{"__proto__":1}'))).toThrow('/__proto__')
})
