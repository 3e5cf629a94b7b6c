import { status as Code } from '@grpc/grpc-js'
import type { Client } from '@temporalio/client'
import { grpcStatusOf } from '../platform/temporal-problems.ts'
import { snapshotQuery } from './workflow/messages.ts'

/** A workflow that is always meant to run, one of its id. */
export interface DurableWorkflow {
  readonly workflowId: string
  readonly workflowType: string
  readonly taskQueue: string
  /** What every run begins with besides its state. */
  readonly limits: { readonly updates: number; readonly signals: number }
}

/** A killed worker holds a workflow task until this is over; a task of ours takes milliseconds. */
const workflowTaskTimeout = '2s'

/**
 * Makes sure the workflow runs. One that was completed or terminated begins again with the state it
 * had, so that nothing registered is lost and no number is given twice.
 *
 * @throws when the state of the last run cannot be read now: it must not begin empty then.
 */
export async function ensureRunning(client: Client, workflow: DurableWorkflow): Promise<void> {
  const { workflowId, workflowType, taskQueue, limits } = workflow
  const handle = client.workflow.getHandle(workflowId)
  const status = await statusOf(handle)
  if (status === 'RUNNING') return
  const state: unknown = status === 'NONE' ? undefined : await handle.query(snapshotQuery)
  await client.workflow.start(workflowType, {
    workflowId,
    taskQueue,
    args: [{ limits, ...(state === undefined ? {} : { state }) }],
    workflowTaskTimeout,
    workflowIdConflictPolicy: 'USE_EXISTING',
    workflowIdReusePolicy: 'ALLOW_DUPLICATE',
  })
}

async function statusOf(handle: { describe(): Promise<{ status: { name: string } }> }) {
  try {
    return (await handle.describe()).status.name
  } catch (error) {
    if (grpcStatusOf(error)?.code === Code.NOT_FOUND) return 'NONE'
    throw error
  }
}
