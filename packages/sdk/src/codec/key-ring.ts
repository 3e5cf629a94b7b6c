import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'

/** A key as it is configured: its id travels with every payload, the key never does. */
export interface EncryptionKey {
  /** 1 to 64 letters, digits, `.`, `_` and `-`. */
  readonly id: string
  /** 32 bytes in base64. */
  readonly key: string
}

/** One key that writes, and any number that read: what was written under an older one stays readable. */
export interface KeyRing {
  /** Id of the key that writes; absent in a ring that only reads. */
  readonly activeKeyId: string | undefined
  /** Every id, that of the active key too. */
  readonly keyIds: readonly string[]
  find(keyId: string): KeyObject | undefined
}

/** Keys that cannot be used: a sentence for each fault, none of which holds a key. */
export class KeyRingError extends Error {
  override readonly name = 'KeyRingError'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(faults.join('; '))
    this.faults = faults
  }
}

const keyBytes = 32
const idPattern = /^[A-Za-z0-9._-]{1,64}$/
/** As an active key: nothing is encrypted, and everything read. */
export const noActiveKey = 'none'

/** Whether a text can be the id of a key. */
export function isKeyId(text: string): boolean {
  return idPattern.test(text) && text !== noActiveKey
}

/**
 * Makes a key ring.
 *
 * @param activeKey Id of the key that writes. Default: the first key. With `none` nothing is encrypted and
 * everything read: the first step of moving a namespace over.
 * @throws KeyRingError
 */
export function createKeyRing(keys: readonly EncryptionKey[], activeKey = ''): KeyRing {
  const faults = [...keys.flatMap(faultsOf), ...repeated(keys)]
  if (keys.length === 0) faults.push('there is no key')
  const activeKeyId = activeKey === '' ? keys[0]?.id : activeKey
  const isKnown = activeKeyId === noActiveKey || keys.some(({ id }) => id === activeKeyId)
  if (keys.length > 0 && !isKnown) {
    faults.push(`the active key «${harmless(activeKey)}» is none of the keys`)
  }
  if (faults.length > 0) throw new KeyRingError(faults)
  const byId = new Map(
    keys.map(({ id, key }) => [id, createSecretKey(Buffer.from(key, 'base64'))] as const),
  )
  return Object.freeze({
    activeKeyId: activeKeyId === noActiveKey ? undefined : activeKeyId,
    keyIds: Object.freeze([...byId.keys()]),
    find: (keyId: string) => byId.get(keyId),
  })
}

/**
 * Reads keys from a text: `id:key` each, on lines or between commas. Blank lines and those that begin with
 * `#` say nothing.
 *
 * @throws KeyRingError that names entries by their place: an entry without a colon may be a bare key.
 */
export function parseKeys(text: string): EncryptionKey[] {
  const entries = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(','))
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '')
  const unparted = entries.findIndex((entry) => !entry.includes(':'))
  if (unparted !== -1) throw new KeyRingError([`entry ${unparted + 1} is not written id:key`])
  return entries.map((entry) => {
    const at = entry.indexOf(':')
    return { id: entry.slice(0, at).trim(), key: entry.slice(at + 1).trim() }
  })
}

/** Makes a new key. The id begins with the day, so that ids sort by age. */
export function generateKey(id: string = newKeyId()): EncryptionKey {
  if (!isKeyId(id)) throw new KeyRingError([idFault(id)])
  return { id, key: randomBytes(keyBytes).toString('base64') }
}

function newKeyId(): string {
  return `${new Date().toISOString().slice(0, 10)}-${randomBytes(3).toString('hex')}`
}

function faultsOf({ id, key }: EncryptionKey, at: number): string[] {
  if (!isKeyId(id)) return [`key ${at + 1}: ${idFault(id)}`]
  const bytes = Buffer.from(key, 'base64')
  // Node passes over what is no base64; a key of which a part was passed over is a typing error.
  const isBase64 = bytes.toString('base64').replace(/=+$/, '') === key.replace(/=+$/, '')
  if (!isBase64) return [`the key «${id}» is not base64`]
  return bytes.length === keyBytes
    ? []
    : [`the key «${id}» is ${bytes.length} bytes long and has to be ${keyBytes}`]
}

function repeated(keys: readonly EncryptionKey[]): string[] {
  const ids = keys.map(({ id }) => id)
  const twice = new Set(ids.filter((id, at) => isKeyId(id) && ids.indexOf(id) < at))
  return [...twice].map((id) => `the key id «${id}» is there twice`)
}

/** What is no id may be a key in the wrong place: it is not shown. */
function idFault(id: string): string {
  return id === noActiveKey
    ? '«none» cannot be the id of a key'
    : 'its id has to be 1 to 64 letters, digits, dots, dashes and underscores'
}

function harmless(id: string): string {
  return isKeyId(id) ? id : '…'
}
