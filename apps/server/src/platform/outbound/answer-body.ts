import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Problem } from '@temporal-registry/contract/problem'

const decoders = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const

/** What a request says that it understands. */
export const acceptedEncodings = 'gzip, br'

/**
 * Reads a body to its end, unpacked, and no further than a limit: a small packed body may be a very large one.
 *
 * @throws Problem `outbound-answer-unusable`
 */
export async function readBody(
  body: Readable,
  encoding: string,
  maxBytes: number,
): Promise<Buffer> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of unpacked(body, encoding.trim().toLowerCase())) {
    // A stream without an encoding gives buffers.
    const buffer = chunk as Buffer
    bytes += buffer.length
    if (bytes > maxBytes) {
      throw new Problem(
        'outbound-answer-unusable',
        `The body of the answer is larger than ${maxBytes} bytes`,
        { limit: 'response_bytes', max_bytes: maxBytes },
      )
    }
    chunks.push(buffer)
  }
  return Buffer.concat(chunks)
}

function unpacked(body: Readable, encoding: string): Readable {
  if (encoding === '' || encoding === 'identity') return body
  const decoder = Object.hasOwn(decoders, encoding)
    ? decoders[encoding as keyof typeof decoders]
    : undefined
  if (!decoder) {
    body.on('error', () => {}).destroy()
    throw new Problem(
      'outbound-answer-unusable',
      `The body of the answer is packed as «${encoding}», which is not read here`,
    )
  }
  // Whoever reads hears of the error: the last stream ends with it.
  return pipeline(body, decoder(), () => {})
}
