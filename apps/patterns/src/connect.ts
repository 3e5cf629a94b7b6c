import { setTimeout as delay } from 'node:timers/promises'
import { NativeConnection, type Logger } from '@temporalio/worker'

const firstWaitMs = 500
const longestWaitMs = 5_000

interface Wanted {
  readonly address: string
  readonly namespace: string
  readonly log: Logger
  readonly stop: AbortSignal
}

/**
 * Keeps trying until the namespace answers: at the start of a machine or a cluster, Temporal and
 * the gateway that makes the namespace may well come up after us.
 */
export async function connectPatiently(wanted: Wanted): Promise<NativeConnection> {
  const { address, namespace, log, stop } = wanted
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(2 * waitMs, longestWaitMs)) {
    try {
      const connection = await connect(wanted)
      log.info(`connected to Temporal at ${address}`, { namespace })
      return connection
    } catch (error) {
      stop.throwIfAborted()
      const reason = error instanceof Error ? error.message : String(error)
      log.warn(
        `no answer from Temporal's namespace ${namespace} at ${address}, trying again in ${waitMs} ms`,
        { reason },
      )
      await delay(waitMs, undefined, { signal: stop })
    }
  }
}

async function connect({ address, namespace }: Wanted): Promise<NativeConnection> {
  const connection = await NativeConnection.connect({ address })
  try {
    await connection.workflowService.describeNamespace({ namespace })
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}
