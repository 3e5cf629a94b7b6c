import { randomUUID } from 'node:crypto'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import type { MakeCall } from '../platform/calls.ts'
import type { Tables } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import { toPayloads } from '../platform/payloads.ts'
import { api } from '../platform/proto.ts'
import type { Temporal } from '../platform/temporal.ts'
import { createWorkLoop, type WorkLoop } from '../platform/work-loop.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { DeliveryTables } from './tables.ts'
import { deliveryWorkflowType } from './workflow/messages.ts'

const { WorkflowIdReusePolicy } = api.enums.v1
const lanesAtOnce = 50
const beginAtOnce = 16
/** How long a replica has to begin a workflow, and the workflow to make its first attempt. */
const claimMs = 10_000
/** The workflow of the round before may be about to end. */
const againMs = 1_000

/**
 * Gives free lanes their next delivery and begins its workflow. Repeating does no harm: a delivery that has a
 * workflow keeps it, and a workflow whose delivery has ended ends.
 */
export function createBeginning(deps: {
  readonly temporal: Pick<Temporal, 'connection' | 'namespace' | 'identity' | 'fault'>
  readonly call: MakeCall
  readonly taskQueue: string
  readonly tables: Tables<DeliveryTables>
  readonly store: DeliveryStore
  readonly isUp: () => boolean
  readonly log: Log
  readonly now: () => Date
}): WorkLoop {
  const { temporal, call, tables, store, log, now } = deps
  const { workflowService } = temporal.connection
  const later = (ms: number) => new Date(now().getTime() + ms)

  async function round(): Promise<boolean> {
    const filled = await tables.transaction((trx) =>
      store.fillLanes(trx, { at: now(), limit: lanesAtOnce }),
    )
    const until = later(claimMs)
    const ids = await tables.transaction((trx) =>
      store.takeToBegin(trx, { at: now(), until, limit: beginAtOnce }),
    )
    await Promise.all(ids.map((id) => begin(id, until)))
    return filled === lanesAtOnce || ids.length === beginAtOnce
  }

  async function begin(id: string, until: Date): Promise<void> {
    try {
      await call(
        () =>
          workflowService.startWorkflowExecution({
            ...{ namespace: temporal.namespace, identity: temporal.identity },
            workflowId: `delivery-${id}`,
            workflowType: { name: deliveryWorkflowType },
            taskQueue: { name: deps.taskQueue },
            requestId: randomUUID(),
            workflowIdReusePolicy: WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
            input: toPayloads([{ delivery_id: id }]),
          }),
        { [Code.ALREADY_EXISTS]: 'workflow-id-taken' },
      )
    } catch (error) {
      const isThere = error instanceof Problem && error.code === 'workflow-id-taken'
      if (!isThere) log.warn({ err: error, delivery: id }, 'not begun; trying again')
      await tables.query((db) => store.beginLater(db, id, { until, at: later(againMs) }))
    }
  }

  return createWorkLoop({
    name: 'deliveries',
    isReady: () => deps.isUp() && temporal.fault() === undefined,
    round,
    nextAt: () => tables.query((db) => store.nextBeginAt(db)),
    ...{ now, log },
  })
}
