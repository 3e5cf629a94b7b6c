import { createHash } from 'node:crypto'
import { Problem } from '@temporal-registry/contract/problem'

const markBytes = 6

/**
 * Opaque text of a place in a list. `list` names that list with all that selects its rows: a cursor of
 * another one is refused rather than read as a place in this.
 */
export function writeCursor(place: string | Uint8Array, list = ''): string {
  return Buffer.concat([markOf(list), Buffer.from(place)]).toString('base64url')
}

/** @throws Problem `cursor-invalid` for text that is not a cursor of this list. */
export function readCursor(cursor: string | undefined, list = ''): Buffer {
  if (cursor === undefined) return Buffer.alloc(0)
  const bytes = Buffer.from(cursor, 'base64url')
  const isOurs =
    bytes.length > markBytes &&
    bytes.subarray(0, markBytes).equals(markOf(list)) &&
    bytes.toString('base64url') === cursor
  if (!isOurs) throw cursorInvalid()
  return bytes.subarray(markBytes)
}

/** The place that a cursor names, where places are texts; nothing without a cursor. @throws Problem as `readCursor` */
export function readPlace(cursor: string | undefined, list: string): string | undefined {
  return cursor === undefined ? undefined : readCursor(cursor, list).toString()
}

/** The cursor of the page after one of rows by id, of which one more was read than the page holds. */
export function nextCursor(
  found: readonly { readonly id: string }[],
  limit: number,
  list: string,
): NextCursor {
  return nextCursorBy(found, limit, list, ({ id }) => id)
}

/** The same of rows that are listed by something else: `placeOf` says by what. */
export function nextCursorBy<Row>(
  found: readonly Row[],
  limit: number,
  list: string,
  placeOf: (last: Row) => string,
): NextCursor {
  const last = found.length > limit ? found[limit - 1] : undefined
  return last === undefined ? {} : { next_cursor: writeCursor(placeOf(last), list) }
}

interface NextCursor {
  readonly next_cursor?: string
}

/** The refusal of a cursor. */
export function cursorInvalid(cause?: unknown): Problem {
  const detail = 'was not given out by this list with these filters'
  const errors = [{ pointer: '?cursor', detail }]
  return new Problem('cursor-invalid', `The cursor ${detail}`, { errors }, cause)
}

function markOf(list: string): Buffer {
  return createHash('sha256').update(list).digest().subarray(0, markBytes)
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
