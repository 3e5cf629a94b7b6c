import type { IncomingHttpHeaders } from 'node:http'
import { Problem } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { payload } from '../../../test/events/payloads.ts'
import { readEvents } from './http-binding.ts'

const binary = JSON.parse(payload('cloudevents-binary')) as {
  headers: Record<string, string>
  body: object
}

function read(body: unknown, headers: IncomingHttpHeaders = {}) {
  const bytes = Buffer.isBuffer(body)
    ? body
    : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
  return readEvents({ bytes, contentType: headers['content-type'], headers })
}

function refusalOf(...request: Parameters<typeof read>): Problem {
  try {
    read(...request)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('Nothing was refused')
}
const faultsOf = (...request: Parameters<typeof read>) =>
  refusalOf(...request).extras.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`)

const smallest = { specversion: '1.0', id: '1', source: '/s', type: 't' }
const ce = {
  'ce-specversion': '1.0',
  'ce-id': '1',
  'ce-source': '/s',
  'ce-type': 't',
}

test('a structured event is read as it stands', () => {
  const text = payload('cloudevents-structured')

  const event = read(text, { 'content-type': 'application/cloudevents+json; charset=utf-8' })

  expect(event).toEqual({ kind: 'one', envelope: JSON.parse(text) })
})

test('an event is JSON whatever its media type says', () => {
  for (const contentType of [undefined, 'application/json', 'text/plain']) {
    expect(
      read(smallest, contentType === undefined ? {} : { 'content-type': contentType }),
    ).toEqual({ kind: 'one', envelope: smallest })
  }
})

test('a binary event has its attributes in headers, and its data in the body', () => {
  expect(read(binary.body, binary.headers)).toEqual({
    kind: 'one',
    envelope: {
      specversion: '1.0',
      type: 'com.example.reading',
      source: '/sensors/cellar-1',
      id: 'reading-20261121-0930',
      time: '2026-11-21T09:30:00Z',
      subject: 'Kælder 1',
      sequence: '4711',
      datacontenttype: 'application/json; charset=utf-8',
      data: { celsius: 11.25, humidity: 61 },
    },
  })
})

test.for([
  ['application/vnd.api+json', '{"a":1}', { data: { a: 1 } }],
  ['text/csv', 'a;b', { data: 'a;b' }],
  ['application/xml', '<a/>', { data: '<a/>' }],
  ['text/plain; charset=latin1', Buffer.from([0xe6]), { data_base64: '5g==' }],
  ['image/png', Buffer.from([0x89, 0x50]), { data_base64: 'iVA=' }],
  ['text/plain', '', {}],
] as const)('data of %s is kept as what it is', ([contentType, body, data]) => {
  expect(read(body, { ...ce, 'content-type': contentType })).toEqual({
    kind: 'one',
    envelope: { ...smallest, datacontenttype: contentType, ...data },
  })
})

test('a binary event without a media type holds JSON, and may have no data', () => {
  expect(read('5', ce)).toEqual({ kind: 'one', envelope: { ...smallest, data: 5 } })
  expect(read('', ce)).toEqual({ kind: 'one', envelope: smallest })
})

test('of a batch each event is read by itself, and faults are told from its root', () => {
  const batch = read(payload('cloudevents-batch'), {
    'content-type': 'application/cloudevents-batch+json',
  })

  expect(batch).toMatchObject({
    kind: 'batch',
    items: [
      { envelope: { id: '9b0e6f5a-1' } },
      { problem: { code: 'event-invalid' } },
      { envelope: { data_base64: 'iVBORw0KGgo=' } },
    ],
  })
  const [, second] = batch.kind === 'batch' ? batch.items : []
  expect(second && 'problem' in second && second.problem.extras.errors).toEqual([
    { pointer: '/1/type', detail: 'is missing' },
    { pointer: '/1/time', detail: 'must be an RFC 3339 time with a zone' },
  ])
})

test('an attribute that is null is as good as absent; data that is null is data', () => {
  expect(read({ ...smallest, subject: null, ext: null, data: null })).toEqual({
    kind: 'one',
    envelope: { ...smallest, data: null },
  })
})

test.for([
  [{}, ['specversion', 'id', 'source', 'type'].map((name) => `/${name} is missing`)],
  [{ ...smallest, specversion: '0.3' }, ['/specversion must be "1.0"']],
  [{ ...smallest, id: '' }, ['/id must not be empty']],
  [{ ...smallest, id: 7 }, ['/id must be text']],
  [{ ...smallest, type: 'a\nb' }, ['/type must not hold control characters']],
  [{ ...smallest, type: 'x'.repeat(256) }, ['/type must not be longer than 255 characters']],
  [
    { ...smallest, source: 'not a uri' },
    ['/source must be a URI reference, its other characters as %XX'],
  ],
  [{ ...smallest, dataschema: '/relative' }, ['/dataschema must be an absolute URI']],
  [{ ...smallest, datacontenttype: 'json' }, ['/datacontenttype must be a media type']],
  [{ ...smallest, time: '2026-11-21' }, ['/time must be an RFC 3339 time with a zone']],
  [
    { ...smallest, 'Trace-Id': 'x' },
    ['/Trace-Id is no name of an attribute: those are of a-z and 0-9'],
  ],
  [
    { ...smallest, ext: {} },
    ['/ext must be text, an integer, or true or false; the data is the place for more'],
  ],
  [{ ...smallest, ext: 2 ** 31 }, ['/ext must be an integer of 32 bits; send others as text']],
  [{ ...smallest, data: 1, data_base64: 'AA==' }, ['/data_base64 must not stand beside data']],
  [{ ...smallest, data_base64: 'AA' }, ['/data_base64 must be base64 with its padding']],
  ['"text"', [' must be an object: a CloudEvent as JSON']],
  ['', [' is empty, and no header holds an attribute']],
  [[], [' must hold 1 to 100 events, and holds 0']],
  [Array.from({ length: 101 }, () => smallest), [' must hold 1 to 100 events, and holds 101']],
] as const)('%j is refused with the place of each fault', ([body, faults]) => {
  expect(faultsOf(body)).toEqual(faults)
})

test('a fault of a header is told by the header', () => {
  expect(faultsOf('', { ...ce, 'ce-id': '', 'ce-time': 'x', 'content-type': 'json' })).toEqual([
    'header ce-id must not be empty',
    'header ce-time must be an RFC 3339 time with a zone',
    'header content-type must be a media type',
  ])
  expect(faultsOf('', { ...ce, 'ce-subject': '100%', 'ce-ext': 'æ', 'ce-data': 'x' })).toEqual([
    'header ce-subject must be ASCII, its other characters as %XX of their UTF-8',
    'header ce-ext must be ASCII, its other characters as %XX of their UTF-8',
    'header ce-data is said by Content-Type and the body',
  ])
})

test('33 extension attributes are one too many', () => {
  const extensions = Object.fromEntries(Array.from({ length: 33 }, (_, at) => [`x${at}`, at]))

  expect(faultsOf({ ...smallest, ...extensions })).toEqual([
    '/x32 is one more than 32 extension attributes',
  ])
})

test('data over 512 KiB is refused by its own code, in bytes of what is kept', () => {
  const most = 'x'.repeat(512 * 1024 - 2)
  const bytes = Buffer.alloc(512 * 1024).toString('base64')

  expect(read({ ...smallest, data: most })).toMatchObject({ kind: 'one' })
  expect(read({ ...smallest, data_base64: bytes })).toMatchObject({ kind: 'one' })
  expect(refusalOf({ ...smallest, data: `${most}x` }).code).toBe('event-too-large')
  expect(refusalOf({ ...smallest, data: 'æ'.repeat(300_000) }).code).toBe('event-too-large')
})

test('what no JSON reader keeps is refused like any other body', () => {
  expect(refusalOf('{').code).toBe('malformed-json')
  expect(refusalOf('{"data": 12345678901234567890}').code).toBe('body-unsafe')
  expect(refusalOf('{', { ...ce, 'content-type': 'application/json' }).code).toBe('malformed-json')
})

test('an encoding of CloudEvents other than JSON is said not to be read', () => {
  expect(refusalOf('x', { 'content-type': 'application/cloudevents+avro' }).code).toBe(
    'media-type-unsupported',
  )
})
