import type { Connection, WorkflowService } from '@temporalio/client'
import type { Payload } from '@temporalio/common'
import { EncryptionError, isEncrypted, type EncryptionCodec } from '@temporal-registry/sdk/codec'
import {
  messagesOfCall,
  payloadFieldsOf,
  payloadTypeName,
  type MessageType,
} from './payload-fields.ts'
import { undecryptable } from './payloads.ts'

/**
 * The same connection, on which every payload is encrypted as it leaves and decrypted as it arrives. What
 * calls it knows nothing of that, so nobody can forget it.
 *
 * A payload that cannot be read arrives as it is, with the reason: of a list with one such entry the others
 * are shown.
 */
export function encryptedConnection(connection: Connection, codec: EncryptionCodec): Connection {
  const encrypt = (payload: Payload) =>
    // One that could not be decrypted, and goes back as part of a schedule.
    isEncrypted(payload) ? payload : codec.encrypt(payload)
  const decrypt = (payload: Payload) => {
    try {
      return codec.decrypt(payload)
    } catch (error) {
      if (!(error instanceof EncryptionError)) throw error
      return undecryptable(payload, error)
    }
  }
  const plain = connection.workflowService
  const workflowService = new Proxy(plain, {
    get(service, name) {
      const messages = typeof name === 'string' ? messagesOfCall(name) : undefined
      const method: unknown = Reflect.get(service, name)
      if (!messages || typeof method !== 'function') return method
      return async (request: object) => {
        const sent = changePayloads(request, messages.request, encrypt)
        // What the service has under the name of a call is the call.
        const answer = await (method as (request: object) => Promise<object>).call(service, sent)
        return changePayloads(answer, messages.response, decrypt)
      }
    },
  })
  return Object.create(connection, {
    workflowService: { value: workflowService satisfies WorkflowService, enumerable: true },
  }) as Connection
}

/** A message with its payloads changed; the same object where there are none. The one given stays as it is. */
export function changePayloads<T extends object>(
  message: T,
  type: MessageType,
  change: (payload: Payload) => Payload,
): T {
  // What Protobuf calls a payload is one.
  if (type.fullName === payloadTypeName) return change(message) as T
  let changed: T | undefined
  for (const { name, type: memberType, kind } of payloadFieldsOf(type)) {
    const member: unknown = Reflect.get(message, name)
    if (typeof member !== 'object' || member === null) continue
    const whole = changeMember(member, kind, (one) => changePayloads(one, memberType, change))
    if (whole === member) continue
    changed ??= copyOf(message)
    Reflect.set(changed, name, whole)
  }
  return changed ?? message
}

function changeMember(
  member: object,
  kind: 'map' | 'list' | 'single',
  change: (one: object) => object,
): object {
  if (kind === 'single') return change(member)
  const entries = Object.entries(member as Record<string, object>)
  const changes = entries.map(([name, one]): [string, object] => [name, change(one)])
  if (changes.every(([, one], at) => one === entries[at]?.[1])) return member
  return kind === 'list' ? changes.map(([, one]) => one) : Object.fromEntries(changes)
}

function copyOf<T extends object>(message: T): T {
  return Object.assign(Object.create(Object.getPrototypeOf(message) as object | null) as T, message)
}
