import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { answersIn, type toPayloads } from '../platform/payloads.ts'
import { api, type proto } from '../platform/proto.ts'
import type { Temporal } from '../platform/temporal.ts'
import { failureOf } from './failure.ts'
import type { RunCalls, RunRef } from './run-calls.ts'

const { UpdateWorkflowExecutionLifecycleStage: Stage } = api.enums.v1
/** Temporal's limit (`limit.blobSize.error`). It takes a larger update, and fails the run's tasks over it. */
const maxUpdateBytes = 2 * 1_024 * 1_024
/** What a payload is larger by when it is encrypted, at most: IV, tag, and its metadata within. */
const encryptionBytes = 128
/** How long a worker may take to accept an update that nobody waits for longer. */
export const acceptDeadlineMs = 10_000

export interface UpdateOutcome {
  readonly updateId: string
  readonly isComplete: boolean
  readonly result?: unknown
}

/** The stage an update is waited for: with no time to wait it is enough that a worker takes it. */
export function stageFor(
  timeoutMs: number,
): proto.api.enums.v1.UpdateWorkflowExecutionLifecycleStage {
  return timeoutMs === 0
    ? Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED
    : Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_COMPLETED
}

/** @throws Problem `payload-too-large` */
export function assertUpdateFits({ payloads }: ReturnType<typeof toPayloads>): void {
  const bytes = (payloads ?? []).reduce(
    (sum, { data }) => sum + (data?.length ?? 0) + encryptionBytes,
    0,
  )
  if (bytes <= maxUpdateBytes) return
  throw new Problem(
    'payload-too-large',
    `The arguments are ${bytes} bytes; Temporal stores ${maxUpdateBytes}`,
  )
}

/** The answer of an update that is over. @throws Problem `update-refused` */
export function completed(updateId: string, outcome: proto.api.update.v1.IOutcome): UpdateOutcome {
  if (outcome.failure) {
    const failure = failureOf(outcome.failure)
    throw new Problem('update-refused', failure.message, { failure, update_id: updateId })
  }
  return { updateId, isComplete: true, result: answersIn(outcome.success)[0] }
}

/** What became of an update that was not answered in time: one that a worker took goes on. */
export async function becomeOf(
  { connection, namespace, identity }: Temporal,
  { make }: RunCalls,
  run: RunRef,
  updateId: string,
): Promise<UpdateOutcome> {
  const { outcome, stage } = await make(
    () =>
      connection.workflowService.pollWorkflowExecutionUpdate({
        namespace,
        updateRef: { workflowExecution: run, updateId },
        identity,
      }),
    { [Code.NOT_FOUND]: 'worker-not-answering' },
  )
  if (outcome) return completed(updateId, outcome)
  if (stage < Stage.UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED) {
    throw new Problem(
      'worker-not-answering',
      'No worker took the update in time. It is not in the history; Temporal may still hand it to a worker that comes soon. Repeat it under the same key to learn what became of it',
      { update_id: updateId },
    )
  }
  return { updateId, isComplete: false }
}
