import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Payload, PayloadCodec } from '@temporalio/common'
import { EncryptionError } from './encryption-error.ts'
import { isKeyId, type KeyRing } from './key-ring.ts'
import { PayloadMessage } from './proto.ts'

/** Names and layout are those of the encryption samples of Temporal's SDKs, so that any of them can read it. */
const encoding = 'binary/encrypted'
const encodingBytes = Buffer.from(encoding)
const keyIdField = 'encryption-key-id'
const cipher = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

export interface EncryptionOptions {
  /**
   * Refuses to read payloads that are not encrypted. Default: they are read as they are, so that a
   * namespace with older runs can be moved over.
   */
  readonly requireEncrypted?: boolean
}

/** A payload codec for Temporal's SDK. Its work is done by AES in this process, without waiting. */
export interface EncryptionCodec extends PayloadCodec {
  /** Encrypts one payload, or returns it as it is where the ring has no active key. */
  encrypt(payload: Payload): Payload
  /** @throws EncryptionError */
  decrypt(payload: Payload): Payload
}

/**
 * Makes a codec that encrypts whole payloads with AES-256-GCM.
 *
 * An encrypted payload has the metadata `encoding: binary/encrypted` and `encryption-key-id`; its data are a
 * random IV of 12 bytes, the encrypted Protobuf message of the payload, and the tag of 16 bytes. There is no
 * additional authenticated data.
 *
 * @example
 * const codec = createEncryptionCodec(readKeyRing())
 * const client = new Client({ connection, dataConverter: { payloadCodecs: [codec] } })
 */
export function createEncryptionCodec(
  keyRing: KeyRing,
  { requireEncrypted = false }: EncryptionOptions = {},
): EncryptionCodec {
  function encrypt(payload: Payload): Payload {
    const { activeKeyId: keyId } = keyRing
    const key = keyId === undefined ? undefined : keyRing.find(keyId)
    if (keyId === undefined || key === undefined) return payload
    const iv = randomBytes(ivBytes)
    const sealing = createCipheriv(cipher, key, iv)
    const data = Buffer.concat([
      iv,
      sealing.update(PayloadMessage.encode(payload).finish()),
      sealing.final(),
      sealing.getAuthTag(),
    ])
    return { metadata: { encoding: encodingBytes, [keyIdField]: Buffer.from(keyId) }, data }
  }

  function decrypt(payload: Payload): Payload {
    if (!isEncrypted(payload)) {
      if (!requireEncrypted) return payload
      throw new EncryptionError('payload-not-encrypted', 'The payload is not encrypted')
    }
    const keyId = keyIdOf(payload)
    const key = keyId === undefined ? undefined : keyRing.find(keyId)
    if (keyId === undefined || key === undefined) {
      const which = keyId === undefined ? 'a key without a usable id' : `the key «${keyId}»`
      const detail = `The payload is encrypted under ${which}, which the key ring does not have`
      throw new EncryptionError('key-unknown', detail, keyId)
    }
    const sealed = Buffer.from(payload.data ?? [])
    if (sealed.length < ivBytes + tagBytes) throw damaged(keyId, 'too short')
    try {
      const opening = createDecipheriv(cipher, key, sealed.subarray(0, ivBytes))
      opening.setAuthTag(sealed.subarray(-tagBytes))
      const opened = Buffer.concat([
        opening.update(sealed.subarray(ivBytes, -tagBytes)),
        opening.final(),
      ])
      return PayloadMessage.decode(opened)
    } catch {
      // The cause is left out: what fails after decryption could quote plaintext.
      throw damaged(keyId, 'not what was encrypted under it')
    }
  }

  return {
    encrypt,
    decrypt,
    encode: async (payloads) => payloads.map(encrypt),
    decode: async (payloads) => payloads.map(decrypt),
  }
}

/** Whether a payload says that it is encrypted, under whatever key. */
export function isEncrypted({ metadata }: Payload): boolean {
  const found = metadata?.['encoding']
  return found !== undefined && encodingBytes.equals(found)
}

/** Anybody can write metadata: what is no id is not repeated. */
function keyIdOf({ metadata }: Payload): string | undefined {
  const keyId = Buffer.from(metadata?.[keyIdField] ?? []).toString()
  return isKeyId(keyId) ? keyId : undefined
}

function damaged(keyId: string, how: string): EncryptionError {
  const detail = `The payload says it is encrypted under the key «${keyId}», and is ${how}`
  return new EncryptionError('payload-damaged', detail, keyId)
}
