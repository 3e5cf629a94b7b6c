/** What of JSON Schema the patterns' inputs use. */
interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: unknown
  readonly items?: Schema
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
}

export interface BadInput {
  /** Where the fault is, as a JSON pointer. */
  readonly pointer: string
  readonly input: unknown
}

/** Every way in which an input can miss its schema, one fault at a time, made from one that fits. */
export function badInputsOf(schema: object, fitting: unknown): BadInput[] {
  return faultsIn(schema, fitting, '')
}

function faultsIn(schema: Schema, fitting: unknown, at: string): BadInput[] {
  const own = misfitsOf(schema, fitting).map((input) => ({ pointer: at, input }))
  if (Array.isArray(fitting) && schema.items) {
    const [first, ...others] = fitting as unknown[]
    const inner = faultsIn(schema.items, first, `${at}/0`)
    return [...own, ...inner.map(({ pointer, input }) => ({ pointer, input: [input, ...others] }))]
  }
  if (!isObject(fitting)) return own
  return [...own, ...faultsOfMembers(schema, fitting, at)]
}

function faultsOfMembers(
  { properties = {}, required = [] }: Schema,
  fitting: Readonly<Record<string, unknown>>,
  at: string,
): BadInput[] {
  const missing = required.map((name) => {
    const { [name]: _left, ...others } = fitting
    return { pointer: `${at}/${name}`, input: others }
  })
  const wrong = Object.entries(properties).flatMap(([name, schema]) =>
    faultsIn(schema, fitting[name], `${at}/${name}`).map(({ pointer, input }) => ({
      pointer,
      input: { ...fitting, [name]: input },
    })),
  )
  return [...missing, ...wrong]
}

type Misfits = (schema: Schema, fitting: unknown) => unknown[]

/** Values that a schema of a type refuses as a whole. */
const misfitsByType: Readonly<Record<string, Misfits>> = {
  object: ({ additionalProperties }, fitting) => {
    const isClosed = additionalProperties === false && isObject(fitting)
    return [null, [], 'text', ...(isClosed ? [{ ...fitting, stranger: true }] : [])]
  },
  array: (schema, fitting) => [null, {}, 'text', ...wrongCounts(schema, fitting)],
  string: (schema) => [null, 7, ...wrongLengths(schema)],
  integer: (schema) => [null, '1', 0.5, ...outside(schema)],
  number: (schema) => [null, '1', ...outside(schema)],
  boolean: () => [null, 'true', 1],
}

function misfitsOf(schema: Schema, fitting: unknown): unknown[] {
  if (schema.enum) return [null, 'none of these', 'toString']
  return misfitsByType[String(schema.type)]?.(schema, fitting) ?? []
}

function wrongCounts({ minItems = 0, maxItems }: Schema, fitting: unknown): unknown[] {
  const [first] = Array.isArray(fitting) ? (fitting as unknown[]) : []
  const tooFew = minItems > 0 ? [Array.from({ length: minItems - 1 }, () => first)] : []
  if (maxItems === undefined || first === undefined) return tooFew
  return [...tooFew, Array.from({ length: maxItems + 1 }, () => first)]
}

function wrongLengths({ minLength = 0, maxLength }: Schema): string[] {
  const tooShort = minLength > 0 ? ['x'.repeat(minLength - 1)] : []
  return maxLength === undefined ? tooShort : [...tooShort, 'x'.repeat(maxLength + 1)]
}

function outside({ minimum, maximum }: Schema): number[] {
  return [
    ...(minimum === undefined ? [] : [minimum - 1]),
    ...(maximum === undefined ? [] : [maximum + 1]),
  ]
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
