import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { Problem } from '@temporal-registry/contract/problem'
import type { KeyRing } from '@temporal-registry/sdk/codec'

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/** A value as it is stored: nonce, ciphertext and tag in one, and the key that opens it. */
export interface SealedValue {
  readonly ciphertext: Buffer
  readonly keyId: string
}

/** Seals values under the keys of a ring. `place` is bound to a value: elsewhere it does not open. */
export interface Cipher {
  /** @throws Problem `secrets-not-configured` where no key writes */
  seal(value: string, place: string): SealedValue
  /** @throws Problem `secret-unreadable` that names the key, `secrets-not-configured` where there are no keys */
  open(sealed: SealedValue, place: string): string
}

export function createCipher(keys: KeyRing | undefined): Cipher {
  return {
    seal(value, place) {
      const keyId = keys?.activeKeyId
      const key = keyId === undefined ? undefined : keys?.find(keyId)
      if (keyId === undefined || !key) throw notConfigured('has no key that encrypts secrets')
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv(algorithm, key, nonce).setAAD(Buffer.from(place))
      const sealed = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()])
      return { keyId, ciphertext: Buffer.concat([nonce, sealed, cipher.getAuthTag()]) }
    },
    open({ ciphertext, keyId }, place) {
      if (!keys) throw notConfigured('has no keys')
      const key = keys.find(keyId)
      if (!key) throw unreadable(`It is encrypted with the key «${keyId}», which is not configured`)
      const nonce = ciphertext.subarray(0, nonceBytes)
      const sealed = ciphertext.subarray(nonceBytes, -tagBytes)
      try {
        const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
          .setAAD(Buffer.from(place))
          .setAuthTag(ciphertext.subarray(-tagBytes))
        return Buffer.concat([decipher.update(sealed), decipher.final()]).toString('utf8')
      } catch {
        // What Node says of it helps nobody.
        throw unreadable(`What is stored does not open with the key «${keyId}»`)
      }
    },
  }
}

function notConfigured(detail: string): Problem {
  return new Problem('secrets-not-configured', `This gateway ${detail}`)
}

function unreadable(detail: string): Problem {
  return new Problem('secret-unreadable', detail)
}
