import { Client, Connection } from '@temporalio/client'
import { inject } from 'vitest'
import { api } from '../src/platform/proto.ts'

/** Temporal as a program sees it that knows nothing of the registry. */
export interface RawTemporal extends AsyncDisposable {
  readonly client: Client
  /** Sends a signal whose payload is these bytes in this encoding. */
  signalBytes(workflowId: string, signal: string, encoding: string, data: string): Promise<void>
  /** Events in the history of the latest run. */
  historyLength(workflowId: string): Promise<number>
  /** The history of the latest run as it is stored: what is in plaintext there is found in it. */
  historyBytes(workflowId: string): Promise<Buffer>
  /** The same of what Temporal says of a run, its memo for one. */
  descriptionBytes(workflowId: string): Promise<Buffer>
  scheduleBytes(scheduleId: string): Promise<Buffer>
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
    async historyBytes(workflowId) {
      const history = await client.workflow.getHandle(workflowId).fetchHistory()
      return bytesOf(api.history.v1.History, history)
    },
    async descriptionBytes(workflowId) {
      const request = { namespace, execution: { workflowId } }
      return bytesOf(
        api.workflowservice.v1.DescribeWorkflowExecutionResponse,
        await connection.workflowService.describeWorkflowExecution(request),
      )
    },
    async scheduleBytes(scheduleId) {
      return bytesOf(
        api.workflowservice.v1.DescribeScheduleResponse,
        await connection.workflowService.describeSchedule({ namespace, scheduleId }),
      )
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

function bytesOf<T>(type: { encode(message: T): { finish(): Uint8Array } }, message: T): Buffer {
  return Buffer.from(type.encode(message).finish())
}
