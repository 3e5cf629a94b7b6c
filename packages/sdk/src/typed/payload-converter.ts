import {
  DefaultPayloadConverter,
  type ConverterHint,
  type Payload,
  type PayloadConverter,
  type SerializationContext,
} from '@temporalio/common'
import { undecodable } from './undecodable.ts'

/**
 * Temporal's own converter, but for what it cannot decode: that reaches the place it is for, where the
 * schema refuses it as it refuses any other payload.
 *
 * Decoding that throws fails the workflow task, and Temporal repeats that for ever: one malformed signal,
 * which anybody may send, would stop a run for good.
 */
class TypedPayloadConverter implements PayloadConverter {
  readonly #inner = new DefaultPayloadConverter()

  toPayload<T>(value: T, context?: SerializationContext, hint?: ConverterHint<T>): Payload {
    return this.#inner.toPayload(value, context, hint)
  }

  fromPayload<T>(payload: Payload, context?: SerializationContext, hint?: ConverterHint<T>): T {
    try {
      return this.#inner.fromPayload(payload, context, hint)
    } catch (error) {
      // Whoever asks for a T checks what it gets.
      return undecodable(error instanceof Error ? error.message : String(error)) as T
    }
  }
}

export const payloadConverter = new TypedPayloadConverter()
