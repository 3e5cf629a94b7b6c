import { Problem } from '@temporal-registry/contract/problem'

/** Opaque text of a place in a list. */
export function writeCursor(place: string | Uint8Array): string {
  return Buffer.from(place).toString('base64url')
}

/** @throws Problem `cursor-invalid` for text that is not a cursor. */
export function readCursor(cursor: string | undefined): Buffer {
  if (cursor === undefined) return Buffer.alloc(0)
  const bytes = Buffer.from(cursor, 'base64url')
  if (bytes.length === 0 || bytes.toString('base64url') !== cursor) {
    throw new Problem('cursor-invalid', 'The cursor was not given out by this list', {
      errors: [{ pointer: '?cursor', detail: 'was not given out by this list' }],
    })
  }
  return bytes
}

/** A page of a sorted list of names: those after the cursor, and the cursor of the next page. */
export function pageOf(
  names: readonly string[],
  limit: number | undefined,
  cursor: string | undefined,
): { page: readonly string[]; nextCursor: string | undefined } {
  const after = readCursor(cursor).toString()
  const rest = cursor === undefined ? names : names.slice(firstAfter(names, after))
  if (limit === undefined || rest.length <= limit) return { page: rest, nextCursor: undefined }
  const page = rest.slice(0, limit)
  return { page, nextCursor: writeCursor(page.at(-1) ?? '') }
}

function firstAfter(names: readonly string[], name: string): number {
  let low = 0
  let high = names.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((names[middle] ?? '') <= name) low = middle + 1
    else high = middle
  }
  return low
}
