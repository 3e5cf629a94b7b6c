import { randomFillSync } from 'node:crypto'

const bytes = new Uint8Array(16)
let lastMs = 0
let sequence = 0

/**
 * An id that sorts by its age (RFC 9562, version 7). Those of one process sort in the order in which they
 * were made, also within a millisecond: the 12 bits after the time count.
 */
export function uuidV7(nowMs = Date.now()): string {
  randomFillSync(bytes)
  if (nowMs > lastMs) {
    lastMs = nowMs
    // Begins low, so that there is room to count.
    sequence = (((bytes[6] ?? 0) & 0x07) << 8) | (bytes[7] ?? 0)
  } else if (++sequence > 0xfff) {
    lastMs++
    sequence = 0
  }
  const view = new DataView(bytes.buffer)
  view.setUint32(0, Math.floor(lastMs / 2 ** 16))
  view.setUint16(4, lastMs % 2 ** 16)
  view.setUint16(6, 0x7000 | sequence)
  view.setUint8(8, 0x80 | ((bytes[8] ?? 0) & 0x3f))
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** When an id was made, milliseconds since 1970. */
export function timeOfUuidV7(id: string): number {
  return Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
}

/** No id that was made at a moment, or later, sorts before this one. */
export function firstUuidV7(atMs: number): string {
  const hex = Math.max(0, Math.floor(atMs)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7000-8000-000000000000`
}
