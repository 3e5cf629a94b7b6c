import { randomFillSync } from 'node:crypto'

/** Asking for random bytes costs more than all the rest, however few they are. */
const pool = Buffer.alloc(16 * 256)
let taken = pool.length
let lastMs = 0
let sequence = 0

/**
 * An id that sorts by its age (RFC 9562, version 7). Those of one process sort in the order in which they
 * were made, also within a millisecond: the 12 bits after the time count.
 */
export function uuidV7(nowMs = Date.now()): string {
  const bytes = nextBytes()
  if (nowMs > lastMs) {
    lastMs = nowMs
    // Begins low, so that there is room to count.
    sequence = (((bytes[6] ?? 0) & 0x07) << 8) | (bytes[7] ?? 0)
  } else if (++sequence > 0xfff) {
    lastMs++
    sequence = 0
  }
  bytes.writeUIntBE(lastMs, 0, 6)
  bytes.writeUInt16BE(0x7000 | sequence, 6)
  bytes.writeUInt8(0x80 | ((bytes[8] ?? 0) & 0x3f), 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** 16 random bytes that nobody has had. */
function nextBytes(): Buffer {
  if (taken === pool.length) {
    randomFillSync(pool)
    taken = 0
  }
  return pool.subarray(taken, (taken += 16))
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** Whether a text is written as the ids that we make are. */
export function isUuid(text: string): boolean {
  return uuid.test(text)
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
