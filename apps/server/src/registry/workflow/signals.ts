import { registryWire } from '@temporal-registry/contract/registry-wire'
import { RegisterWorkerSignal } from '@temporal-registry/contract/workers'
import { WorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import { closedObject, Name } from '@temporal-registry/contract/shapes'
import { Type, type Static, type TSchema } from 'typebox'
import { Value } from 'typebox/value'
import type { CatalogueOp } from './messages.ts'
import { isTooDeep, maxNesting } from './nesting.ts'
import { normaliseRegistration, normaliseSpec } from './normalise.ts'

/**
 * What a signal of the original asks for: ops to apply, or why it cannot be taken. A signal must never
 * fail the workflow: that would stop the registry for everybody, and its sender would not even know.
 */
export type SignalReading = { readonly ops: readonly CatalogueOp[] } | { readonly refused: string }

const WorkerId = closedObject({ worker_id: Name })
const PutWorkflow = closedObject({
  workflow: WorkflowSpec,
  overwrite: Type.Optional(Type.Boolean()),
})
const SetEnabled = closedObject({ workflow_type: Name, enabled: Type.Optional(Type.Boolean()) })
const UnregisterWorkflow = closedObject({ workflow_type: Name })
const ServiceStarted = closedObject({
  process_id: Name,
  event: Type.Optional(Type.String()),
  interval_seconds: Type.Optional(Type.Number()),
  failed_attempts_since_last_success: Type.Optional(Type.Number()),
})

type Reader = (payload: unknown, nowMs: number) => SignalReading

const { signals } = registryWire

/** Reads every signal of the original but `shutdown_registry`, which carries nothing. */
export const signalReaders: Readonly<Record<string, Reader>> = {
  [signals.registerWorker]: reader(RegisterWorkerSignal, (payload) => [
    { op: 'register_worker', registration: normaliseRegistration(payload), checked: false },
  ]),
  [signals.heartbeatWorker]: reader(WorkerId, ({ worker_id: id }, nowMs) => [
    { op: 'renew_leases', last_seen_ms: { [id]: nowMs } },
  ]),
  [signals.unregisterWorker]: reader(WorkerId, ({ worker_id: id }) => [
    { op: 'leave_worker', worker_id: id },
  ]),
  [signals.putWorkflow]: reader(PutWorkflow, ({ workflow, overwrite = false }) => [
    { op: 'put_workflow', spec: normaliseSpec(workflow), overwrite, checked: false },
  ]),
  [signals.setWorkflowEnabled]: reader(SetEnabled, ({ workflow_type: type, enabled = true }) => [
    { op: 'set_enabled', workflow_type: type, enabled },
  ]),
  [signals.unregisterWorkflow]: reader(UnregisterWorkflow, ({ workflow_type: type }) => [
    { op: 'remove_workflow', workflow_type: type },
  ]),
  [signals.serviceStarted]: reader(ServiceStarted, ({ process_id: id }) => [
    { op: 'service_started', process_id: id },
  ]),
  [signals.serviceHeartbeat]: () => ({ ops: [] }),
}

function reader<const S extends TSchema>(
  shape: S,
  opsOf: (payload: Static<S>, nowMs: number) => readonly CatalogueOp[],
): Reader {
  return (payload, nowMs) => {
    if (isTooDeep(payload)) return { refused: `is nested deeper than ${maxNesting} levels` }
    const [fault] = Value.Errors(shape, payload)
    if (fault) return { refused: `${fault.instancePath || '/'} ${textOf(fault)}` }
    // Checked on the line above; the checker's own type guard does not narrow a generic shape.
    return { ops: opsOf(payload as Static<S>, nowMs) }
  }
}

/** TypeBox says «schema is false» of a member that a closed object does not know. */
function textOf({ keyword, message }: { keyword: string; message: string }): string {
  return keyword === 'boolean' ? 'is no member of this signal' : message
}
