import { ApplicationFailure } from '@temporalio/common'
import { undecodableReason } from './undecodable.ts'
import { fromWire, PayloadRefusedError, toWire, type RichOf, type Schema } from './wire.ts'

/** A failure's `type`: what came in, or what was to go out, is not as its schema says. */
type FailureType = 'input-invalid' | 'result-invalid'

/**
 * Reads the one argument of a place, and fails what it is for where the schema does not take it. No retry
 * would mend that.
 */
export function readArgument<S extends Schema>(
  schema: S,
  args: readonly unknown[],
  place: string,
): RichOf<S> {
  return failing('input-invalid', () => {
    if (args.length > 1) {
      const got = `${args.length} arguments`
      throw new PayloadRefusedError(place, [{ pointer: '', expected: 'one argument', got }])
    }
    return read(schema, args[0], place)
  })
}

export function readResult<S extends Schema>(schema: S, wire: unknown, place: string): RichOf<S> {
  return failing('result-invalid', () => read(schema, wire, place))
}

export function writeArgument<S extends Schema>(schema: S, value: RichOf<S>, place: string) {
  return failing('input-invalid', () => toWire(schema, value, place))
}

export function writeResult<S extends Schema>(schema: S, value: RichOf<S>, place: string) {
  return failing('result-invalid', () => toWire(schema, value, place))
}

function read<S extends Schema>(schema: S, wire: unknown, place: string): RichOf<S> {
  const reason = undecodableReason(wire)
  if (reason === undefined) return fromWire(schema, wire, place)
  throw new PayloadRefusedError(place, [
    { pointer: '', expected: 'a payload that can be decoded', got: reason },
  ])
}

function failing<T>(type: FailureType, convert: () => T): T {
  try {
    return convert()
  } catch (error) {
    if (!(error instanceof PayloadRefusedError)) throw error
    const { message, place, faults } = error
    const [first] = faults
    const details = { pointer: first?.pointer ?? '', place, errors: faults }
    throw ApplicationFailure.nonRetryable(capitalised(message), type, details)
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
