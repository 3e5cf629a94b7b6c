/**
 * Where a page of a history begins. Temporal gives whole batches of events, so its pages are longer than
 * asked for: what is over is given with the next page, for which the same batches are read again.
 */
export interface Place {
  /** Temporal's token of the batches; empty for the first. */
  readonly token: Uint8Array
  /** How many events were asked for: the same again gives the same batches. */
  readonly size: number
  /** Events of these batches that were given already. */
  readonly skip: number
}

/** Reads what `placeAfter` wrote; empty is the beginning. */
export function readPlace(bytes: Uint8Array, limit: number): Place {
  const text = Buffer.from(bytes)
  const [head, size, skip] = /^(\d{1,4}) (\d{1,6}) /.exec(text.toString('latin1')) ?? []
  if (head === undefined) return { token: new Uint8Array(), size: limit, skip: 0 }
  return { token: text.subarray(head.length), size: Number(size), skip: Number(skip) }
}

/** The place of the next page; empty when there is none. */
export function placeAfter(
  { token, size, skip }: Place,
  limit: number,
  eventCount: number,
  nextToken: Uint8Array,
): Uint8Array {
  if (eventCount > skip + limit) return placeOf({ token, size, skip: skip + limit })
  return nextToken.length === 0 ? nextToken : placeOf({ token: nextToken, size: limit, skip: 0 })
}

function placeOf({ token, size, skip }: Place): Uint8Array {
  return Buffer.concat([Buffer.from(`${size} ${skip} `), token])
}
