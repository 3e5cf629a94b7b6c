import { pointerToken } from '@temporal-registry/contract/json-pointer'
import type { Payload } from '@temporalio/common'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { PayloadMessage } from './proto.ts'

const base64 = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * Reads the body of a remote codec's request: the Protobuf message `Payloads` as JSON, its bytes in base64.
 *
 * @throws Problem `validation-failed` that points at each fault, and quotes nothing.
 */
export function payloadsFromJson(body: unknown): Payload[] {
  const payloads = memberOf(body, 'payloads') ?? []
  if (!isRecord(body) || !Array.isArray(payloads)) {
    throw invalid([{ pointer: '/payloads', detail: 'must be a list of payloads' }])
  }
  const faults = payloads.flatMap((payload, at) => faultsOf(payload, `/payloads/${at}`))
  if (faults.length > 0) throw invalid(faults)
  return payloads.map((payload: object) => {
    const { metadata, data, ...others } = payload as { metadata?: object; data?: string }
    return PayloadMessage.fromObject({
      ...others,
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([name, value]) => [name, bytesOf(value)]),
      ),
      data: bytesOf(data ?? ''),
    })
  })
}

/** The answer's body. */
export function payloadsToJson(payloads: readonly Payload[]): { payloads: object[] } {
  return {
    payloads: payloads.map((payload) =>
      PayloadMessage.toObject(PayloadMessage.fromObject(payload), { bytes: String, longs: String }),
    ),
  }
}

function faultsOf(payload: unknown, at: string): ProblemError[] {
  if (!isRecord(payload)) return [{ pointer: at, detail: 'must be a payload' }]
  const { metadata = {}, data = '', externalPayloads = [] } = payload
  if (!isRecord(metadata)) return [{ pointer: `${at}/metadata`, detail: 'must be an object' }]
  if (!Array.isArray(externalPayloads)) {
    return [{ pointer: `${at}/externalPayloads`, detail: 'must be a list' }]
  }
  const fields: [string, unknown][] = [
    ...Object.entries(metadata).map(([name, value]): [string, unknown] => [
      `metadata/${pointerToken(name)}`,
      value,
    ]),
    ['data', data],
  ]
  return fields
    .filter(([, value]) => typeof value !== 'string' || !base64.test(toStandard(value)))
    .map(([name]) => ({ pointer: `${at}/${name}`, detail: 'must be bytes in base64' }))
}

function bytesOf(text: string): Buffer {
  return Buffer.from(toStandard(text), 'base64')
}

/** Protobuf's JSON takes both alphabets of base64. */
function toStandard(text: string): string {
  return text.replaceAll('-', '+').replaceAll('_', '/')
}

function invalid(errors: readonly ProblemError[]): Problem {
  const [first] = errors
  return new Problem('validation-failed', `${first?.pointer ?? ''} ${first?.detail ?? ''}`, {
    errors: errors.slice(0, 20),
  })
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function memberOf(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined
}
