import { loadConnection } from '@temporal-registry/sdk/connection'
import { Server, ServerCredentials, status as Code } from '@grpc/grpc-js'
import { test, expect } from 'vitest'
import { createTemporalServer } from './temporal-server.ts'

test('a call that waits to be repeated ends with the connection, and breaks nothing', async () => {
  // A frontend that is there and knows no method yet answers as one that starts: UNAVAILABLE.
  let calls = 0
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
      getSystemInfo(_call: unknown, answer: (error: object) => void) {
        calls++
        answer({ code: Code.UNAVAILABLE, details: 'starting' })
      },
    },
  )
  const port = await new Promise<number>((resolve, reject) => {
    frontend.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  const server = createTemporalServer(
    loadConnection({ address: `127.0.0.1:${port}`, namespace: 'default' }),
  )

  const refused = expect(server.connection.workflowService.getSystemInfo({})).rejects.toMatchObject(
    { code: Code.CANCELLED },
  )
  await expect.poll(() => calls).toBeGreaterThan(0)
  await server.close()
  await refused
  frontend.forceShutdown()
})
