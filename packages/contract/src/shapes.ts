import { Type, type Static, type TSchema } from 'typebox'

/** An object that refuses members it does not know: nothing a caller sends is silently dropped. */
export function closedObject<const P extends Record<string, TSchema>>(
  properties: P,
  options: { description?: string } = {},
) {
  return Type.Object(properties, { additionalProperties: false, ...options })
}

/** An object under its name in OpenAPI, where it stands once; what answers hold. */
export function shape<const P extends Record<string, TSchema>>(title: string, properties: P) {
  return Type.Object(properties, { title })
}

/** A `closedObject` under its name in OpenAPI; what callers send. */
export function closedShape<const P extends Record<string, TSchema>>(title: string, properties: P) {
  return Type.Object(properties, { additionalProperties: false, title })
}

/** A map of names to values of one shape. */
export function dictionary<const V extends TSchema>(
  value: V,
  options: { maxProperties?: number; description?: string } = {},
) {
  return Type.Unsafe<Record<string, Static<V>>>({
    type: 'object',
    additionalProperties: value,
    ...options,
  })
}

/** One of a few words. */
export function oneOf<const T extends string>(
  words: readonly T[],
  options: { description?: string; default?: T } = {},
) {
  return Type.Unsafe<T>({ type: 'string', enum: [...words], ...options })
}

/** Temporal's limit on ids and names, in UTF-8 bytes (`limit.maxIDLength`); a character is at least one. */
export const maxIdBytes = 1_000

/** A name that Temporal takes as an id: not blank, no control characters. */
export const Name = Type.String({
  minLength: 1,
  maxLength: maxIdBytes,
  pattern: '^[^\\u0000-\\u001f\\u007f]*[^\\s\\u0000-\\u001f\\u007f][^\\u0000-\\u001f\\u007f]*$',
  // A URL cannot address them: every client resolves them away.
  not: { enum: ['.', '..'] },
  description: 'Not blank, not `.` or `..`, no control characters, at most 1,000 bytes of UTF-8.',
})

/** Any JSON value. */
export const Json = Type.Unknown()

/** Any JSON object. */
export const JsonObject = dictionary(Type.Unknown())

/** Seconds since 1970 with a fraction, as the original writes times. */
export const Epoch = Type.Number({
  description: 'Seconds since 1970-01-01T00:00:00Z, with a fraction.',
})

/** A time as RFC 3339 text. */
export const Timestamp = Type.String({ format: 'date-time' })

/** Labels: small facts to select by. */
export const Labels = Type.Unsafe<Record<string, string>>({
  type: 'object',
  maxProperties: 64,
  propertyNames: { minLength: 1, maxLength: 128 },
  additionalProperties: { type: 'string', maxLength: 256 },
})

/** Asks for a label. */
export const LabelSelector = Type.String({
  pattern: '^[^=]+(=.*)?$',
  description: '`name=value`, or `name` for any value; repeat it to narrow further.',
})

/** Asks for an answer that is not older than a write. */
export const MinRevision = Type.Integer({
  minimum: 0,
  description:
    'Waits up to 2 s until this replica has read this revision, as a registration answered it.',
})

/** What may be absent, said as null. */
export function nullable<const S extends TSchema>(value: S) {
  return Type.Union([value, Type.Null()])
}

/** An id that the gateway made. */
export const Uuid = Type.String({
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
})
