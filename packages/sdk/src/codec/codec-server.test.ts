import { defaultPayloadConverter } from '@temporalio/common'
import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startCodecServer } from './codec-server.ts'
import { createEncryptionCodec } from './encryption-codec.ts'
import { createKeyRing, generateKey } from './key-ring.ts'
import { payloadsToJson } from './payload-json.ts'

const codec = createEncryptionCodec(createKeyRing([generateKey('k-1')]))
const value = defaultPayloadConverter.toPayload({ text: 'x'.repeat(100_000) })

test('it answers over HTTP', async () => {
  await using server = await startCodecServer({ codec, port: 0 })
  const body = JSON.stringify(payloadsToJson([codec.encrypt(value)]))

  const response = await fetch(`${server.url}/decode`, { method: 'POST', body })

  expect(response.status).toBe(200)
  expect(await response.json()).toEqual(payloadsToJson([value]))
})

test('a body over the limit is told so, and the next caller is answered', async () => {
  await using server = await startCodecServer({ codec, port: 0, maxBodyBytes: 1_000 })
  const post = (body: string) => fetch(`${server.url}/decode`, { method: 'POST', body })

  expect((await post('x'.repeat(3_000_000))).status).toBe(413)
  expect((await post('{}')).status).toBe(200)
})

test('a target that is no path does not end the process', async () => {
  await using server = await startCodecServer({ codec, port: 0 })
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1')
  socket.end('POST http://[ HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')

  expect(await text(socket)).toMatch(/^HTTP\/1.1 400/)
  const response = await fetch(`${server.url}/decode`, { method: 'POST', body: '{}' })
  expect(response.status).toBe(200)
})

test('without a token it listens for this machine only', async () => {
  await expect(startCodecServer({ codec, host: '0.0.0.0', port: 0 })).rejects.toThrow(
    /no token is asked for/,
  )
})
