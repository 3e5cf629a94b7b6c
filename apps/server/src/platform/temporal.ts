import { hostname } from 'node:os'
import { status as Code } from '@grpc/grpc-js'
import {
  Client,
  Connection,
  defaultGrpcRetryOptions,
  makeGrpcRetryInterceptor,
} from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { NativeConnection } from '@temporalio/worker'
import type { Config } from '../config/config.ts'
import { compressionCodec } from './compression-codec.ts'
import type { Log } from './log.ts'
import { grpcStatusOf, unreachable } from './temporal-problems.ts'

/** How often Temporal is asked whether it is there: seldom while it is, often while it is not. */
const pingMs = { up: 2_000, down: 250, deadline: 2_000 }
/** A call that a user waits for fails rather than hangs. */
export const callDeadlineMs = 10_000

export type ReachabilityListener = (isReachable: boolean) => void

/** The gateway's link to Temporal: made at once, whether or not Temporal is there. */
export interface Temporal {
  readonly namespace: string
  readonly identity: string
  readonly connection: Connection
  /** For users' runs: payloads as any SDK writes them. */
  readonly client: Client
  /** For the registry's own workflows: large payloads compressed. */
  readonly registryClient: Client
  /** Why Temporal cannot be used now, or nothing. */
  fault(): string | undefined
  /** @throws Problem `temporal-unreachable` at once while Temporal is away, rather than after a time-out. */
  assertReachable(): void
  /** Begins to watch Temporal, and makes the namespace when it is missing. */
  start(onChange: ReachabilityListener): void
  connectWorker(): Promise<NativeConnection>
  close(): Promise<void>
}

export function createTemporal(config: Config['temporal'], log: Log): Temporal {
  const { address, namespace, tls, api_key: apiKey } = config
  const identity = `temporal-registry@${hostname()}:${process.pid}`
  const security = { tls, ...(apiKey === '' ? {} : { apiKey }) }
  const connection = Connection.lazy({
    address,
    ...security,
    // An Update that meets a run as it continues as new is refused once: the usual first wait of
    // 100 ms would be most of its time, and the usual reconnect back-off of minutes an outage.
    interceptors: [
      makeGrpcRetryInterceptor(
        defaultGrpcRetryOptions({ maxAttempts: 6, initialIntervalMs: () => 20, factor: 1.7 }),
      ),
    ],
    channelArgs: {
      'grpc.initial_reconnect_backoff_ms': 100,
      'grpc.min_reconnect_backoff_ms': 100,
      'grpc.max_reconnect_backoff_ms': 1_000,
    },
  })
  const client = new Client({ connection, namespace, identity })
  const registryClient = new Client({
    connection,
    namespace,
    identity,
    dataConverter: { payloadCodecs: [compressionCodec] },
  })

  let fault: string | undefined = `Not connected to Temporal at ${address} yet`
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  async function check(onChange: ReachabilityListener): Promise<void> {
    const before = fault
    try {
      await connection.withDeadline(Date.now() + pingMs.deadline, () =>
        ensureNamespace(connection, config),
      )
      fault = undefined
    } catch (error) {
      fault = `Temporal at ${address}: ${grpcStatusOf(error)?.details ?? String(error)}`
    }
    if (isClosed) return
    if ((before === undefined) !== (fault === undefined)) {
      if (fault === undefined) log.info({ address, namespace }, 'Temporal reached')
      else log.warn({ address, namespace, fault }, 'Temporal lost')
      onChange(fault === undefined)
    } else if (fault !== before) log.warn({ address, namespace, fault }, 'Temporal not reached')
    timer = setTimeout(() => void check(onChange), fault === undefined ? pingMs.up : pingMs.down)
  }

  return {
    namespace,
    identity,
    connection,
    client,
    registryClient,
    fault: () => fault,
    assertReachable() {
      if (fault !== undefined) throw unreachable(fault)
    },
    start(onChange) {
      log.info({ address, namespace }, 'connecting to Temporal')
      void check(onChange)
    },
    connectWorker: () => NativeConnection.connect({ address, ...security }),
    async close() {
      isClosed = true
      clearTimeout(timer)
      await connection.close()
    },
  }
}

/** Asks for the namespace, and makes it where it is missing. Serves as the ping as well. */
async function ensureNamespace(
  connection: Connection,
  { namespace, namespace_retention_days: days }: Config['temporal'],
): Promise<void> {
  try {
    await connection.workflowService.describeNamespace({ namespace })
  } catch (error) {
    if (grpcStatusOf(error)?.code !== Code.NOT_FOUND) throw error
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: msToTs(days * 86_400_000),
    })
  }
}
