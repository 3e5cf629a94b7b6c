import { deflateSync, strToU8 } from 'fflate'
import type { Refusal } from './messages.ts'

/** Temporal takes 2 MB (2,097,152 bytes) in one payload; the rest is room for the last answers. */
export const maxStoredBytes = 1_800_000
/** Twice the window of DEFLATE: larger pieces would hardly compress better. */
const pieceBytes = 65_536

/** What the state consists of. Parts of a kind stand together in it, and are compressed together. */
export type PartKind = 'spec' | 'schema' | 'worker' | 'removal'

/** Sizes as they are carried from run to run. */
export interface StoredSizes {
  readonly plain: number
  readonly compressed: number
}

/**
 * Keeps the catalogue under what Temporal can carry into the next run, compressed.
 *
 * Compressing all of it takes a second, so what comes in is compressed by the piece, once, and what
 * goes is not subtracted. Only when that sum finds no room is the whole measured, and not again before
 * a hundredth of it has changed: else a full registry would measure at every refusal.
 */
export interface SizeGuard {
  add(kind: PartKind, part: unknown): void
  subtract(part: unknown): void
  /** Bytes of JSON held, before compression. */
  bytes(): number
  sizes(): StoredSizes
  /** Why a further part cannot be taken, or nothing. */
  refusalFor(part: unknown): Refusal | undefined
}

export function createSizeGuard(
  stateJson: () => string,
  carried: StoredSizes = { plain: 0, compressed: 0 },
  limitBytes = maxStoredBytes,
): SizeGuard {
  let held = carried.plain
  let compressed = carried.compressed
  let changedSinceMeasured = held
  /** Not compressed yet: counted whole. */
  const pieces = new Map<PartKind, { texts: string[]; bytes: number }>()

  function take(kind: PartKind, text: string, bytes: number): void {
    const piece = pieces.get(kind) ?? { texts: [], bytes: 0 }
    piece.texts.push(text)
    piece.bytes += bytes
    pieces.set(kind, piece)
    if (piece.bytes < pieceBytes) return
    compressed += compressedSize(piece.texts.join(''))
    pieces.delete(kind)
  }

  const atMostStored = () =>
    [...pieces.values()].reduce((sum, { bytes }) => sum + bytes, compressed)

  function measure(): void {
    compressed = compressedSize(stateJson())
    pieces.clear()
    changedSinceMeasured = 0
  }

  return {
    add(kind, part) {
      const text = JSON.stringify(part)
      const bytes = strToU8(text).length
      held += bytes
      changedSinceMeasured += bytes
      take(kind, text, bytes)
    },
    subtract(part) {
      const bytes = plainSize(part)
      held -= bytes
      changedSinceMeasured += bytes
    },
    bytes: () => held,
    sizes: () => ({ plain: held, compressed: atMostStored() }),
    refusalFor(part) {
      const bytes = plainSize(part)
      const wouldFit = () => atMostStored() + bytes <= limitBytes
      if (wouldFit()) return undefined
      if (changedSinceMeasured * 100 >= held) measure()
      if (wouldFit()) return undefined
      const kb = (size: number) => `${Math.ceil(size / 1000)} kB`
      return {
        code: 'registry-full',
        detail: `The registry holds ${kb(held)} (${kb(atMostStored())} compressed) and ${kb(bytes)} more would not fit in ${kb(limitBytes)} compressed`,
      }
    },
  }
}

function plainSize(part: unknown): number {
  return strToU8(JSON.stringify(part)).length
}

function compressedSize(text: string): number {
  return deflateSync(strToU8(text), { level: 1 }).length
}
