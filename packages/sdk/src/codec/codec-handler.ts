import { createHash, timingSafeEqual } from 'node:crypto'
import { Problem, toProblemJson } from '@temporal-registry/contract/problem'
import type { EncryptionCodec } from './encryption-codec.ts'
import { transcodeJson, type Transcoding } from './transcode.ts'

export interface CodecHandlerOptions {
  readonly codec: Pick<EncryptionCodec, 'encrypt' | 'decrypt'>
  /** Bearer tokens, any of which is asked for. Without one, whoever reaches the handler reads everything. */
  readonly tokens?: readonly string[]
  /** Origins of pages that may call, such as Temporal's UI: `http://localhost:8233`. Default: none. */
  readonly origins?: readonly string[]
  /** Namespaces that are answered for, by the header `X-Namespace`. Default: any. */
  readonly namespaces?: readonly string[]
  /** Bytes of the largest body. Default: 8 MiB, as Temporal's payloads reach 2 MiB before base64. */
  readonly maxBodyBytes?: number
}

/** A function of the web's own types, for any server that has them. */
export type CodecHandler = (request: Request) => Promise<Response>

const defaultMaxBodyBytes = 8 * 1024 * 1024
const preflightSeconds = 600

/**
 * Makes a codec server as Temporal's CLI and UI ask one: `POST …/decode` and `POST …/encode` with a Protobuf
 * message `Payloads` as JSON. Refusals are problem details (RFC 9457); none holds plaintext.
 *
 * @example
 * const handle = createCodecHandler({ codec, tokens: [token], origins: ['https://temporal.example'] })
 * export default { fetch: handle }
 */
export function createCodecHandler(options: CodecHandlerOptions): CodecHandler {
  const { codec, origins = [], namespaces, maxBodyBytes = defaultMaxBodyBytes } = options
  const digests = (options.tokens ?? []).map(digestOf)

  function authorize(request: Request): void {
    if (digests.length === 0) return
    const authorization = request.headers.get('authorization')
    const token = /^bearer[ \t]+(\S+)$/i.exec(authorization ?? '')?.[1] ?? ''
    const digest = digestOf(token)
    // All are compared, and all in constant time: neither content nor position can be measured.
    if (digests.filter((known) => timingSafeEqual(known, digest)).length > 0) return
    const detail = authorization === null ? 'No token was sent' : 'The token is not known'
    throw new Problem('unauthorized', detail)
  }

  function assertNamespace(request: Request): void {
    // Temporal's CLI sends the header empty where it is told no namespace.
    const namespace = request.headers.get('x-namespace') ?? ''
    if (namespace === '' || namespaces === undefined || namespaces.includes(namespace)) return
    throw new Problem('namespace-not-found', `«${namespace}» is not served here`, {
      served: namespaces,
    })
  }

  async function answer(request: Request, origin: string | null): Promise<Response> {
    const transcoding = transcodingOf(request)
    if (origin !== null && !origins.includes(origin)) {
      throw new Problem('cross-site-refused', `Pages of ${origin} may not call this codec server`)
    }
    if (request.method === 'OPTIONS') return new Response(null, { status: 204 })
    if (request.method !== 'POST') {
      throw new Problem('method-not-allowed', `A codec takes POST, not ${request.method}`)
    }
    authorize(request)
    assertNamespace(request)
    const text = await readBody(request, maxBodyBytes)
    return Response.json(transcodeJson(codec, transcoding, parse(text)))
  }

  return async (request) => {
    const origin = request.headers.get('origin')
    const response = await answer(request, origin).catch((error: unknown) => {
      if (!(error instanceof Problem)) throw error
      return refusal(error, new URL(request.url).pathname)
    })
    response.headers.set('cache-control', 'no-store')
    response.headers.set('vary', 'origin')
    if (origin !== null && origins.includes(origin)) {
      for (const [name, value] of Object.entries(crossOriginHeaders(origin))) {
        response.headers.set(name, value)
      }
    }
    return response
  }
}

/** What lets a page of an origin call a codec. Cookies are not let through: nothing here reads them. */
export function crossOriginHeaders(origin: string): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': 'authorization, content-type, x-namespace',
    'access-control-max-age': String(preflightSeconds),
  }
}

function transcodingOf({ url }: Request): Transcoding {
  const { pathname } = new URL(url)
  const word = pathname.split('/').at(-1)
  if (word === 'encode' || word === 'decode') return word
  throw new Problem('not-found', 'A codec answers at /encode and /decode')
}

async function readBody(request: Request, maxBytes: number): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length
    if (bytes > maxBytes) {
      throw new Problem('body-too-large', `The body is over ${maxBytes} bytes`, {
        max_bytes: maxBytes,
      })
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new Problem('malformed-json', 'The body is not JSON')
  }
}

function refusal(problem: Problem, instance: string): Response {
  const { type: _, ...body } = toProblemJson(problem, instance)
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' }
  if (problem.code === 'unauthorized') headers['www-authenticate'] = 'Bearer'
  if (problem.code === 'method-not-allowed') headers['allow'] = 'POST, OPTIONS'
  return Response.json(body, { status: problem.status, headers })
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
