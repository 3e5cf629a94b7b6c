import { registryWire, workflowIdsWire } from '@temporal-registry/contract/registry-wire'
import type { Config } from '../../config/config.ts'
import type { DurableWorkflow } from './durable-workflow.ts'

/** Ids of the registry's own workflows: a run of these ids is not a user's to touch. */
export function systemWorkflows({ registry }: Config): {
  readonly registry: DurableWorkflow
  readonly workflowIds: DurableWorkflow
} {
  const { workflow_id: workflowId, task_queue: taskQueue, updates_per_run: updates } = registry
  const limits = { updates, signals: updates * 2 }
  const isDefault = workflowId === registryWire.workflowId
  return {
    registry: { workflowId, workflowType: registryWire.workflowType, taskQueue, limits },
    workflowIds: {
      workflowId: isDefault ? workflowIdsWire.workflowId : `${workflowId}.ids`,
      workflowType: workflowIdsWire.workflowType,
      taskQueue,
      limits,
    },
  }
}
