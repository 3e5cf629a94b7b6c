/** What is wrong with a payload, or with what was to read it. */
export type EncryptionFault = 'key-unknown' | 'payload-damaged' | 'payload-not-encrypted'

const remedies: Readonly<Record<EncryptionFault, string>> = {
  'key-unknown':
    'Add this key to the key ring of every process that reads, as a key that only reads; without the key nobody can read the payload.',
  'payload-damaged':
    'Look for two keys under one id, and for what changes payloads on their way; the bytes are not what was written.',
  'payload-not-encrypted':
    'Give the writer the codec and a key, or read with requireEncrypted off until everything is moved over.',
}

/**
 * A payload that cannot be read. Neither the message nor any member holds plaintext or a key.
 *
 * Temporal keeps the name as the type of the failure where a Temporal activity's input cannot be read.
 */
export class EncryptionError extends Error {
  override readonly name = 'EncryptionError'
  readonly code: EncryptionFault
  /** Id of the key that the payload names; absent where it names none. */
  readonly keyId: string | undefined
  readonly remedy: string

  constructor(code: EncryptionFault, detail: string, keyId?: string) {
    super(`${detail}. ${remedies[code]}`)
    this.code = code
    this.keyId = keyId
    this.remedy = remedies[code]
  }
}
