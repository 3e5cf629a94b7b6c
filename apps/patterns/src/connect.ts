import { setTimeout as delay } from 'node:timers/promises'
import {
  describeConnection,
  explainRefusal,
  type LoadedConnection,
} from '@temporal-registry/sdk/connection'
import { NativeConnection, type Logger } from '@temporalio/worker'

const firstWaitMs = 500
const longestWaitMs = 5_000

interface Wanted {
  readonly temporal: LoadedConnection
  readonly log: Logger
  readonly stop: AbortSignal
}

/**
 * Keeps trying until the namespace answers: at the start of a machine or a cluster, Temporal and
 * the gateway that makes the namespace may well come up after us.
 */
export async function connectPatiently(wanted: Wanted): Promise<NativeConnection> {
  const { temporal, log, stop } = wanted
  const { namespace } = temporal
  const { address } = temporal.options
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      const connection = await connect(temporal)
      log.info(`connected to Temporal at ${address}`, {
        namespace,
        ...describeConnection(temporal),
      })
      return connection
    } catch (error) {
      stop.throwIfAborted()
      const message = error instanceof Error ? error.message : String(error)
      const reason = (await explainRefusal(temporal)) ?? message
      stop.throwIfAborted()
      log.warn(
        `no answer from Temporal's namespace ${namespace} at ${address}, trying again in ${waitMs} ms`,
        { reason },
      )
      await delay(waitMs, undefined, { signal: stop })
    }
  }
}

async function connect({ options, namespace }: LoadedConnection): Promise<NativeConnection> {
  const connection = await NativeConnection.connect(options)
  try {
    await connection.workflowService.describeNamespace({ namespace })
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}
