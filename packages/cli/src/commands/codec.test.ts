import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { runCli } from '../../test/run-cli.ts'

const bin = fileURLToPath(new URL('../../bin/temporal-registry.mjs', import.meta.url))

test('a key is made that the codec server takes, and what it encrypts it decrypts', async () => {
  const { stdout: key } = await runCli(['codec', 'key', '--id', 'k-1'])
  const child = spawn(process.execPath, [bin, 'codec', 'serve', '--port', '0', '--json'], {
    env: {
      PATH: process.env['PATH'],
      TEMPORAL_REGISTRY_ENCRYPTION_KEYS: key,
      TEMPORAL_REGISTRY_TOKEN: 'a-token-of-a-test',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { url } = JSON.parse(line.toString()) as { url: string }
  const ask = (path: string, body: unknown, token = 'a-token-of-a-test') => {
    const headers = { authorization: `Bearer ${token}` }
    return fetch(`${url}/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
  }
  const plain = { payloads: [{ data: Buffer.from('hunter2').toString('base64') }] }

  const sealed: unknown = await (await ask('encode', plain)).json()
  const opened = await (await ask('decode', sealed)).json()
  const refused = await ask('decode', sealed, 'another')
  child.kill('SIGTERM')

  expect(key).toMatch(/^k-1:[A-Za-z0-9+/]{43}=\n$/)
  expect(JSON.stringify(sealed)).not.toContain(plain.payloads[0]?.data)
  expect(opened).toEqual(plain)
  expect(refused.status).toBe(401)
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('keys that cannot be used, and addresses that need a token, are usage errors', async () => {
  const env = { TEMPORAL_REGISTRY_ENCRYPTION_KEYS: 'k-1:c2hvcnQ=' }
  const [short, none, open] = await Promise.all([
    runCli(['codec', 'serve'], { env }),
    runCli(['codec', 'serve']),
    runCli(['codec', 'serve', '--host', '0.0.0.0'], {
      env: { TEMPORAL_REGISTRY_ENCRYPTION_KEYS: `k:${Buffer.alloc(32).toString('base64')}` },
    }),
  ])

  expect([short.code, none.code, open.code]).toEqual([2, 2, 2])
  expect(short.stderr).toContain('the key «k-1» is 5 bytes long and has to be 32')
  expect(none.stderr).toContain('there is no key: set TEMPORAL_REGISTRY_ENCRYPTION_KEYS')
  expect(open.stderr).toContain('no token is asked for')
})

test('help of both says what they take', async () => {
  const [noun, serve] = await Promise.all([
    runCli(['codec', '--help']),
    runCli(['codec', 'serve', '--help']),
  ])

  expect(noun.stdout).toMatch(/key .*serve /s)
  expect(serve.stdout).toContain('--keys-file <path>')
})
