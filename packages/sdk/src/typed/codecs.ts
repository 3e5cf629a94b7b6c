import * as z from 'zod'
import { encode as encodeItem } from 'zod/v4/core'
import { fromBase64, toBase64 } from './base64.ts'
import type { RichOf, Schema } from './wire.ts'

/**
 * A point in time: a `Date`, as RFC 3339 text with a zone. What is finer than a millisecond is refused,
 * because a `Date` would lose it.
 */
export function instant() {
  return z.codec(
    z.iso
      .datetime({ offset: true, error: 'a time with its zone, like "2026-01-31T09:30:00Z"' })
      .regex(/^[^.]*(?:\.[0-9]{1,3}(?:[^.0-9].*)?)?$/, { error: 'a time in whole milliseconds' })
      // Of two patterns zod tells both, and no longer what they are for.
      .meta({ format: 'date-time' }),
    z.date(),
    { decode: (text) => new Date(text), encode: (date) => date.toISOString() },
  )
}

/** A `URL`, as text. */
export function url() {
  return z.codec(z.url({ error: 'an absolute URL' }), z.instanceof(URL), {
    decode: (text) => new URL(text),
    encode: (value) => value.href,
  })
}

/** A `bigint`, as text: JSON numbers above 2^53 are changed by most who read them. */
export function bigInteger() {
  return z.codec(
    z
      .string()
      .regex(/^(?:0|-?[1-9][0-9]*)$/, { error: 'a whole number as text, like "42"' })
      .max(1_000),
    z.bigint(),
    { decode: (text) => BigInt(text), encode: String },
  )
}

/** Bytes: a `Uint8Array`, as base64 with its padding. */
export function bytes() {
  const isBytes = (value: unknown) =>
    Object.prototype.toString.call(value) === '[object Uint8Array]'
  return z.codec(
    // Not `z.base64()`: that asks `atob`, which the sandbox has not.
    z
      .string()
      .regex(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, {
        error: 'bytes in base64',
      })
      .meta({ contentEncoding: 'base64' }),
    z.custom<Uint8Array<ArrayBuffer>>(isBytes, { error: 'a Uint8Array' }),
    {
      decode: (text, context) => {
        const decoded = fromBase64(text)
        // Bits past the last byte can be spelled in several ways; one value has one wire form.
        if (toBase64(decoded) !== text) {
          const message = 'bytes in base64, with zeros in the bits that are left over'
          context.issues.push({ code: 'custom', message, input: text })
        }
        return decoded
      },
      encode: toBase64,
    },
  )
}

/** A `Set`, as a list without repetitions: that is how two elements with one wire form are refused. */
export function setOf<S extends Schema>(element: S) {
  type Element = RichOf<S>
  const hasTwins = (elements: readonly Element[]) =>
    new Set(elements.map((one) => JSON.stringify(encodeItem(element, one)))).size < elements.length
  const message = 'no element twice'

  return z.codec(
    z.array(element).meta({ uniqueItems: true }),
    z.custom<Set<Element>>((value) => value instanceof Set, { error: 'a Set' }),
    {
      decode: (list, context) => {
        if (hasTwins(list)) context.issues.push({ code: 'custom', message, input: list })
        return new Set(list)
      },
      encode: (set, context) => {
        const list = [...set]
        if (hasTwins(list)) context.issues.push({ code: 'custom', message, input: set })
        return list
      },
    },
  )
}

/** A `Map` from text, as an object. */
export function mapOf<S extends Schema>(value: S) {
  type Value = RichOf<S>
  return z.codec(
    z.record(z.string(), value),
    z.custom<Map<string, Value>>((map) => map instanceof Map, { error: 'a Map' }),
    {
      decode: (members) => new Map(Object.entries<Value>(members)),
      encode: (map, context) => {
        // As a member, zod would leave it out.
        if (map.has('__proto__')) {
          const message = 'a Map without the key __proto__'
          context.issues.push({ code: 'custom', message, input: map })
        }
        return Object.fromEntries(map)
      },
    },
  )
}
