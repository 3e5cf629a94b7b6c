import type { Performers } from '../performing.ts'

/** Sends a signal to an open run. Temporal takes the same `requestId` for one signal. */
export type SendSignal = (signal: {
  readonly workflowId: string
  readonly name: string
  readonly input: unknown
  readonly requestId: string
}) => Promise<void>

export function createSignalTask(send: SendSignal): Performers['signal'] {
  return async ({ task }) => {
    // As `paramsSourceOf` makes them of a signal task.
    const {
      workflow_id: workflowId,
      signal,
      input,
    } = task.params as {
      readonly workflow_id: string
      readonly signal: string
      readonly input?: unknown
    }
    await send({ workflowId, name: signal, input, requestId: task.id })
    return { workflow_id: workflowId, signal }
  }
}
