import { Type, type Static } from 'typebox'
import { registryWire } from './registry-wire.ts'
import { closedObject, closedShape, Name } from './shapes.ts'
import { registrationMembers } from './workers.ts'
import { SignalledSpec } from './workflow-spec.ts'

/** The payload of the original's `register_worker` signal. */
export const RegisterWorkerSignal = closedShape('RegisterWorkerSignal', {
  worker_id: Name,
  ...registrationMembers,
  workflows: Type.Optional(Type.Array(SignalledSpec, { maxItems: 2_000 })),
})
export type RegisterWorkerSignal = Static<typeof RegisterWorkerSignal>

const OfWorker = closedObject({ worker_id: Name })
const ServiceMark = closedObject({
  process_id: Name,
  event: Type.Optional(Type.String()),
  interval_seconds: Type.Optional(Type.Number()),
  failed_attempts_since_last_success: Type.Optional(Type.Number()),
})

const { signals } = registryWire

/** Payloads of the original's signals to the registry workflow, by name; `shutdown_registry` has none. */
export const registrySignals = {
  [signals.registerWorker]: RegisterWorkerSignal,
  [signals.heartbeatWorker]: OfWorker,
  [signals.unregisterWorker]: OfWorker,
  [signals.putWorkflow]: closedObject({
    workflow: SignalledSpec,
    overwrite: Type.Optional(Type.Boolean()),
  }),
  [signals.setWorkflowEnabled]: closedObject({
    workflow_type: Name,
    enabled: Type.Optional(Type.Boolean()),
  }),
  [signals.unregisterWorkflow]: closedObject({ workflow_type: Name }),
  [signals.serviceStarted]: ServiceMark,
} as const

/** What a signal carries, by its name. */
export type RegistrySignals = {
  readonly [Signal in keyof typeof registrySignals]: Static<(typeof registrySignals)[Signal]>
}
