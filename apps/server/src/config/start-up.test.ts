import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { createCertificates } from '../../../../packages/sdk/test/certificates.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'config-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function start(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const [out, err, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ])
  return { code: code as number, out, err }
}

function file(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const secret = 'hunter2-hunter2-hunter2'

test(
  'what cannot be used ends with code 2, its sentences, and no stack',
  { timeout: 60_000 },
  async () => {
    const empty = file('empty.yaml', '')
    const broken = file('broken.yaml', `auth: { token: ${secret}\nserver: {`)
    const ends = [
      await start(['-f', join(folder, 'none.yaml')]),
      await start(['--config', empty]),
      await start(['-f', broken]),
      await start([], {
        TEMPORAL_REGISTRY_HOST: '0.0.0.0',
        TEMPORAL_API_KEY: secret,
        TEMPORAL_TLS: '0',
      }),
      await start(['--verbose']),
    ]

    expect(ends.map(({ code }) => code)).toEqual([2, 2, 2, 2, 2])
    expect(ends.map(({ out }) => out).join('')).toBe('')
    expect(ends.map(({ err }) => err).join('')).not.toMatch(/^ +at /m)
    expect(ends.map(({ err }) => err).join('')).not.toContain(secret)
    expect(ends[0]?.err).toMatch(/none.yaml cannot be read: ENOENT/)
    expect(ends[1]?.err).toContain('\n  temporal.address is missing\n')
    expect(ends[2]?.err).toMatch(/broken.yaml is not YAML: .* at line \d+, column \d+/)
    expect(ends[3]?.err).toMatch(/temporal.api_key is set .*\n  server.host 0.0.0.0 can be reached/)
    expect(ends[4]?.err).toMatch('--verbose')
  },
)

test('certificates that cannot be used end it with code 2 and a sentence each, and no key', async () => {
  using files = createCertificates()
  const expired = files.authority('authority').issue('expired', { days: -1 })
  const { code, err } = await start([], {
    TEMPORAL_TLS_CLIENT_CERT_PATH: expired.cert,
    TEMPORAL_TLS_CLIENT_KEY_DATA: secret,
    TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(files.dir, 'none.pem'),
    TEMPORAL_TLS_SERVER_CA_CERT_DATA: 'none',
  })

  expect(code).toBe(2)
  expect(err.split('\n').slice(1, -1)).toEqual([
    '  temporal.tls_server_ca_cert_path and temporal.tls_server_ca_cert_data are both set: give one',
    '  temporal.tls_client_key_data is no private key: it is not PEM',
    expect.stringMatching(/^  temporal.tls_server_ca_cert_path names a file that cannot be read/),
    expect.stringMatching(
      /^  temporal.tls_client_cert_path \(.*expired.pem\): the certificate O=Acme, CN=expired expired on \d{4}-/,
    ),
  ])
  expect(err).not.toContain(secret)
})

test('help is on standard output, with code 0', { timeout: 30_000 }, async () => {
  const { code, out } = await start(['--help'])

  expect(code).toBe(0)
  expect(out).toMatch(/--config PATH/)
})

test('a port that is taken ends with code 3 and one JSON line', { timeout: 30_000 }, async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const { code, err } = await start([], { TEMPORAL_REGISTRY_PORT: String(port) })
  other.close()

  expect(code).toBe(3)
  expect(JSON.parse(err.trim())).toMatchObject({
    level: 'FATAL',
    message: `cannot listen on 127.0.0.1:${port}`,
  })
})
