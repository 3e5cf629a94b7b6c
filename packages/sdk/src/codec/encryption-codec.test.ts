import { defaultPayloadConverter, type Payload } from '@temporalio/common'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createEncryptionCodec, isEncrypted } from './encryption-codec.ts'
import { EncryptionError } from './encryption-error.ts'
import { createKeyRing, generateKey } from './key-ring.ts'
import { PayloadMessage } from './proto.ts'

const old = generateKey('2025')
const young = generateKey('2026')
const codec = createEncryptionCodec(createKeyRing([young, old]))
const secret = defaultPayloadConverter.toPayload({ card: 'hunter2-hunter2' })

const textOf = ({ metadata, data }: Payload) =>
  [...Object.values(metadata ?? {}), data ?? []].map((bytes) => Buffer.from(bytes)).join('\n')
const errorOf = (payload: Payload, reader = codec) => {
  try {
    reader.decrypt(payload)
  } catch (error) {
    if (error instanceof EncryptionError) return error
    throw error
  }
  throw new Error('it was read')
}
const withKeyId = (payload: Payload, keyId: string): Payload => ({
  ...payload,
  metadata: { ...payload.metadata, 'encryption-key-id': Buffer.from(keyId) },
})

test('what is encrypted is read again as it was, whatever its encoding', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(
        fc.string().filter((name) => name !== '__proto__'),
        fc.uint8Array(),
      ),
      fc.uint8Array({ maxLength: 5_000 }),
      async (metadata, data) => {
        const [sealed] = await codec.encode([{ metadata, data }])
        const [opened] = await codec.decode(sealed ? [sealed] : [])

        expect(isEncrypted(sealed ?? {})).toBe(true)
        expect(Buffer.from(PayloadMessage.encode(opened ?? {}).finish())).toEqual(
          Buffer.from(PayloadMessage.encode({ metadata, data }).finish()),
        )
      },
    ),
  )
})

test('an encrypted payload holds no plaintext, not even of its encoding, and never the same bytes', () => {
  const [first, second] = [codec.encrypt(secret), codec.encrypt(secret)]

  expect(textOf(first)).not.toMatch(/hunter2|json\/plain/)
  expect(first.data).not.toEqual(second.data)
  expect(Buffer.from(first.metadata?.['encryption-key-id'] ?? []).toString()).toBe('2026')
})

test('WebCrypto reads it as the samples of Temporal SDKs do: IV, ciphertext and tag', async () => {
  const sealed = Buffer.from(codec.encrypt(secret).data ?? [])
  const raw = Buffer.from(young.key, 'base64')
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['decrypt'])
  const iv = sealed.subarray(0, 12)

  const opened = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, sealed.subarray(12))

  expect(
    defaultPayloadConverter.fromPayload(PayloadMessage.decode(new Uint8Array(opened))),
  ).toEqual({ card: 'hunter2-hunter2' })
})

test('an older key still reads what it wrote', () => {
  const before = createEncryptionCodec(createKeyRing([old])).encrypt(secret)

  expect(defaultPayloadConverter.fromPayload(codec.decrypt(before))).toEqual({
    card: 'hunter2-hunter2',
  })
})

test('a ring that only reads leaves what it is given, and reads what others wrote', () => {
  const reader = createEncryptionCodec(createKeyRing([young], 'none'))

  expect(reader.encrypt(secret)).toBe(secret)
  expect(reader.decrypt(codec.encrypt(secret)).data).toEqual(Buffer.from(secret.data ?? []))
})

test('an unknown key is named with what to do about it', () => {
  const reader = createEncryptionCodec(createKeyRing([old]))
  const error = errorOf(codec.encrypt(secret), reader)

  expect(error).toMatchObject({ name: 'EncryptionError', code: 'key-unknown', keyId: '2026' })
  expect(error.message).toMatch(/«2026».*Add this key to the key ring/)
})

test.each(['', '\u001b[31mred', 'x'.repeat(65), '../etc/passwd', young.key])(
  'a key id that is none is not repeated: %j',
  (keyId) => {
    const error = errorOf(withKeyId(codec.encrypt(secret), keyId))

    expect(error).toMatchObject({ code: 'key-unknown', keyId: undefined })
    if (keyId !== '') expect(error.message).not.toContain(keyId)
  },
)

test('what was changed, cut off or put under another key is damaged', () => {
  const sealed = codec.encrypt(secret)
  const data = Buffer.from(sealed.data ?? [])
  const flipped = (at: number) => data.map((byte, place) => (place === at ? byte ^ 1 : byte))
  const damages: Payload[] = [
    ...[0, 11, 12, 30, data.length - 1].map((at) => ({ ...sealed, data: flipped(at) })),
    ...[0, 11, 27, data.length - 1].map((length) => ({
      ...sealed,
      data: data.subarray(0, length),
    })),
    { ...sealed, data: null },
    withKeyId(sealed, '2025'),
  ]

  for (const damage of damages) {
    const error = errorOf(damage)
    expect(error.code).toBe('payload-damaged')
    expect(error.message + String(error.cause) + error.stack).not.toContain('hunter2')
  }
})

test('what is not encrypted is read as it is, unless encryption is required', () => {
  const strict = createEncryptionCodec(createKeyRing([young]), { requireEncrypted: true })

  expect(codec.decrypt(secret)).toBe(secret)
  expect(errorOf(secret, strict)).toMatchObject({ code: 'payload-not-encrypted' })
  expect(errorOf(secret, strict).message).not.toContain('hunter2')
  expect(strict.decrypt(codec.encrypt(secret)).data).toEqual(Buffer.from(secret.data ?? []))
})
