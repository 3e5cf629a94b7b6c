import { hostname } from 'node:os'
import { Connection, defaultGrpcRetryOptions, makeGrpcRetryInterceptor } from '@temporalio/client'
import { NativeConnection } from '@temporalio/worker'
import {
  describeConnection,
  explainRefusal,
  type LoadedConnection,
} from '@temporal-registry/sdk/connection'
import { createClosedCalls } from './closed-calls.ts'

/** Temporal's frontend: one connection for callers and one for workers, whatever the namespaces. */
export interface TemporalServer {
  readonly address: string
  readonly identity: string
  readonly connection: Connection
  /** The workers' connection, made when the first of them asks. @throws while Temporal is away. */
  workerConnection(): Promise<NativeConnection>
  /** How it is spoken to, for logs: TLS, and the certificate that is shown with its end. */
  readonly facts: Readonly<Record<string, string | number | boolean>>
  /** Why TLS keeps it from being reached, as far as a handshake shows; asked anew every few seconds. */
  explain(): Promise<string | undefined>
  /** Ends both; the workers must have stopped. */
  close(): Promise<void>
}

const explainedForMs = 5_000

/** Made at once, whether or not Temporal is there. */
export function createTemporalServer(loaded: LoadedConnection): TemporalServer {
  const { address, ...security } = loaded.options
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
  let explanation: { readonly told: Promise<string | undefined>; readonly atMs: number } | undefined

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
    facts: describeConnection(loaded),
    explain() {
      const atMs = performance.now()
      if (!explanation || atMs - explanation.atMs > explainedForMs) {
        explanation = { told: explainRefusal(loaded), atMs }
      }
      return explanation.told
    },
    async close() {
      closedCalls.close()
      await connection.close()
      const opened = await forWorkers?.catch(() => undefined)
      await opened?.close()
    },
  }
}
