import { deflateSync, strToU8 } from 'fflate'
import type { Refusal } from './messages.ts'

/** Temporal takes 2 MB (2,097,152 bytes) in one payload; the rest is room for the last answers. */
export const maxStoredBytes = 1_800_000

/**
 * Keeps the catalogue under what Temporal can carry into the next run, compressed.
 *
 * Compressing is costly, so it is measured seldom: what came in since the last measurement is counted
 * as if it did not compress at all, and only when that could be too much is it measured again.
 */
export interface SizeGuard {
  add(part: unknown): void
  subtract(part: unknown): void
  /** Bytes of JSON held, before compression. */
  bytes(): number
  /** Why a further part cannot be taken, or nothing. */
  refusalFor(part: unknown): Refusal | undefined
}

export function createSizeGuard(stateJson: () => string, limitBytes = maxStoredBytes): SizeGuard {
  let held = 0
  let atMostStored = 0
  /** Size at which a measurement found no room: asking again is free until something goes. */
  let fullFrom = Number.POSITIVE_INFINITY

  const sizeOf = (part: unknown) => JSON.stringify(part).length

  return {
    add(part) {
      const size = sizeOf(part)
      held += size
      atMostStored += size
    },
    subtract(part) {
      held -= sizeOf(part)
    },
    bytes: () => held,
    refusalFor(part) {
      const size = sizeOf(part)
      const wouldFit = () => atMostStored + size <= limitBytes
      if (wouldFit()) return undefined
      if (held + size < fullFrom) {
        atMostStored = deflateSync(strToU8(stateJson()), { level: 1 }).length
        if (wouldFit()) return undefined
        fullFrom = held + size
      }
      const kb = (bytes: number) => `${Math.ceil(bytes / 1000)} kB`
      return {
        code: 'registry-full',
        detail: `The registry holds ${kb(held)} (${kb(atMostStored)} compressed) and ${kb(size)} more would not fit in ${kb(limitBytes)} compressed`,
      }
    },
  }
}
