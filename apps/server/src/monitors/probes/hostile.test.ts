import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePages, type Page, type Pages } from '../../../test/pages.ts'
import { standProbes, type ProbeStand } from '../../../test/probe-stand.ts'

const json = { 'content-type': 'application/json' }
const html = { 'content-type': 'text/html' }
let pages: Pages
let probes: ProbeStand

beforeAll(async () => {
  pages = await servePages()
  probes = standProbes()
})

afterAll(async () => {
  await probes[Symbol.asyncDispose]()
  await pages.close()
})

function urlOf(page: Page): string {
  const path = `/${Math.random()}`
  pages.put(path, page)
  return `${pages.url}${path}`
}
const asJson = (page: Page) => ({ http_json: { url: urlOf(page) } })
const asHtml = (body: string, selector = 'p') => ({
  html: { url: urlOf({ headers: html, body }), fields: { a: { selector } } },
})
const codeOf = async (spec: Parameters<ProbeStand['refused']>[0]) =>
  (await probes.refused(spec)).code

const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
const latin = Buffer.from('{"name":"M\xfcller"}', 'latin1')

test.each<[string, Page, string]>([
  ['that is no JSON', { headers: json, body: '<html>Login</html>' }, 'probe-json-invalid'],
  ['with a number beyond all', { headers: json, body: '[{"a":-1e400}]' }, 'probe-json-invalid'],
  ['that is empty', { headers: json, body: '' }, 'probe-json-invalid'],
  [
    'that is an image by its type',
    { headers: { 'content-type': 'image/png' }, body: 'x' },
    'probe-binary',
  ],
  ['that is binary, whatever its type', { headers: json, body: png }, 'probe-charset-wrong'],
  ['with zeros in it', { headers: json, body: '"\0\0"' }, 'probe-binary'],
  ['that is not in UTF-8', { headers: json, body: latin }, 'probe-charset-wrong'],
  [
    'whose charset does not exist',
    { headers: { 'content-type': 'application/json; charset=klingon' }, body: '{}' },
    'probe-charset-wrong',
  ],
  [
    'nested without end',
    { headers: json, body: '['.repeat(500_000) + ']'.repeat(500_000) },
    'probe-too-costly',
  ],
  [
    'that is too large',
    { headers: json, body: `"${'x'.repeat(3_000_000)}"` },
    'outbound-answer-unusable',
  ],
  [
    'that gives too large a state',
    { headers: json, body: `"${'x'.repeat(1_500_000)}"` },
    'probe-state-too-large',
  ],
  [
    'that is a bomb of gzip',
    { headers: { ...json, 'content-encoding': 'gzip' }, body: gzipSync(Buffer.alloc(50_000_000)) },
    'outbound-answer-unusable',
  ],
])('a page %s is a fault of its own', async (_, page, code) => {
  expect(await codeOf(asJson(page))).toBe(code)
})

test('a charset is read from where the page says it, and which one is told', async () => {
  const utf16 = Buffer.from('\ufeff{"name":"Müller"}', 'utf16le')
  const headers = { 'content-type': 'application/json; charset="ISO-8859-1"' }

  const byHeader = await probes.look(asJson({ headers, body: latin }))
  const byMark = await probes.look(asJson({ headers: json, body: utf16 }))
  const byProbe = await probes.look({
    http_json: { url: urlOf({ headers: json, body: latin }), charset: 'windows-1252' },
  })

  for (const { state } of [byHeader, byMark, byProbe]) expect(state).toEqual({ name: 'Müller' })
  expect(byHeader.evidence).toMatchObject({ charset: 'windows-1252', charset_from: 'header' })
  expect(byMark.evidence).toMatchObject({ charset: 'utf-16le', charset_from: 'bom' })
  expect(byProbe.evidence).toMatchObject({ charset: 'windows-1252', charset_from: 'probe' })
})

test('a web page may say its charset itself, or be guessed', async () => {
  const lookAt = async (text: string) => {
    const body = Buffer.from(text, 'latin1')
    return probes.look({
      html: { url: urlOf({ headers: html, body }), fields: { a: { selector: 'p' } } },
    })
  }

  const said = await lookAt(
    '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"><p>\xb1',
  )
  const guessed = await lookAt('<p>\xfc')

  expect(said).toMatchObject({
    state: { a: 'ą' },
    evidence: { charset: 'iso-8859-2', charset_from: 'document' },
  })
  expect(guessed).toMatchObject({
    state: { a: 'ü' },
    evidence: { charset: 'windows-1252', charset_from: 'guess' },
  })
})

test('a page nested a hundred thousand times is read, or given up', async () => {
  const spec = asHtml(`${'<div>'.repeat(100_000)}<p>deep</p>`)

  const read = await probes.look(spec).catch((error: unknown) => error)

  const outcome = read instanceof Error ? { code: 'probe-too-costly' } : { state: { a: 'deep' } }
  expect(read).toMatchObject(outcome)
})

test('entities that a feed declares are not expanded', async () => {
  const levels = Array.from(
    { length: 9 },
    (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`,
  )
  const body = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "lol"><!ENTITY file SYSTEM "file:///etc/passwd">
    ${levels.join('')}]><rss><channel><title>&l9;&file;</title></channel></rss>`

  const { state } = await probes.look({ feed: { url: urlOf({ body }) } })

  expect(state).toMatchObject({ title: '&l9;&file;', entries: [] })
})

test('who reads for too long is ended, and others go on', async () => {
  // Of each element all that it holds is looked through.
  const spec = asHtml('<i>'.repeat(60_000), 'i:has(b:nth-child(2n+1):not(p)), i:has(u s)')

  const [slow, other] = await Promise.all([
    probes.refused(spec),
    probes.look(asHtml('<p>quick</p>')),
  ])

  expect(slow).toMatchObject({ code: 'probe-too-costly', status: 422 })
  expect(other.state).toEqual({ a: 'quick' })
})

test('a pattern that others take exponential time for takes none', async () => {
  const body = 'a'.repeat(100_000)

  const { state } = await probes.look({ text: { url: urlOf({ body }), pattern: '^(a+)+$!' } })
  const path = await probes.look({
    http_json: {
      url: urlOf({ headers: json, body: JSON.stringify([{ t: `${body}!` }]) }),
      path: "$[?match(@.t, '(a+)+')]",
      optional: true,
    },
  })

  expect(state).toMatchObject({ found: false })
  expect(path.state).toEqual({ value: [] })
})

test.each<[string, Parameters<ProbeStand['refused']>[0]]>([
  ['the metadata address', { http_json: { url: 'http://169.254.169.254/latest' } }],
  ['100.64.0.0/10', { text: { url: 'http://100.64.1.2/' } }],
  [
    'loopback by a name',
    { html: { url: 'http://localhost:1/', fields: { a: { selector: 'p' } } } },
  ],
  ['a private port', { tcp: { host: '10.0.0.1', port: 22 } }],
  ['loopback by a name, in TCP', { tcp: { host: 'localhost', port: 22 } }],
  ['a database on loopback', { sql: { connection_secret: 'db', query: 'select 1' } }],
  ['a source of a search', { feed: { url: 'http://[::1]/' } }],
])('%s is not looked at', async (_, spec) => {
  await using guarded = standProbes({ allow: [] })
  const secrets = { read: async () => 'postgresql://u:p@localhost:5432/d' }

  const refused = await guarded.refused(spec, { secrets })

  expect(refused).toMatchObject({ code: 'blocked-address', status: 422 })
  expect(JSON.stringify([refused.message, refused.extras])).not.toContain('u:p@')
})

test('a redirect into a private network is not followed', async () => {
  const url = urlOf({ status: 302, headers: { location: 'http://10.1.2.3/' } })

  expect(await codeOf({ text: { url } })).toBe('blocked-address')
})
