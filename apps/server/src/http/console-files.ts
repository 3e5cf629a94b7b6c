import { createHash } from 'node:crypto'
import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Problem } from '@temporal-registry/contract/problem'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { page } from './html-page.ts'
import { pagePolicy } from './security-headers.ts'

/** Where `npm run build` of the console writes, in this repository and in the image alike. */
export const consoleFolder = fileURLToPath(new URL('../../../console/dist', import.meta.url))

/** Pages are here and below; nothing of the API is. */
const base = '/console/'
const assets = 'assets/'

/** Scripts and requests of this origin only; the styles that components compute stand in the document. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const mediaTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

interface ConsoleFile {
  readonly type: string
  readonly etag: string
  readonly bytes: Buffer
  readonly zipped: Buffer | undefined
}

/** The files of one build, by their path below the folder. */
interface Build {
  readonly builtAtMs: number
  readonly paths: ReadonlySet<string>
  readonly read: Map<string, Promise<ConsoleFile>>
}

/**
 * Serves the console under `/console/`. Every path there that is no file is a page, which the console
 * itself finds, so that any address can be opened, reloaded and sent to somebody. Browsers that come to
 * `/` are led there; for everybody else there is nothing, as before.
 */
export function consoleRoutes(app: FastifyInstance, folder: string): void {
  const findBuild = createBuilds(folder)

  app.get('/', (request, reply) => {
    if (!wantsPage(request)) throw new Problem('not-found', 'There is nothing at /')
    // From where the browser is: a proxy may have added a path that is not seen here.
    return reply.redirect(base.slice(1), 302)
  })

  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    const build = await findBuild()
    if (!build) return sendNotBuilt(reply)
    // The path without a slash at its end has no such parameter.
    const { '*': path = '' } = request.params as { '*'?: string }
    const isFile = build.paths.has(path)
    if (!isFile && path.startsWith(assets)) {
      throw new Problem('not-found', `The console has no file ${path}`)
    }
    const file = await fileOf(build, folder, isFile ? path : 'index.html')
    return sendFile(request, reply, isFile ? file : placed(file, wayUp(request.url)))
  }
  app.get(`${base}*`, answer)
  // The gateway takes no notice of a slash at the end, so that its own page is this path.
  app.get(base.slice(0, -1), answer)
}

function wantsPage({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') ?? false
}

/** A build is read again when its page is newer: in development it is made anew under a running gateway. */
function createBuilds(folder: string): () => Promise<Build | undefined> {
  let known: Build | undefined
  return async () => {
    const builtAtMs = await stat(join(folder, 'index.html')).then(
      ({ mtimeMs }) => mtimeMs,
      () => undefined,
    )
    if (builtAtMs === undefined) return undefined
    if (known?.builtAtMs !== builtAtMs) {
      const paths = new Set((await readdir(folder, { recursive: true })).filter(isServed))
      known = { builtAtMs, paths, read: new Map() }
    }
    return known
  }
}

/** What the build says of itself has no media type here. */
function isServed(path: string): boolean {
  return extname(path) in mediaTypes
}

function fileOf({ read }: Build, folder: string, name: string): Promise<ConsoleFile> {
  const reading = read.get(name) ?? readConsoleFile(folder, name)
  read.set(name, reading)
  return reading
}

async function readConsoleFile(folder: string, name: string): Promise<ConsoleFile> {
  const bytes = await readFile(join(folder, name))
  const type = mediaTypes[extname(name)] ?? 'application/octet-stream'
  const digest = createHash('sha256').update(bytes).digest('base64url').slice(0, 22)
  const isText = !type.startsWith('font/')
  const zipped = isText ? await promisify(gzip)(bytes, { level: 9 }) : undefined
  return { type, etag: `W/"${digest}"`, bytes, zipped }
}

/** Pages name their files as seen from `/console/`; this is the way there from another address. */
function wayUp(url: string): string {
  const [path = ''] = url.split('?', 1)
  if (!path.startsWith(base)) return `.${base}`
  // As the browser counts: an escaped slash is none.
  return '../'.repeat(path.slice(base.length).split('/').length - 1) || './'
}

/** The page as it stands at an address; too short to be zipped. */
function placed({ bytes, ...file }: ConsoleFile, up: string): ConsoleFile {
  const text = bytes.toString().replaceAll('="./', `="${up}`)
  return { ...file, bytes: Buffer.from(text), zipped: undefined }
}

function sendFile(request: FastifyRequest, reply: FastifyReply, file: ConsoleFile): FastifyReply {
  const isAsset = request.url.startsWith(base + assets)
  reply
    .type(file.type)
    .header('content-security-policy', policy)
    .header('cross-origin-opener-policy', 'same-origin')
    // Names of assets hold a hash of what is in them; the page says which are in use.
    .header('cache-control', isAsset ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('etag', file.etag)
    .header('vary', 'accept-encoding')
  if (request.headers['if-none-match'] === file.etag) return reply.code(304).send()
  const takesZipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '')
  if (!file.zipped || !takesZipped) return reply.send(file.bytes)
  return reply.header('content-encoding', 'gzip').send(file.zipped)
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .type('text/html; charset=utf-8')
    .header('content-security-policy', pagePolicy)
    .send(
      page(
        'The console is not built',
        '<p><code>npm start</code> builds it, and so does <code>npm run build --workspace apps/console</code>. The API is there all the same: <a href="/docs">/docs</a>.</p>',
      ),
    )
}
