import { Problem } from '@temporal-registry/contract/problem'
import type { EncryptionCodec } from './encryption-codec.ts'
import { EncryptionError } from './encryption-error.ts'
import { payloadsFromJson, payloadsToJson } from './payload-json.ts'

/** What a remote codec is asked for. */
export type Transcoding = 'encode' | 'decode'

/**
 * Answers one request to a remote codec: takes its body, and gives the body of the answer. For hosts with
 * an HTTP layer of their own; `createCodecHandler` is whole.
 *
 * @throws Problem `validation-failed`, or `payload-undecryptable` where one payload cannot be read.
 */
export function transcodeJson(
  codec: Pick<EncryptionCodec, 'encrypt' | 'decrypt'>,
  transcoding: Transcoding,
  body: unknown,
): { payloads: object[] } {
  const payloads = payloadsFromJson(body)
  const change = transcoding === 'encode' ? codec.encrypt : codec.decrypt
  return payloadsToJson(
    payloads.map((payload, at) => {
      try {
        return change(payload)
      } catch (error) {
        throw error instanceof EncryptionError ? undecryptable(error, `/payloads/${at}`) : error
      }
    }),
  )
}

/** The refusal for a payload that cannot be read. */
export function undecryptable(error: EncryptionError, pointer?: string): Problem {
  return new Problem('payload-undecryptable', error.message, {
    fault: error.code,
    ...(error.keyId === undefined ? {} : { key_id: error.keyId }),
    ...(pointer === undefined ? {} : { errors: [{ pointer, detail: error.message }] }),
  })
}
