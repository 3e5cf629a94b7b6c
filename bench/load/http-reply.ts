export interface ReplyHead {
  readonly status: number
  readonly bodyFrom: number
  /** Unknown where the body comes in chunks. */
  readonly bodyLength: number | undefined
}

/** Reads the head of an HTTP/1.1 answer, or nothing while it is not whole. */
export function readHead(bytes: Buffer): ReplyHead | undefined {
  const end = bytes.indexOf('\r\n\r\n')
  if (end === -1) return undefined
  const head = bytes.toString('latin1', 0, end + 2)
  const status = Number(head.slice(9, 12))
  const length = /\r\ncontent-length: *(\d+)\r\n/i.exec(head)?.[1]
  const hasNoBody = status === 204 || status === 304
  const isChunked = !hasNoBody && /\r\ntransfer-encoding: *chunked\r\n/i.test(head)
  if (!hasNoBody && !isChunked && length === undefined) {
    throw new Error(`An answer says nothing of its length: ${head.trim()}`)
  }
  const bodyLength = isChunked ? undefined : hasNoBody ? 0 : Number(length)
  return { status, bodyFrom: end + 4, bodyLength }
}

/** Joins the chunks of a body, or nothing while the last is not there. */
export function unchunk(bytes: Buffer): Buffer | undefined {
  const parts: Buffer[] = []
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd === -1) return undefined
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    const from = lineEnd + 2
    if (from + length + 2 > bytes.length) return undefined
    if (length === 0) return Buffer.concat(parts)
    parts.push(bytes.subarray(from, from + length))
    at = from + length + 2
  }
}
