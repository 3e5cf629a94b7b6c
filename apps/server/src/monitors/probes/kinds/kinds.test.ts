import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { servePages, type Pages } from '../../../../test/pages.ts'
import { standProbes, type ProbeStand } from '../../../../test/probe-stand.ts'

let pages: Pages
let probes: ProbeStand
let now = new Date('2026-03-01T12:00:00Z')
const servers: Server[] = []

beforeAll(async () => {
  pages = await servePages({
    '/motd': { headers: { 'content-type': 'text/plain' }, body: ' build 17 ok\nbuild 18 ok\n' },
    '/page': {
      headers: { 'content-type': 'text/html' },
      body: '<p>In <b>stock</b></p><script>var stock = "sold out"</script>',
    },
  })
  probes = standProbes({ now: () => now })
})

afterAll(async () => {
  await probes[Symbol.asyncDispose]()
  await pages.close()
  for (const server of servers) server.close()
})

test('a text is the state, or what a pattern finds in it', async () => {
  const url = `${pages.url}/motd`

  const whole = await probes.look({ text: { url } })
  const found = await probes.look({ text: { url, pattern: 'build (\\d+) (?P<how>ok)' } })
  const absent = await probes.look({ text: { url, pattern: 'failed' } })

  expect(whole.state).toEqual({ text: 'build 17 ok\nbuild 18 ok' })
  expect(found.state).toEqual({ found: true, match: 'build 17 ok', groups: ['17', 'ok'], count: 2 })
  expect(absent.state).toEqual({ found: false, match: null, groups: [], count: 0 })
})

test('of a page that is HTML the text is what a reader sees', async () => {
  const { state } = await probes.look({ text: { url: `${pages.url}/page` } })

  expect(state).toEqual({ text: 'In stock' })
})

const rss = (items: readonly string[]) => `<?xml version="1.0"?><rss version="2.0"><channel>
  <title>News &amp; more</title>${items
    .map(
      (id) =>
        `<item><title><![CDATA[<b>No</b> ${id}]]></title><link>https://example.com/${id}</link>
         <guid isPermaLink="false">${id}</guid><pubDate>Sun, 01 Mar 2026 10:00:00 GMT</pubDate></item>`,
    )
    .join('')}</channel></rss>`

test('entries of a feed are new once: not at the first look, and not when they come back', async () => {
  const url = `${pages.url}/rss`
  const lookAt = async (items: readonly string[], previous?: Readonly<Record<string, unknown>>) => {
    pages.put('/rss', { body: rss(items) })
    return probes.look({ feed: { url } }, previous ? { previous } : {})
  }

  const first = await lookAt(['a', 'b'])
  const second = await lookAt(['c', 'b'], first.state)
  const third = await lookAt(['a', 'c'], second.state)

  expect(first).toMatchObject({
    state: {
      title: 'News & more',
      entries: [
        {
          ...{ id: 'a', title: 'No a', url: 'https://example.com/a' },
          published_at: '2026-03-01T10:00:00.000Z',
        },
        { id: 'b' },
      ],
    },
    verdict: { holds: false },
  })
  expect(second.verdict).toEqual({ holds: true, explanation: 'There is a new entry: No c' })
  expect(second.evidence.new_entries).toMatchObject([{ id: 'c' }])
  expect(third.verdict?.holds).toBe(false)
})

test('Atom and RSS 1.0 are feeds too, and nothing else is', async () => {
  pages.put('/atom', {
    body: `<feed xmlns="http://www.w3.org/2005/Atom"><title type="html">&lt;i&gt;A&lt;/i&gt;</title>
      <entry><id>urn:1</id><title>One</title><link rel="self" href="https://x.example/s"/>
      <link href="https://x.example/1"/><updated>2026-02-01T00:00:00Z</updated></entry></feed>`,
  })
  pages.put('/rdf', {
    body: `<rdf:RDF xmlns:rdf="r" xmlns="http://purl.org/rss/1.0/"><channel><title>R</title></channel>
      <item rdf:about="https://x.example/2"><title>Two</title><dc:date>2026-02-02</dc:date></item></rdf:RDF>`,
  })

  const atom = await probes.look({ feed: { url: `${pages.url}/atom` } })
  const rdf = await probes.look({ feed: { url: `${pages.url}/rdf` } })
  const page = await probes.refused({ feed: { url: `${pages.url}/page` } })

  expect(atom.state).toMatchObject({
    title: 'A',
    entries: [
      { id: 'urn:1', url: 'https://x.example/1', published_at: '2026-02-01T00:00:00.000Z' },
    ],
  })
  expect(rdf.state).toMatchObject({ entries: [{ id: 'https://x.example/2', title: 'Two' }] })
  expect(page).toMatchObject({ code: 'probe-feed-invalid', message: 'It begins with <p>' })
})

test('feeds are read in the dialects that there are', async () => {
  const item = (text: string) =>
    `<rss><channel><title>F</title><item>${text}</item></channel></rss>`
  const entryOf = async (body: string) => {
    pages.put('/dialect', { body })
    const { state } = await probes.look({ feed: { url: `${pages.url}/dialect` } })
    return (state as { entries: unknown[] }).entries[0]
  }

  const [untitled, media, prefixed] = [
    await entryOf(item('<description>&lt;p&gt;Only a text&lt;/p&gt;</description>')),
    await entryOf(
      item(
        '<m:title>Picture</m:title><title>Own</title><m:link>no</m:link><link>https://x.example/1</link>',
      ),
    ),
    await entryOf(
      '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>urn:1</a:id><a:title>One</a:title></a:entry></a:feed>',
    ),
  ]

  expect(untitled).toMatchObject({ id: 'Only a text', title: 'Only a text', url: null })
  expect(media).toMatchObject({ id: 'https://x.example/1', title: 'Own' })
  expect(prefixed).toMatchObject({ id: 'urn:1', title: 'One' })
})

test('what a probe could never ask for is said before it is saved', async () => {
  const faults = await probes.probes.faults({
    text: { url: 'http://a:b@example.com/', headers: { Host: 'inside' }, charset: 'klingon' },
  })

  expect(faults.map(({ pointer }) => pointer)).toEqual([
    '/text/url',
    '/text/headers/Host',
    '/text/charset',
  ])
})

async function listen(onConnect: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => {})
    onConnect(socket)
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

test('a port is open or not: nobody there is a state, and no fault', async () => {
  const port = await listen((socket) => socket.end())
  const host = '127.0.0.1'

  const open = await probes.look({ tcp: { host, port } })
  const closed = await probes.look({ tcp: { host, port: 1 } })

  expect(open).toMatchObject({ state: { open: true }, evidence: { address: host } })
  expect(closed.state).toEqual({ open: false, reason: 'ECONNREFUSED' })
})

test('what is said to a port is answered, and held against a pattern', async () => {
  const port = await listen((socket) => {
    socket.on('data', (data) => socket.write(`+PONG ${data.toString().trim()} v1.2\r\n`))
  })
  const spec = { host: '127.0.0.1', port, send: 'PING\r\n' }

  const plain = await probes.look({ tcp: spec })
  const matched = await probes.look({ tcp: { ...spec, expect: 'v(\\d+)\\.' } })
  const other = await probes.look({ tcp: { ...spec, expect: 'ERR', timeout_seconds: 0.3 } })

  expect(plain.state).toEqual({ open: true, answer: '+PONG PING v1.2\r\n' })
  expect(matched.state).toEqual({ open: true, matched: true, match: 'v1.', groups: ['1'] })
  expect(other.state).toMatchObject({ open: true, matched: false, reason: 'timeout' })
})

test('a port that speaks no TLS, or does not stop speaking, is told as such', async () => {
  const plain = await listen((socket) => socket.end('SSH-2.0-x\r\n'))
  const endless = await listen((socket) => {
    const more = () => socket.write('x'.repeat(4_096)) && setImmediate(more)
    socket.on('drain', more)
    more()
  })
  const host = '127.0.0.1'

  const secure = await probes.look({ tcp: { host, port: plain, tls: true, expect: 'x' } })
  const loud = await probes.look({ tcp: { host, port: endless, expect: 'never' } })

  expect(secure.state).toMatchObject({ open: true, certificate: null, matched: false })
  expect(loud.state).toMatchObject({ open: true, matched: false, reason: 'too_much' })
})

test('a heartbeat is missing after its grace, and the state changes only then', async () => {
  const spec = { heartbeat: { grace_seconds: 60 } }
  const last = new Date('2026-03-01T11:59:30Z')

  const fresh = await probes.look(spec, { heartbeat: { last_at: last } })
  now = new Date('2026-03-01T12:00:31Z')
  const overdue = await probes.look(spec, { heartbeat: { last_at: last } })
  const awaited = await probes.look(spec, { heartbeat: { last_at: null, since: now } })

  expect(fresh).toMatchObject({ state: { missing: false }, verdict: { holds: false } })
  expect(overdue).toMatchObject({
    state: { missing: true },
    verdict: {
      holds: true,
      explanation: 'The last heartbeat came 61 s ago; 60 s of silence are allowed',
    },
    evidence: { last_at: last.toISOString(), silent_seconds: 61 },
  })
  expect(awaited).toMatchObject({ state: { missing: false }, evidence: { last_at: null } })
})
