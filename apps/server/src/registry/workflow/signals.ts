import { registryWire } from '@temporal-registry/contract/registry-wire'
import type { RegistrySignals } from '@temporal-registry/contract/registry-signals'
import type { CatalogueOp } from './messages.ts'
import { isTooDeep, maxNesting } from './nesting.ts'
import { normaliseRegistration, normaliseSpec } from './normalise.ts'
import { shapeFault } from './shape-fault.ts'
import { signalShapes } from './signal-shapes.ts'

/**
 * What a signal of the original asks for: ops to apply, or why it cannot be taken. A signal must never
 * fail the workflow: that would stop the registry for everybody, and its sender would not even know.
 */
export type SignalReading = { readonly ops: readonly CatalogueOp[] } | { readonly refused: string }

type Reader = (payload: unknown, nowMs: number) => SignalReading

const { signals } = registryWire

/** Reads every signal of the original but `shutdown_registry`, which carries nothing. */
export const signalReaders: Readonly<Record<string, Reader>> = {
  [signals.registerWorker]: reader(signals.registerWorker, (payload) => [
    { op: 'register_worker', registration: normaliseRegistration(payload), checked: false },
  ]),
  [signals.heartbeatWorker]: reader(signals.heartbeatWorker, ({ worker_id: id }, nowMs) => [
    { op: 'renew_leases', last_seen_ms: { [id]: nowMs } },
  ]),
  [signals.unregisterWorker]: reader(signals.unregisterWorker, ({ worker_id: id }) => [
    { op: 'leave_worker', worker_id: id },
  ]),
  [signals.putWorkflow]: reader(signals.putWorkflow, ({ workflow, overwrite = false }) => [
    { op: 'put_workflow', spec: normaliseSpec(workflow), overwrite, checked: false },
  ]),
  [signals.setWorkflowEnabled]: reader(
    signals.setWorkflowEnabled,
    ({ workflow_type: type, enabled = true }) => [
      { op: 'set_enabled', workflow_type: type, enabled },
    ],
  ),
  [signals.unregisterWorkflow]: reader(signals.unregisterWorkflow, ({ workflow_type: type }) => [
    { op: 'remove_workflow', workflow_type: type },
  ]),
  [signals.serviceStarted]: reader(signals.serviceStarted, ({ process_id: id }) => [
    { op: 'service_started', process_id: id },
  ]),
  [signals.serviceHeartbeat]: () => ({ ops: [] }),
}

function reader<Signal extends keyof RegistrySignals>(
  signal: Signal,
  opsOf: (payload: RegistrySignals[Signal], nowMs: number) => readonly CatalogueOp[],
): Reader {
  return (payload, nowMs) => {
    if (isTooDeep(payload)) return { refused: `is nested deeper than ${maxNesting} levels` }
    const fault = shapeFault(signalShapes[signal] ?? {}, payload)
    if (fault) return { refused: `${fault.pointer || '/'} ${fault.detail}` }
    // Checked on the line above, against the shape that this type is made of.
    return { ops: opsOf(payload as RegistrySignals[Signal], nowMs) }
  }
}
