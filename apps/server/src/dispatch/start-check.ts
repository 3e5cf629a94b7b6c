import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { StartBody } from '@temporal-registry/contract/dispatch'
import { idErrors } from '../platform/id-length.ts'
import { assertUsable, type Registry, type ViewedType } from '../registry/registry.ts'
import { routeMemo } from '../runs/runs.ts'
import { assertInputFits } from './input-check.ts'
import type { WorkflowId } from './workflow-id.ts'

/** A type that may be started with this body. @throws Problem for every reason why not. */
export function startable(
  registry: Pick<Registry, 'get' | 'check'>,
  workflowType: string,
  body: StartBody,
): ViewedType {
  const type = registry.get(workflowType)
  if (type.status === 'disabled') {
    throw new Problem('workflow-type-disabled', `«${workflowType}» is disabled`, {
      workflow_type: workflowType,
    })
  }
  assertUsable(type)
  assertConsistent(body)
  assertInputFits(registry.check, type, body)
  return type
}

/** What a shape cannot say: members that exclude each other, and lengths in bytes. */
function assertConsistent(body: StartBody): void {
  const errors: ProblemError[] = []
  const add = (pointer: string, detail: string) => errors.push({ pointer, detail })
  if (body.workflow_id && body.name) add('/name', 'cannot be given together with workflow_id')
  if (body.id_template !== undefined && (body.workflow_id || body.name)) {
    const other = body.name ? 'name' : 'workflow_id'
    add('/id_template', `cannot be given together with ${other}`)
  }
  if (body.id_time !== undefined && body.id_template === undefined) {
    add('/id_time', 'has no meaning without id_template')
  }
  if (body.args !== undefined && body.input !== undefined) {
    add('/args', 'cannot be given together with input')
  }
  if (body.memo && Object.hasOwn(body.memo, routeMemo)) {
    add(`/memo/${routeMemo}`, 'is written by the registry')
  }
  errors.push(...idErrors(body.workflow_id ?? '', '/workflow_id'))
  errors.push(...idErrors(body.target?.task_queue ?? '', '/target/task_queue'))
  refuse(errors)
}

/** @throws Problem `validation-failed` for an id of the registry's own, or a policy that it cannot have. */
export function assertIdFits(
  id: WorkflowId,
  body: StartBody,
  systemWorkflowIds: Pick<ReadonlySet<string>, 'has'>,
): void {
  if (id.kind === 'chosen' && systemWorkflowIds.has(id.id)) {
    const pointer = body.workflow_id ? '/workflow_id' : '/id_template'
    refuse([{ pointer, detail: "is the registry's own" }])
  }
  if (id.kind === 'claimed' && (body.id_conflict_policy ?? 'fail') !== 'fail') {
    const detail = 'has no meaning with a claimed id, which is always new'
    refuse([{ pointer: '/id_conflict_policy', detail }])
  }
}

function refuse(errors: readonly ProblemError[]): void {
  if (errors.length === 0) return
  const detail = `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`
  throw new Problem('validation-failed', detail, { errors })
}
