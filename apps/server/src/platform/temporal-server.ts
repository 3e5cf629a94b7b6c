import { hostname } from 'node:os'
import { Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import type { Config } from '../config/config.ts'
import { createClosedCalls } from './closed-calls.ts'

/** Temporal's frontend: one connection for callers and one for workers, whatever the namespaces. */
export interface TemporalServer {
  readonly address: string
  readonly identity: string
  readonly connection: Connection
  /** The workers' connection, made when the first of them asks. @throws while Temporal is away. */
  workerConnection(): Promise<NativeConnection>
  /** Ends both; the workers must have stopped. */
  close(): Promise<void>
}

/** Made at once, whether or not Temporal is there. */
export function createTemporalServer({
  address,
  tls,
  api_key: apiKey,
}: Pick<Config['temporal'], 'address' | 'tls' | 'api_key'>): TemporalServer {
  const security = { tls, ...(apiKey === '' ? {} : { apiKey }) }
  const closedCalls = createClosedCalls()
  const connection = Connection.lazy({
    address,
    ...security,
    // An Update that meets a run as it continues as new is refused once: the usual first wait of
    // 100 ms would be most of its time, and the usual reconnect back-off of minutes an outage.
    interceptors: [
      makeGrpcRetryInterceptor(
        defaultGrpcRetryOptions({ maxAttempts: 6, initialIntervalMs: () => 20, factor: 1.7 }),
      ),
      closedCalls.interceptor,
    ],
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.min_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
    },
  })
  let forWorkers: Promise<NativeConnection> | undefined

  return {
    address,
    identity: `temporal-registry@${hostname()}:${process.pid}`,
    connection,
    workerConnection() {
      forWorkers ??= NativeConnection.connect({ address, ...security }).catch((error: unknown) => {
        forWorkers = undefined
        throw error
      })
      return forWorkers
    },
    async close() {
      closedCalls.close()
      await connection.close()
      const opened = await forWorkers?.catch(() => undefined)
      await opened?.close()
    },
  }
}
