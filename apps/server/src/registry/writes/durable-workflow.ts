import { status as Code } from '@grpc/grpc-js'
import type { Client } from '@temporalio/client'
import {
  decodeArrayFromPayloads,
  encodeToPayloads,
} from '@temporalio/common/lib/internal-non-workflow/index.js'
import { msToTs } from '@temporalio/common/lib/time.js'
import { api } from '../../platform/proto.ts'
import { grpcStatusOf } from '../../platform/temporal-problems.ts'
import { snapshotQuery } from '../workflow/messages.ts'
import { taskTimeoutMs } from '../workflow/task-timeout.ts'

/** A workflow that is always meant to run, one of its id. */
export interface DurableWorkflow {
  readonly workflowId: string
  readonly workflowType: string
  readonly taskQueue: string
  /** What every run begins with besides its state. */
  readonly limits: { readonly updates: number; readonly signals: number }
}

const deadlineMs = 10_000
/** How long to wait for the state at each try, after which the last one has all the time there is. */
const queryMs = [1_000, 3_000]

const { EventType, WorkflowIdConflictPolicy, WorkflowIdReusePolicy } = api.enums.v1

/**
 * Makes sure the workflow runs. One that was completed or terminated begins again with the state it
 * had, so that nothing registered is lost and no number is given twice.
 *
 * Replicas do this at the same time, and reading the state of a run takes a while: the run that one
 * wants to follow may have been followed already, and its successor have ended too. So a run begins
 * only while the one whose state it has is still the last, and its request id names that one: Temporal
 * answers a second successor with the first, open or closed.
 *
 * @throws when the state of the last run cannot be read now: it must not begin empty then.
 */
export async function ensureRunning(client: Client, workflow: DurableWorkflow): Promise<void> {
  const { workflowId } = workflow
  await client.connection.withDeadline(Date.now() + deadlineMs, async () => {
    for (;;) {
      const last = await lastRun(client, workflowId)
      if (last?.isRunning && !last.isOurs) {
        throw new Error(
          `«${workflowId}» is run by another program, such as the Python original: end that run, or set registry.workflow_id`,
        )
      }
      if (last?.isRunning) return
      const state = last?.isOurs ? await last.state() : undefined
      const isStillLast = (await describe(client, workflowId))?.runId === last?.runId
      if (isStillLast) return begin(client, workflow, { runId: last?.runId ?? '', state })
    }
  })
}

async function begin(
  client: Client,
  workflow: DurableWorkflow,
  last: { readonly runId: string; readonly state: unknown },
): Promise<void> {
  const { workflowId, workflowType, taskQueue, limits } = workflow
  const input = { limits, ...(last.state === undefined ? {} : { state: last.state }) }
  await client.workflowService.startWorkflowExecution({
    namespace: client.options.namespace,
    identity: client.options.identity,
    workflowId,
    workflowType: { name: workflowType },
    taskQueue: { name: taskQueue },
    requestId: `after ${last.runId}`,
    input: { payloads: (await encodeToPayloads(client.options.loadedDataConverter, input)) ?? [] },
    workflowTaskTimeout: msToTs(taskTimeoutMs(JSON.stringify(last.state ?? {}).length)),
    workflowIdConflictPolicy: WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING,
    workflowIdReusePolicy: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
  })
}

/** The run that there is or was, and how to read the state it ended with. */
async function lastRun(client: Client, workflowId: string) {
  const description = await describe(client, workflowId)
  if (!description) return undefined
  const { runId, status } = description
  const events = eventsOf(client, workflowId, runId)
  const { value: first } = await events.next()
  const input = first?.workflowExecutionStartedEventAttributes?.input?.payloads ?? []

  return {
    runId,
    isRunning: status.name === 'RUNNING',
    // The original's runs begin without input, ours never do.
    isOurs: input.length > 0,
    async state(): Promise<unknown> {
      for await (const { eventType } of events) {
        const hasWorked = eventType === EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED
        if (hasWorked) return querySnapshot(client, workflowId, runId)
      }
      // A run that never worked has what it began with, and cannot be asked: the query would hang.
      const [begun] = await decodeArrayFromPayloads(client.options.loadedDataConverter, input)
      return (begun as { readonly state?: unknown } | undefined)?.state
    },
  }
}

/**
 * Asks a closed run for its state. A worker that was at a task when the run was closed drops the first
 * query together with that task: waiting for an answer would be in vain, asking again is not.
 */
async function querySnapshot(client: Client, workflowId: string, runId: string): Promise<unknown> {
  const query = () => client.workflow.getHandle(workflowId, runId).query(snapshotQuery)
  for (const ms of queryMs) {
    try {
      return await client.connection.withDeadline(Date.now() + ms, query)
    } catch (error) {
      const code = grpcStatusOf(error)?.code
      if (code !== Code.DEADLINE_EXCEEDED && code !== Code.CANCELLED) throw error
    }
  }
  return query()
}

async function describe(client: Client, workflowId: string) {
  try {
    return await client.workflow.getHandle(workflowId).describe()
  } catch (error) {
    if (grpcStatusOf(error)?.code === Code.NOT_FOUND) return undefined
    throw error
  }
}

async function* eventsOf(client: Client, workflowId: string, runId: string) {
  let nextPageToken: Uint8Array = new Uint8Array()
  do {
    const page = await client.workflowService.getWorkflowExecutionHistory({
      namespace: client.options.namespace,
      execution: { workflowId, runId },
      maximumPageSize: 20,
      nextPageToken,
    })
    yield* page.history?.events ?? []
    nextPageToken = page.nextPageToken
  } while (nextPageToken.length > 0)
}
