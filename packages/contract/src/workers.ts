import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import {
  closedObject,
  closedShape,
  dictionary,
  Epoch,
  Labels,
  Name,
  oneOf,
  shape,
  LabelSelector,
  MinRevision,
} from './shapes.ts'
import { leaseLimits } from './lease-limits.ts'
import { targetStates, workflowStatuses } from './workflow-status.ts'
import { WorkflowSpec } from './workflow-spec.ts'

/** What a worker says of itself, over HTTP and by signal. */
export const registrationMembers = {
  task_queue: Name,
  workflows: Type.Optional(Type.Array(WorkflowSpec, { maxItems: 2_000 })),
  ttl_seconds: Type.Optional(
    Type.Integer({ minimum: leaseLimits.minTtlSeconds, maximum: leaseLimits.maxTtlSeconds }),
  ),
  environment: Type.Optional(Type.String({ maxLength: 128 })),
  labels: Type.Optional(Labels),
  version: Type.Optional(Type.String({ maxLength: 128, description: 'Build of the worker.' })),
  sdk: Type.Optional(Type.String({ maxLength: 128, description: 'SDK and its version.' })),
}

/** The body of a registration: the original's `register_worker` payload plus `version` and `sdk`. */
export const WorkerRegistration = closedShape('WorkerRegistration', {
  worker_id: Type.Optional(Name),
  ...registrationMembers,
})
export type WorkerRegistration = Static<typeof WorkerRegistration>

/** Where a lease stands. `expired` leases are kept for a while so that a late answer can say why. */
export const leaseStates = ['live', 'draining', 'expired', 'frozen'] as const

/** A worker as answered. `healthy` means: its lease is fresh. */
export const Worker = shape('Worker', {
  worker_id: Type.String(),
  task_queue: Type.String(),
  ttl_seconds: Type.Integer(),
  last_seen_epoch: Epoch,
  environment: Type.String(),
  labels: dictionary(Type.String()),
  workflows: Type.Array(Type.String()),
  healthy: Type.Boolean(),
  lease: oneOf(leaseStates),
  lease_expires_epoch: Epoch,
  registered_at_epoch: Epoch,
  version: Type.String(),
  sdk: Type.String(),
})
export type Worker = Static<typeof Worker>

/** A task queue seen as a place to dispatch to, and why it is in its state. */
export const Target = shape('Target', {
  task_queue: Type.String(),
  state: oneOf(targetStates),
  reason: Type.String({ description: 'Why the target is in this state, in a sentence.' }),
  workers: Type.Array(Type.String()),
})
export type Target = Static<typeof Target>

const workerParams = closedObject({ worker_id: Name })

/** The answer to a registration: when the lease ends, and what became of each announced type. */
export const RegistrationAnswer = shape('RegistrationAnswer', {
  worker_id: Type.String(),
  lease: Type.Object({
    ttl_seconds: Type.Integer(),
    expires_epoch: Epoch,
    heartbeat_interval_seconds: Type.Number({ description: 'Beat at least this often.' }),
  }),
  workflows: Type.Array(
    Type.Object({
      workflow_type: Type.String(),
      spec: oneOf(['stored', 'unchanged', 'kept'], {
        description: '`kept`: another spec stays in force; `reason` says which.',
      }),
      status: oneOf(workflowStatuses),
      reason: Type.String(),
    }),
  ),
  revision: Type.Integer(),
})
export type RegistrationAnswer = Static<typeof RegistrationAnswer>

export const registerWorker = endpoint({
  id: 'registerWorker',
  method: 'PUT',
  path: '/registry/workers/:worker_id',
  tag: 'workers',
  summary: 'Register a worker, or renew all it said',
  description:
    'Replaces the list of types the worker serves and starts its lease. Nothing is stored when any part is refused.',
  scope: 'register',
  params: workerParams,
  body: WorkerRegistration,
  responses: { 200: RegistrationAnswer },
  problems: [
    'schema-invalid',
    'schema-breaking',
    'workflow-type-contended',
    'registry-full',
    'registration-too-large',
  ],
  idempotent: true,
})

export const heartbeatWorker = endpoint({
  id: 'heartbeatWorker',
  method: 'POST',
  path: '/registry/workers/:worker_id/heartbeat',
  tag: 'workers',
  summary: "Keep a worker's lease alive",
  scope: 'register',
  params: workerParams,
  responses: {
    200: Type.Object({
      worker_id: Type.String(),
      lease_expires_epoch: Epoch,
      draining: Type.Boolean(),
    }),
  },
  problems: ['worker-unknown'],
  idempotent: true,
})

export const drainWorker = endpoint({
  id: 'drainWorker',
  method: 'POST',
  path: '/registry/workers/:worker_id/drain',
  tag: 'workers',
  summary: "Send nothing new to a worker's task queue on its behalf",
  description:
    'The worker keeps its lease and finishes what it has; registering again ends the draining.',
  scope: 'register',
  params: workerParams,
  responses: { 200: Type.Object({ worker_id: Type.String(), draining: Type.Boolean() }) },
  problems: ['worker-unknown'],
  idempotent: true,
})

export const leaveWorker = endpoint({
  id: 'leaveWorker',
  method: 'DELETE',
  path: '/registry/workers/:worker_id',
  tag: 'workers',
  summary: "End a worker's lease at once; its types stay registered",
  scope: 'register',
  params: workerParams,
  responses: { 204: null },
  problems: [],
  idempotent: true,
})

export const listWorkers = endpoint({
  id: 'listWorkers',
  method: 'GET',
  path: '/registry/workers',
  tag: 'workers',
  summary: 'List workers with their leases',
  scope: 'read',
  query: closedObject({
    label: Type.Optional(Type.Array(LabelSelector)),
    task_queue: Type.Optional(Type.String()),
    workflow_type: Type.Optional(Type.String()),
    lease: Type.Optional(oneOf(leaseStates)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    cursor: Type.Optional(Type.String()),
    min_revision: Type.Optional(MinRevision),
  }),
  responses: {
    200: Type.Object({ workers: Type.Array(Worker), next_cursor: Type.Optional(Type.String()) }),
  },
  problems: ['cursor-invalid', 'revision-not-reached'],
  idempotent: true,
})

export const listTaskQueues = endpoint({
  id: 'listTaskQueues',
  method: 'GET',
  path: '/registry/task-queues',
  tag: 'workers',
  summary: 'List task queues as dispatch targets, with what Temporal says of their pollers',
  scope: 'read',
  query: closedObject({ min_revision: Type.Optional(MinRevision) }),
  responses: {
    200: Type.Object({
      task_queues: Type.Array(
        Type.Object({
          ...Target.properties,
          workflow_types: Type.Array(Type.String()),
          last_poll_epoch: Type.Union([Epoch, Type.Null()]),
          checked_epoch: Type.Union([Epoch, Type.Null()]),
        }),
      ),
    }),
  },
  problems: ['revision-not-reached'],
  idempotent: true,
})
