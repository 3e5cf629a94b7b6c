import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { PemSource } from './settings.ts'

/** What was read, or what is wrong with it in a sentence. The sentence never holds a key. */
export type Read<T> =
  | { readonly value: T; readonly fault?: undefined }
  | { readonly fault: string; readonly value?: undefined }

/** PEM text as the SDKs take it, with what it holds. */
export interface Certificates {
  readonly bytes: Buffer
  /** At least one, in the order of the file: a leaf comes first. */
  readonly all: readonly [X509Certificate, ...X509Certificate[]]
}

export interface PrivateKey {
  readonly bytes: Buffer
  readonly key: KeyObject
}

const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g

export function readCertificates(source: PemSource): Read<Certificates> {
  const text = readText(source)
  if (text.fault !== undefined) return text
  const [first, ...rest] = text.value.match(certificateBlock) ?? []
  if (first === undefined)
    return { fault: `${told(source)} is no certificate: ${holds(text.value)}` }
  try {
    const all = [
      new X509Certificate(first),
      ...rest.map((block) => new X509Certificate(block)),
    ] as const
    return { value: { bytes: Buffer.from(text.value), all: [...all] } }
  } catch {
    return { fault: `${told(source)} holds a certificate that cannot be read: it is damaged` }
  }
}

export function readPrivateKey(source: PemSource): Read<PrivateKey> {
  const text = readText(source)
  if (text.fault !== undefined) return text
  if (!/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text.value)) {
    return { fault: `${told(source)} is no private key: ${holds(text.value)}` }
  }
  try {
    return { value: { bytes: Buffer.from(text.value), key: createPrivateKey(text.value) } }
  } catch {
    const isEncrypted = /ENCRYPTED/.test(text.value)
    const why = isEncrypted
      ? 'has a passphrase, which cannot be given: store it without one'
      : 'holds a private key that cannot be read: it is damaged'
    return { fault: `${told(source)} ${why}` }
  }
}

/** How a source is called: its setting, and its file where it has one. */
export function told({ name, path }: PemSource): string {
  return path === undefined ? name : `${name} (${path})`
}

function readText({ name, path, data }: PemSource): Read<string> {
  if (data !== undefined) return { value: data }
  try {
    return { value: readFileSync(path ?? '', 'utf8') }
  } catch (error) {
    return { fault: `${name} names a file that cannot be read: ${messageOf(error)}` }
  }
}

function holds(text: string): string {
  if (text.trim() === '') return 'it is empty'
  const [, label] = /-----BEGIN ([A-Z0-9 ]+)-----/.exec(text) ?? []
  return label === undefined ? 'it is not PEM' : `it holds a ${label.toLowerCase()}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
