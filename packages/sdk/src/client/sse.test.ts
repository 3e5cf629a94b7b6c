import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseEventStream, type ServerSentEvent } from './sse.ts'

const encoder = new TextEncoder()

async function parse(...chunks: (string | Uint8Array)[]): Promise<ServerSentEvent[]> {
  async function* source() {
    for (const chunk of chunks) yield typeof chunk === 'string' ? encoder.encode(chunk) : chunk
  }
  return await Array.fromAsync(parseEventStream(source()))
}

test('a message has the event, the id and the data of its fields', async () => {
  const events = await parse('event: history\nid: 7\ndata: {"a":1}\n\n')

  expect(events).toEqual([{ event: 'history', id: '7', data: '{"a":1}' }])
})

test('data of several lines is joined, comments and unknown fields are passed over', async () => {
  const events = await parse(': ping\ndata: one\nretry: 10\nnonsense\ndata\ndata:two\n\n')

  expect(events).toEqual([{ event: 'message', id: '', data: 'one\n\ntwo' }])
})

test('an id holds for the messages after it; one with a NUL does not count', async () => {
  const events = await parse('id: 1\ndata: a\n\ndata: b\n\nid: x\0\ndata: c\n\nid\ndata: d\n\n')

  expect(events.map(({ id }) => id)).toEqual(['1', '1', '1', ''])
})

test('a message without data is not one, and an unfinished one is dropped', async () => {
  const events = await parse('event: ping\n\ndata: whole\n\ndata: half\n')

  expect(events).toEqual([{ event: 'message', id: '', data: 'whole' }])
})

test.each(['\n', '\r\n', '\r'])('lines may end with %j', async (end) => {
  const events = await parse(`id: 1${end}data: a${end}data: b${end}${end}data: c${end}${end}`)

  expect(events.map(({ data }) => data)).toEqual(['a\nb', 'c'])
})

test('a message with CR alone is handed over at once, not with the next chunk', async () => {
  const stream = parseEventStream(
    (async function* () {
      yield encoder.encode('data: a\r\r')
      await new Promise(() => {})
    })(),
  )

  const { value } = await stream.next()

  expect(value).toMatchObject({ data: 'a' })
})

test('a byte order mark at the start is passed over', async () => {
  expect(await parse('\uFEFFdata: a\n\n')).toHaveLength(1)
})

test('what is parsed does not depend on where the chunks are cut', async () => {
  const bytes = encoder.encode(
    'id: 1\r\nevent: ä\r\ndata: 😀\r\n\r\n: c\ndata: b\n\nid: 2\rdata: €\r\r',
  )
  const whole = await parse(bytes)

  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(bytes.length), { maxLength: 12 }), async (cuts) => {
      const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
      const chunks = places.slice(1).map((end, index) => bytes.slice(places[index], end))

      expect(await parse(...chunks)).toEqual(whole)
    }),
  )
  expect(whole.map(({ id, data }) => [id, data])).toEqual([
    ['1', '😀'],
    ['1', 'b'],
    ['2', '€'],
  ])
})

test('a line without end is refused before it fills the memory', async () => {
  const megabyte = 'x'.repeat(1024 * 1024)

  await expect(parse('data: ', ...Array.from({ length: 20 }, () => megabyte))).rejects.toThrow(
    'without end',
  )
})
