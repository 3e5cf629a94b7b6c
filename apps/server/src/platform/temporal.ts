import { status as Code } from '@grpc/grpc-js'
import { Client, type Connection } from '@temporalio/client'
import type { PayloadCodec } from '@temporalio/common'
import type { NativeConnection } from '@temporalio/worker'
import type { EncryptionCodec } from '@temporal-registry/sdk/codec'
import { encryptedConnection } from './encrypted-connection.ts'
import type { Log } from './log.ts'
import { registryCodecs } from './registry-codecs.ts'
import { describeNamespace, ensureNamespace, isUsable } from './temporal-namespace.ts'
import { grpcStatusOf, unreachable } from './temporal-problems.ts'
import type { TemporalServer } from './temporal-server.ts'

/** How often Temporal is asked whether it is there: seldom while it is, often while it is not. */
const pingMs = { up: 2_000, down: 250, deadline: 2_000 }
/** A call that a user waits for fails rather than hangs. */
export const callDeadlineMs = 10_000

/** What a call ends with when the line is at fault, and not what was asked. */
const lineCodes: ReadonlySet<number> = new Set([
  Code.UNAVAILABLE,
  Code.DEADLINE_EXCEEDED,
  Code.CANCELLED,
  Code.INTERNAL,
])

export type ReachabilityListener = (isReachable: boolean) => void

/** The gateway's link to one namespace of Temporal: made at once, whether or not Temporal is there. */
export interface Temporal {
  readonly namespace: string
  readonly identity: string
  /** For users' runs: payloads are encrypted and decrypted on it where there are keys. */
  readonly connection: Connection
  /** For the registry's own workflows: large payloads compressed, none encrypted. */
  readonly registryClient: Client
  /** The codecs of the registry's own workflows, for their worker. */
  readonly registryCodecs: readonly PayloadCodec[]
  /** The codecs of users' payloads, for a worker that hands them on. */
  readonly userCodecs: readonly PayloadCodec[]
  /** Why Temporal cannot be used now, or nothing. */
  fault(): string | undefined
  /** @throws Problem `temporal-unreachable` at once while Temporal is away, rather than after a time-out. */
  assertReachable(): void
  /** Begins to watch Temporal; makes the namespace when it is missing, and waits until it is usable. */
  start(onChange: ReachabilityListener): void
  workerConnection(): Promise<NativeConnection>
  /** Stops watching. The connection is the server's to close. */
  close(): void
}

export function createTemporal(
  server: TemporalServer,
  options: {
    readonly namespace: string
    readonly retentionDays: number
    /** Absent: payloads travel as they are. */
    readonly encryption?: EncryptionCodec | undefined
  },
  log: Log,
): Temporal {
  const { address, identity } = server
  const { namespace, retentionDays, encryption } = options
  const connection = encryption
    ? encryptedConnection(server.connection, encryption)
    : server.connection
  const payloadCodecs = registryCodecs(encryption)
  const registryClient = new Client({
    connection: server.connection,
    namespace,
    identity,
    dataConverter: { payloadCodecs },
  })

  let fault: string | undefined = `Not connected to Temporal at ${address} yet`
  let isProven = false
  let isClosed = false
  let timer: NodeJS.Timeout | undefined

  async function findFault(): Promise<string | undefined> {
    try {
      await connection.withDeadline(Date.now() + pingMs.deadline, async () => {
        if (isProven) return describeNamespace(connection, namespace)
        await ensureNamespace(connection, namespace, retentionDays)
        isProven = await isUsable(connection, namespace)
      })
      return isProven
        ? undefined
        : `Temporal at ${address} does not know ${namespace} yet: it is new`
    } catch (error) {
      const grpc = grpcStatusOf(error)
      // Who comes back may be a new server without the namespace. One that was deleted stays so.
      if (grpc?.code !== Code.NOT_FOUND) isProven = false
      const why = error instanceof Error ? error.message : String(error)
      const answered = grpc !== undefined && !lineCodes.has(grpc.code)
      const reason = answered ? undefined : await server.explain()
      return `Temporal at ${address}: ${[reason, grpc?.details ?? why].filter(Boolean).join(': ')}`
    }
  }

  async function check(onChange: ReachabilityListener): Promise<void> {
    const before = fault
    fault = await findFault()
    if (isClosed) return
    if ((before === undefined) !== (fault === undefined)) {
      if (fault === undefined) log.info({ address }, 'Temporal reached')
      else log.warn({ address, fault }, 'Temporal lost')
      onChange(fault === undefined)
    } else if (fault !== before) log.warn({ address, fault }, 'Temporal not reached')
    timer = setTimeout(() => void check(onChange), fault === undefined ? pingMs.up : pingMs.down)
  }

  return {
    namespace,
    identity,
    connection,
    registryClient,
    registryCodecs: payloadCodecs,
    userCodecs: encryption ? [encryption] : [],
    fault: () => fault,
    assertReachable() {
      if (fault !== undefined) throw unreachable(fault)
    },
    start(onChange) {
      log.info({ address, ...server.facts }, 'connecting to Temporal')
      void check(onChange)
    },
    workerConnection: server.workerConnection,
    close() {
      isClosed = true
      clearTimeout(timer)
    },
  }
}
