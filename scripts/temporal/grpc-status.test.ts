import { once } from 'node:events'
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { describeNamespaceStatus } from './grpc-status.ts'

let server: Http2Server | undefined
afterEach(() => server?.close())

test('the namespace is asked for by name and the status is read from the trailers', async () => {
  const received: Buffer[] = []
  const address = await serve((stream) => {
    stream.on('data', (chunk: Buffer) => received.push(chunk))
    stream.respond({ ':status': 200 }, { waitForTrailers: true })
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }))
    stream.end('answer')
  })

  const status = await describeNamespaceStatus(address, 'default')

  expect(status).toBe(0)
  expect(Buffer.concat(received).toString('hex')).toBe(
    `00000000090a07${Buffer.from('default').toString('hex')}`,
  )
})

test('a refusal comes in the headers alone', async () => {
  const address = await serve((stream) =>
    stream.respond({ ':status': 200, 'grpc-status': '5' }, { endStream: true }),
  )

  expect(await describeNamespaceStatus(address, 'nowhere')).toBe(5)
})

test('nobody there is an error', async () => {
  await expect(describeNamespaceStatus('127.0.0.1:1', 'default')).rejects.toThrow('ECONNREFUSED')
})

async function serve(onStream: (stream: ServerHttp2Stream) => void): Promise<string> {
  server = createServer().on('stream', onStream).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
