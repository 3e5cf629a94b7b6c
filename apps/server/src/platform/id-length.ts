import type { ProblemError } from '@temporal-registry/contract/problem'
import { maxIdBytes } from '@temporal-registry/contract/shapes'

/** Faults of an id that Temporal would not take: it counts bytes where JSON Schema counts characters. */
export function idErrors(id: string, pointer: string): ProblemError[] {
  const bytes = Buffer.byteLength(id)
  return bytes <= maxIdBytes
    ? []
    : [{ pointer, detail: `is ${bytes} bytes of UTF-8; Temporal takes ${maxIdBytes}` }]
}
