import { loadConnection } from '@temporal-registry/sdk/connection'
import { type Metadata, Server, ServerCredentials, status as Code } from '@grpc/grpc-js'
import { readFileSync } from 'node:fs'
import { createCertificates } from '../../../../packages/sdk/test/certificates.ts'
import { test, expect } from 'vitest'
import { createTemporalServer } from './temporal-server.ts'

/** A frontend that is there and knows no method yet answers as one that starts: UNAVAILABLE. */
async function startFrontend(
  credentials: ServerCredentials,
  onCall: (metadata: Metadata) => void,
): Promise<{ readonly port: number; stop(): void }> {
  const frontend = new Server()
  frontend.addService(
    {
      getSystemInfo: {
        path: '/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo',
        requestStream: false,
        responseStream: false,
        requestSerialize: (value: Buffer) => value,
        requestDeserialize: (value: Buffer) => value,
        responseSerialize: (value: Buffer) => value,
        responseDeserialize: (value: Buffer) => value,
      },
    },
    {
      getSystemInfo({ metadata }: { metadata: Metadata }, answer: (error: object) => void) {
        onCall(metadata)
        answer({ code: Code.UNAVAILABLE, details: 'starting' })
      },
    },
  )
  const port = await new Promise<number>((resolve, reject) => {
    frontend.bindAsync('127.0.0.1:0', credentials, (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  return { port, stop: () => frontend.forceShutdown() }
}

test('a call that waits to be repeated ends with the connection, and breaks nothing', async () => {
  let calls = 0
  const frontend = await startFrontend(ServerCredentials.createInsecure(), () => calls++)
  const server = createTemporalServer(
    loadConnection({ address: `127.0.0.1:${frontend.port}`, namespace: 'default' }),
  )

  const refused = expect(server.connection.workflowService.getSystemInfo({})).rejects.toMatchObject(
    { code: Code.CANCELLED },
  )
  await expect.poll(() => calls).toBeGreaterThan(0)
  await server.close()
  await refused
  frontend.stop()
})

test('an API key is sent over TLS, to a server whose certificate is of an authority that is trusted', async () => {
  using files = createCertificates()
  const authority = files.authority('authority')
  const pair = authority.issue('frontend')
  const credentials = ServerCredentials.createSsl(null, [
    { cert_chain: readFileSync(pair.cert), private_key: readFileSync(pair.key) },
  ])
  const keys: unknown[] = []
  const frontend = await startFrontend(credentials, (metadata) =>
    keys.push(...metadata.get('authorization')),
  )
  const connectionTo = (ca: string) =>
    createTemporalServer(
      loadConnection({
        ...{ address: `localhost:${frontend.port}`, namespace: 'shop.a1b2c', apiKey: 'key-4711' },
        serverCaCert: { name: 'the authority', path: ca },
      }),
    )
  const trusting = connectionTo(authority.cert)
  const doubting = connectionTo(files.authority('other').cert)

  const refused = Promise.allSettled(
    [trusting, doubting].map(({ connection }) => connection.workflowService.getSystemInfo({})),
  )
  await expect.poll(() => keys.length).toBeGreaterThan(0)
  const why = await doubting.explain()
  await Promise.all([trusting.close(), doubting.close()])
  await refused

  expect(new Set(keys)).toEqual(new Set(['Bearer key-4711']))
  expect(trusting.facts).toMatchObject({ tls: true, api_key: true })
  expect(why).toMatch(/certificate/)
  frontend.stop()
})
