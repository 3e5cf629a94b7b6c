import {
  safeDecode,
  safeEncode,
  type $ZodError,
  type $ZodType,
  type input,
  type output,
} from 'zod/v4/core'
import { findUnplain, toFaults, type Fault } from './faults.ts'

/** Any schema of zod 4, classic or mini. Its input is the wire form, its output the rich value. */
export type Schema = $ZodType

/** What user code holds: dates, bigints, sets. */
export type RichOf<S extends Schema> = output<S>

/** What travels: plain JSON that any language reads. */
export type WireOf<S extends Schema> = input<S>

/** A payload that the schema of its place does not take. */
export class PayloadRefusedError extends Error {
  /** Where the payload was to go, `the input of invoice.send`. */
  readonly place: string
  /** The first 20. */
  readonly faults: readonly Fault[]

  constructor(place: string, faults: readonly Fault[]) {
    const [first] = faults
    const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : ''
    const at = first?.pointer ? ` at ${first.pointer}` : ''
    super(`${place} is refused${at}: expected ${first?.expected}, got ${first?.got}${more}`)
    this.name = 'PayloadRefusedError'
    this.place = place
    this.faults = faults.slice(0, 20)
  }
}

/**
 * Reads a wire form by its schema.
 *
 * @param place names the payload in the message of a refusal
 * @throws PayloadRefusedError with every fault, when the schema does not take the payload
 * @example
 * const { paid_at } = fromWire(transfer.output, await run.result()) // a Date
 */
export function fromWire<S extends Schema>(
  schema: S,
  wire: unknown,
  place = 'the payload',
): RichOf<S> {
  const unplain = findUnplain(wire)
  if (unplain) throw new PayloadRefusedError(place, [unplain])
  // Named input and output by zod: decoding checks what it is given, whatever its type.
  const decoded = safeDecode(schema, wire as WireOf<S>)
  if (!decoded.success) throw refusedBy(decoded.error, wire, place)
  return decoded.data
}

/**
 * Writes a value in the wire form of its schema.
 *
 * @throws PayloadRefusedError when the schema does not take the value, or leaves in it what JSON has no
 * form for: a `z.date()` instead of `instant()`, for one
 * @example
 * await client.workflows.start(transfer.name, { input: toWire(transfer.input, { at: new Date() }) })
 */
export function toWire<S extends Schema>(
  schema: S,
  value: RichOf<S>,
  place = 'the payload',
): WireOf<S> {
  const encoded = safeEncode(schema, value)
  if (!encoded.success) throw refusedBy(encoded.error, value, place)
  const unplain = findUnplain(encoded.data)
  if (unplain) throw new PayloadRefusedError(place, [unplain])
  return encoded.data
}

function refusedBy({ issues }: $ZodError, root: unknown, place: string): PayloadRefusedError {
  return new PayloadRefusedError(place, toFaults(issues, root))
}
