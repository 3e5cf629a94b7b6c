import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { createServer as createTlsServer, type Server } from 'node:tls'
import {
  ConnectionError,
  describeConnection,
  explainRefusal,
  readConnection,
} from '@temporal-registry/sdk/connection'
import { afterAll, expect, test } from 'vitest'
import { createCertificates, type Pair } from '../../test/certificates.ts'

const files = createCertificates()
afterAll(() => files[Symbol.dispose]())

const authority = files.authority('authority')
const other = files.authority('other-authority')
const server = authority.issue('server')
const client = authority.issue('client')
const stranger = other.issue('stranger')
const expired = authority.issue('expired', { days: -1 })

const prefix = 'TEMPORAL_TLS'
const certOf = ({ cert, key }: Pair) => ({
  [`${prefix}_CLIENT_CERT_PATH`]: cert,
  [`${prefix}_CLIENT_KEY_PATH`]: key,
})
const ca = { [`${prefix}_SERVER_CA_CERT_PATH`]: authority.cert }

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConnection(env)
  } catch (error) {
    if (error instanceof ConnectionError) return error.faults
    throw error
  }
  return []
}

test('without any variable Temporal is on this machine, and spoken to in the clear', () => {
  expect(readConnection({ TEMPORAL_TLS: '', TEMPORAL_API_KEY: '' })).toEqual({
    options: { address: 'localhost:7233' },
    namespace: 'default',
    clientCertificate: undefined,
  })
})

test('certificates turn TLS on, and are told with their end', () => {
  const loaded = readConnection({ ...certOf(client), ...ca, TEMPORAL_NAMESPACE: 'shop' })

  expect(loaded.options.tls).toEqual({
    clientCertPair: { crt: readFileSync(client.cert), key: readFileSync(client.key) },
    serverRootCACertificate: readFileSync(authority.cert),
  })
  expect(loaded.clientCertificate).toMatchObject({
    subject: 'O=Acme, CN=client',
    issuer: 'O=Acme, CN=authority',
  })
  expect(describeConnection(loaded)).toMatchObject({
    tls: true,
    api_key: false,
    client_certificate: 'O=Acme, CN=client',
    client_certificate_days_left: 1,
  })
})

test('an API key turns TLS on, and is in no log', () => {
  const env = { TEMPORAL_ADDRESS: 'cloud.example:7233', TEMPORAL_API_KEY: 'hunter2' }

  const loaded = readConnection(env)

  expect(loaded.options).toEqual({ address: 'cloud.example:7233', tls: {}, apiKey: 'hunter2' })
  expect(describeConnection(loaded)).toEqual({ tls: true, api_key: true })
})

test('certificates may be given as they are, and the server by another name', () => {
  const { options } = readConnection({
    [`${prefix}_CLIENT_CERT_DATA`]: readFileSync(client.cert, 'utf8'),
    [`${prefix}_CLIENT_KEY_DATA`]: readFileSync(client.key, 'utf8'),
    [`${prefix}_SERVER_NAME`]: 'temporal.internal',
  })

  expect(options.tls).toMatchObject({
    serverNameOverride: 'temporal.internal',
    clientCertPair: { crt: readFileSync(client.cert) },
  })
})

test('a certificate that has expired is told with its date, one that is to come as well', () => {
  const env = certOf(client)

  expect(faultsOf(certOf(expired))[0]).toMatch(
    /^TEMPORAL_TLS_CLIENT_CERT_PATH \(.*expired\.pem\): the certificate O=Acme, CN=expired expired on \d{4}-\d\d-\d\dT/,
  )
  expect(() => readConnection(env, new Date('2020-01-01'))).toThrow(/is not valid before \d{4}-/)
  expect(() => readConnection(env, new Date('2099-01-01'))).toThrow(/expired on \d{4}-/)
})

test('a key that belongs to another certificate is told before anything connects', () => {
  const [fault] = faultsOf({ ...certOf(client), TEMPORAL_TLS_CLIENT_KEY_PATH: stranger.key })

  expect(fault).toMatch(/client\.pem\) does not fit the private key: they are of different pairs$/)
})

test.each([
  ['nowhere.pem', undefined, /^TEMPORAL_TLS_CLIENT_CERT_PATH names a file .* ENOENT.*nowhere\.pem/],
  ['empty.pem', '', /empty\.pem\) is no certificate: it is empty$/],
  ['text.pem', 'hello', /text\.pem\) is no certificate: it is not PEM$/],
  [
    'damaged.pem',
    '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
    /damaged\.pem\) holds a certificate that cannot be read: it is damaged$/,
  ],
])('%s is no certificate, and why is told', (name, content, sentence) => {
  const cert = content === undefined ? `${files.dir}/${name}` : files.write(name, content)

  expect(faultsOf(certOf({ cert, key: client.key }))).toEqual([expect.stringMatching(sentence)])
})

test('a certificate and a key that were swapped are both told, and no key is shown', () => {
  const faults = faultsOf(certOf({ cert: client.key, key: client.cert }))

  expect(faults).toEqual([
    expect.stringMatching(/client\.key\) is no certificate: it holds a private key$/),
    expect.stringMatching(/client\.pem\) is no private key: it holds a certificate$/),
  ])
  expect(faults.join()).not.toContain('BEGIN')
})

test('half a pair, two sources and what contradicts itself are refused, all at once', () => {
  expect(faultsOf({ TEMPORAL_TLS_CLIENT_CERT_PATH: client.cert })).toEqual([
    'TEMPORAL_TLS_CLIENT_CERT_PATH is set, and its private key is not',
  ])
  expect(faultsOf({ TEMPORAL_TLS: 'off', TEMPORAL_API_KEY: 'k', ...certOf(client) })).toEqual([
    'TEMPORAL_API_KEY is set but TEMPORAL_TLS is off, and the one is of no use without the other',
    expect.stringMatching(/^TEMPORAL_TLS_CLIENT_CERT_PATH is set but TEMPORAL_TLS is off/),
    expect.stringMatching(/^TEMPORAL_TLS_CLIENT_KEY_PATH is set but TEMPORAL_TLS is off/),
  ])
  expect(
    faultsOf({ ...ca, TEMPORAL_TLS: 'perhaps', TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'x' }),
  ).toEqual([
    'TEMPORAL_TLS is «perhaps», and must be true or false',
    'TEMPORAL_TLS_SERVER_CA_CERT_PATH and TEMPORAL_TLS_SERVER_CA_CERT_DATA are both set: give one of them',
  ])
  expect(faultsOf({ TEMPORAL_TLS_DISABLE_HOST_VERIFICATION: '1' })[0]).toMatch(
    /the TypeScript SDK always checks the server: give its authority/,
  )
})

async function withServer<T>(tls: Server, use: (address: string) => Promise<T>): Promise<T> {
  await once(tls.listen(0, '127.0.0.1'), 'listening')
  const { port } = tls.address() as AddressInfo
  try {
    return await use(`127.0.0.1:${port}`)
  } finally {
    tls.close()
  }
}

function mutualServer(): Server {
  const tls = createTlsServer({
    cert: readFileSync(server.cert),
    key: readFileSync(server.key),
    ca: readFileSync(authority.cert),
    requestCert: true,
    ALPNProtocols: ['h2'],
  })
  return tls.on('secureConnection', (socket) => socket.on('error', () => {}).write('settings'))
}

test.each([
  ['the right certificate', { ...certOf(client), ...ca }, undefined],
  ['no certificate', ca, /^the server asks for a client certificate/],
  [
    'a certificate of another authority',
    { ...certOf(stranger), ...ca },
    /does not take the client/,
  ],
  ['an authority that did not sign the server', certOf(client), /not trusted here/],
  ['TLS that is off', {}, /^the server speaks TLS, and TLS is off$/],
  ['another name', { ...ca, TEMPORAL_TLS_SERVER_NAME: 'else.example' }, /not made for the name/],
])('%s: what a handshake shows of it is told', async (_what, env, sentence) => {
  const explained = await withServer(mutualServer(), (address) =>
    explainRefusal(readConnection({ ...env, TEMPORAL_ADDRESS: address })),
  )

  if (sentence === undefined) expect(explained).toBeUndefined()
  else expect(explained).toMatch(sentence)
})

test('a server without TLS that is spoken to in TLS is told, and nobody at all is not about TLS', async () => {
  const plain = createServer((socket) =>
    socket
      .on('error', () => {})
      .resume()
      .end('HTTP/1.1 400 Bad Request\r\n\r\n'),
  )
  await once(plain.listen(0, '127.0.0.1'), 'listening')
  const { port } = plain.address() as AddressInfo
  const loaded = readConnection({ ...ca, TEMPORAL_ADDRESS: `127.0.0.1:${port}` })

  const spokenTo = await explainRefusal(loaded)
  plain.close()
  await once(plain, 'close')

  expect(spokenTo).toMatch(/speaks no TLS/)
  expect(await explainRefusal(loaded)).toBeUndefined()
})
