import { Client, Connection } from '@temporalio/client'
import { inject } from 'vitest'

/** Temporal as a program sees it that knows nothing of the registry. */
export interface RawTemporal extends AsyncDisposable {
  readonly client: Client
  /** Sends a signal whose payload is these bytes in this encoding. */
  signalBytes(workflowId: string, signal: string, encoding: string, data: string): Promise<void>
  /** Events in the history of the latest run. */
  historyLength(workflowId: string): Promise<number>
  /** Runs of this id so far, the latest first. */
  runIds(workflowId: string): Promise<string[]>
}

export async function connectRawTemporal(
  address: string = inject('temporalAddress'),
): Promise<RawTemporal> {
  const connection = await Connection.connect({ address })
  const client = new Client({ connection })
  const namespace = 'default'

  return {
    client,
    async signalBytes(workflowId, signalName, encoding, data) {
      const metadata = { encoding: Buffer.from(encoding) }
      await connection.workflowService.signalWorkflowExecution({
        namespace,
        workflowExecution: { workflowId },
        signalName,
        input: { payloads: [{ metadata, data: Buffer.from(data) }] },
      })
    },
    async historyLength(workflowId) {
      return (await client.workflow.getHandle(workflowId).describe()).historyLength
    },
    async runIds(workflowId) {
      const runIds: string[] = []
      const query = `WorkflowId = '${workflowId}'`
      for await (const run of client.workflow.list({ query })) runIds.push(run.runId)
      return runIds
    },
    [Symbol.asyncDispose]: () => connection.close(),
  }
}
