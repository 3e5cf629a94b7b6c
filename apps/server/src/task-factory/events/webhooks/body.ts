import type { VerificationKind } from '@temporal-registry/contract/event-sources'
import { Problem } from '@temporal-registry/contract/problem'
import { parseBody } from '../../../http/json-body.ts'
import { dataOf, mediaTypeOf } from '../http-binding.ts'
import type { IncomingWebhook } from './webhook.ts'

/** These send JSON in the field `payload` of a form where they are set up to, or always for some events. */
const sendsFormsOfJson: ReadonlySet<VerificationKind> = new Set(['github', 'slack'])

/**
 * Reads the body of a webhook: JSON, a form as an object of its fields, or text. An empty one is null.
 *
 * @throws Problem `media-type-unsupported`, or of a body that is not what it says.
 */
export function readBody(kind: VerificationKind, { bytes, contentType }: IncomingWebhook): unknown {
  if (bytes.length === 0) return null
  const mediaType = mediaTypeOf(contentType)
  if (mediaType === 'application/x-www-form-urlencoded') return readForm(kind, bytes)
  // JSON by another name is common: Amazon SNS sends it as text.
  if (mediaType === 'text/plain') return jsonOf(bytes) ?? textOf(bytes, contentType)
  const { data, data_base64: base64 } = dataOf(bytes, contentType)
  if (base64 === undefined) return data
  throw new Problem('media-type-unsupported', `${mediaType} is not made into an event here`)
}

function readForm(kind: VerificationKind, bytes: Buffer): unknown {
  const fields = Object.fromEntries(new URLSearchParams(bytes.toString()))
  const payload = fields['payload']
  if (payload !== undefined && sendsFormsOfJson.has(kind)) return parseBody(Buffer.from(payload))
  // Read as any JSON is, which looks for what cannot be kept.
  return parseBody(Buffer.from(JSON.stringify(fields)))
}

/** What a text says as JSON, where it is an object or a list. */
function jsonOf(bytes: Buffer): unknown {
  const first = bytes.subarray(0, 64).toString().trimStart().at(0)
  if (first !== '{' && first !== '[') return undefined
  try {
    return parseBody(bytes)
  } catch (error) {
    if (error instanceof Problem && error.code === 'malformed-json') return undefined
    throw error
  }
}

function textOf(bytes: Buffer, contentType: string | undefined): unknown {
  const { data } = dataOf(bytes, contentType)
  if (data !== undefined) return data
  throw new Problem('media-type-unsupported', 'The text is not UTF-8')
}
