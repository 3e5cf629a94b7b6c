import { DefaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common'

/**
 * Reads any payload: what cannot be decoded becomes a value that no shape accepts.
 *
 * Anybody may signal the registry. Were decoding to throw, one malformed signal would fail every
 * workflow task from then on, and the registry with it.
 */
class ForgivingPayloadConverter implements PayloadConverter {
  readonly #inner = new DefaultPayloadConverter()

  toPayload<T>(value: T): Payload {
    return this.#inner.toPayload(value)
  }

  fromPayload<T>(payload: Payload): T {
    try {
      return this.#inner.fromPayload(payload)
    } catch {
      // The caller checks the shape of whatever it gets; this one fits none.
      return { undecodable: true } as T
    }
  }
}

export const payloadConverter = new ForgivingPayloadConverter()
