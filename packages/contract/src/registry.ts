import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedObject, dictionary, Epoch, Json, JsonObject, Labels, Name, oneOf } from './shapes.ts'

/** Types a search attribute can have in Temporal. */
export const searchAttributeTypes = [
  'Keyword',
  'KeywordList',
  'Text',
  'Int',
  'Double',
  'Bool',
  'Datetime',
] as const

/** A search attribute that a workflow type's runs may set. */
export const SearchAttributeDeclaration = closedObject({
  name: Name,
  type: oneOf(searchAttributeTypes),
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
})
export type SearchAttributeDeclaration = Static<typeof SearchAttributeDeclaration>

/** A signal, query or update that a workflow type's runs answer. */
export const MessageDeclaration = closedObject({
  name: Name,
  description: Type.Optional(Type.String({ maxLength: 4_000 })),
  schema: Type.Optional(JsonObject),
  result_schema: Type.Optional(JsonObject),
})
export type MessageDeclaration = Static<typeof MessageDeclaration>

/** What a worker or an operator says about a workflow type; all but the first two members have defaults. */
export const WorkflowSpec = closedObject({
  workflow_type: Name,
  task_queue: Name,
  version: Type.Optional(Type.String({ maxLength: 128 })),
  description: Type.Optional(Type.String({ maxLength: 16_000 })),
  input_schema: Type.Optional(JsonObject),
  schedule_input_warnings: Type.Optional(
    Type.Array(
      closedObject({ field: Type.String({ minLength: 1 }), message: Type.String({ minLength: 1 }) }),
      { maxItems: 100 },
    ),
  ),
  search_attributes: Type.Optional(Type.Array(SearchAttributeDeclaration, { maxItems: 100 })),
  enabled: Type.Optional(Type.Boolean()),
  labels: Type.Optional(Labels),
  owner: Type.Optional(Type.String({ maxLength: 256 })),
  docs_url: Type.Optional(Type.String({ maxLength: 2_000, pattern: '^(https?://.*)?$' })),
  examples: Type.Optional(
    Type.Array(closedObject({ name: Type.String({ minLength: 1, maxLength: 256 }), input: Json }), {
      maxItems: 20,
    }),
  ),
  output_schema: Type.Optional(JsonObject),
  signals: Type.Optional(Type.Array(MessageDeclaration, { maxItems: 100 })),
  queries: Type.Optional(Type.Array(MessageDeclaration, { maxItems: 100 })),
  updates: Type.Optional(Type.Array(MessageDeclaration, { maxItems: 100 })),
})
export type WorkflowSpec = Static<typeof WorkflowSpec>

/** A spec with every default filled in, as it is stored and answered. */
export type FullWorkflowSpec = Required<WorkflowSpec>

/** Shortest and longest lease a worker may ask for. */
export const leaseLimits = { minTtlSeconds: 5, maxTtlSeconds: 3_600, defaultTtlSeconds: 60 } as const

const registrationMembers = {
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
export const WorkerRegistration = closedObject({
  worker_id: Type.Optional(Name),
  ...registrationMembers,
})
export type WorkerRegistration = Static<typeof WorkerRegistration>

/** The payload of the original's `register_worker` signal. */
export const RegisterWorkerSignal = closedObject({ worker_id: Name, ...registrationMembers })
export type RegisterWorkerSignal = Static<typeof RegisterWorkerSignal>

/** Where a lease stands. `expired` leases are kept for a while so that a late answer can say why. */
export const leaseStates = ['live', 'draining', 'expired', 'frozen'] as const

/** A worker as answered. `healthy` means: its lease is fresh. */
export const Worker = Type.Object({
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

/** States of a target, best first. */
export const targetStates = ['ready', 'suspect', 'draining', 'gone'] as const
export type TargetState = (typeof targetStates)[number]

/** A task queue seen as a place to dispatch to, and why it is in its state. */
export const Target = Type.Object({
  task_queue: Type.String(),
  state: oneOf(targetStates),
  reason: Type.String({ description: 'Why the target is in this state, in a sentence.' }),
  workers: Type.Array(Type.String()),
})
export type Target = Static<typeof Target>

/** States of a workflow type: the best of its targets, or why it has none that counts. */
export const workflowStatuses = [
  ...targetStates,
  'disabled',
  'unavailable',
] as const
export type WorkflowStatus = (typeof workflowStatuses)[number]

/** A registered workflow type as answered: its spec, who serves it and whether it can be started now. */
export const WorkflowInfo = Type.Object({
  workflow_type: Type.String(),
  version: Type.String(),
  task_queue: Type.String(),
  description: Type.String(),
  input_schema: JsonObject,
  schedule_input_warnings: Type.Array(
    Type.Object({ field: Type.String(), message: Type.String() }),
  ),
  search_attributes: Type.Array(
    Type.Object({ name: Type.String(), type: Type.String(), description: Type.String() }),
  ),
  enabled: Type.Boolean(),
  labels: dictionary(Type.String()),
  workers: Type.Array(Worker),
  owner: Type.String(),
  docs_url: Type.String(),
  examples: Type.Array(Type.Object({ name: Type.String(), input: Json })),
  output_schema: JsonObject,
  signals: Type.Array(MessageDeclaration),
  queries: Type.Array(MessageDeclaration),
  updates: Type.Array(MessageDeclaration),
  status: oneOf(workflowStatuses),
  reason: Type.String(),
  targets: Type.Array(Target),
  revision: Type.Integer({ description: 'Registry revision at which the spec last changed.' }),
})
export type WorkflowInfo = Static<typeof WorkflowInfo>

/** A spec as answered by the routes that store one. */
export const StoredSpec = Type.Omit(WorkflowInfo, ['workers', 'status', 'reason', 'targets', 'revision'])

const workflowParams = closedObject({ workflow_type: Name })
const workerParams = closedObject({ worker_id: Name })

export const listWorkflows = endpoint({
  id: 'listWorkflows',
  method: 'GET',
  path: '/registry/workflows',
  tag: 'registry',
  summary: 'List registered workflow types',
  description:
    'Sorted by name. Without `limit` the whole list is answered. `ETag` changes when anything but a heartbeat time does; send it back as `If-None-Match` for a 304.',
  scope: 'read',
  query: closedObject({
    label: Type.Optional(
      Type.Array(Type.String({ pattern: '^[^=]+(=.*)?$' }), {
        description: '`name=value`, or `name` for any value; repeat it to narrow further.',
      }),
    ),
    owner: Type.Optional(Type.String()),
    task_queue: Type.Optional(Type.String({ description: 'Types with a target on this task queue.' })),
    status: Type.Optional(oneOf(workflowStatuses)),
    q: Type.Optional(
      Type.String({ description: 'Text found in type, description or owner, whatever its case.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    cursor: Type.Optional(Type.String()),
    workers: Type.Optional(
      oneOf(['full', 'none'], { description: '`none` leaves `workers` empty: a much shorter answer.' }),
    ),
  }),
  responses: {
    200: Type.Object({
      workflows: Type.Array(WorkflowInfo),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid'],
  idempotent: true,
})

export const createWorkflow = endpoint({
  id: 'createWorkflow',
  method: 'POST',
  path: '/registry/workflows',
  tag: 'registry',
  summary: 'Register a workflow type that is not registered yet',
  scope: 'register',
  body: WorkflowSpec,
  responses: { 201: StoredSpec },
  problems: ['workflow-type-exists', 'schema-invalid', 'registry-full', 'registration-too-large'],
})

export const getWorkflow = endpoint({
  id: 'getWorkflow',
  method: 'GET',
  path: '/registry/workflows/:workflow_type',
  tag: 'registry',
  summary: 'Describe one workflow type',
  scope: 'read',
  params: workflowParams,
  responses: { 200: WorkflowInfo },
  problems: ['workflow-type-not-found'],
  idempotent: true,
})

export const putWorkflow = endpoint({
  id: 'putWorkflow',
  method: 'PUT',
  path: '/registry/workflows/:workflow_type',
  tag: 'registry',
  summary: 'Store a workflow type, replacing what is there',
  description:
    "An operator's spec stays until a worker announces a higher `version`; `enabled` is changed here only.",
  scope: 'register',
  params: workflowParams,
  body: WorkflowSpec,
  responses: { 200: StoredSpec },
  problems: ['schema-invalid', 'registry-full', 'registration-too-large'],
  idempotent: true,
})

export const deleteWorkflow = endpoint({
  id: 'deleteWorkflow',
  method: 'DELETE',
  path: '/registry/workflows/:workflow_type',
  tag: 'registry',
  summary: 'Remove a workflow type from the registry and from every worker',
  description: 'A live worker brings it back only by registering again. Answers 204 also when absent.',
  scope: 'register',
  params: workflowParams,
  responses: { 204: null },
  problems: [],
  idempotent: true,
})

export const getRegistryStatus = endpoint({
  id: 'getRegistryStatus',
  method: 'GET',
  path: '/registry/status',
  tag: 'registry',
  summary: 'Count what is registered and say how fresh this view is',
  scope: 'read',
  responses: {
    200: Type.Object({
      workflow_count: Type.Integer(),
      worker_count: Type.Integer(),
      healthy_worker_count: Type.Integer(),
      started_at_epoch: Epoch,
      last_registry_service_started_epoch: Type.Union([Epoch, Type.Null()]),
      registry_service_process_id: Type.String(),
      revision: Type.Integer(),
      view_age_seconds: Type.Number({ description: 'Time since this replica last knew to be current.' }),
      stale: Type.Boolean({ description: 'True while this replica cannot follow the registry.' }),
      state_bytes: Type.Integer({ description: 'Estimated size of the durable state, before compression.' }),
      frozen_worker_count: Type.Integer({
        description: 'Workers kept although their lease ran out, as too many did at once.',
      }),
      poller_checks: Type.Object({
        pending_task_queue_count: Type.Integer(),
        error: Type.Union([Type.String(), Type.Null()]),
      }),
      refused_signals: Type.Array(
        Type.Object({ at_epoch: Epoch, signal: Type.String(), detail: Type.String() }),
      ),
    }),
  },
  problems: [],
  idempotent: true,
})

export const shutdownRegistry = endpoint({
  id: 'shutdownRegistry',
  method: 'POST',
  path: '/registry/shutdown',
  tag: 'registry',
  summary: 'Complete the registry workflow',
  description: 'The next write starts it again with the state it had: nothing registered is lost.',
  scope: 'admin',
  responses: { 202: Type.Object({ status: Type.Literal('shutdown signaled') }) },
  problems: [],
})

/** The answer to a registration: when the lease ends, and what became of each announced type. */
export const RegistrationAnswer = Type.Object({
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
  problems: ['schema-invalid', 'registry-full', 'registration-too-large'],
  idempotent: true,
})

export const heartbeatWorker = endpoint({
  id: 'heartbeatWorker',
  method: 'POST',
  path: '/registry/workers/:worker_id/heartbeat',
  tag: 'workers',
  summary: 'Keep a worker\'s lease alive',
  scope: 'register',
  params: workerParams,
  responses: {
    200: Type.Object({ worker_id: Type.String(), lease_expires_epoch: Epoch, draining: Type.Boolean() }),
  },
  problems: ['worker-unknown'],
  idempotent: true,
})

export const drainWorker = endpoint({
  id: 'drainWorker',
  method: 'POST',
  path: '/registry/workers/:worker_id/drain',
  tag: 'workers',
  summary: 'Send nothing new to a worker\'s task queue on its behalf',
  description: 'The worker keeps its lease and finishes what it has; registering again ends the draining.',
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
  summary: 'End a worker\'s lease at once; its types stay registered',
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
    label: Type.Optional(Type.Array(Type.String({ pattern: '^[^=]+(=.*)?$' }))),
    task_queue: Type.Optional(Type.String()),
    workflow_type: Type.Optional(Type.String()),
    lease: Type.Optional(oneOf(leaseStates)),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    cursor: Type.Optional(Type.String()),
  }),
  responses: {
    200: Type.Object({ workers: Type.Array(Worker), next_cursor: Type.Optional(Type.String()) }),
  },
  problems: ['cursor-invalid'],
  idempotent: true,
})

export const listTaskQueues = endpoint({
  id: 'listTaskQueues',
  method: 'GET',
  path: '/registry/task-queues',
  tag: 'workers',
  summary: 'List task queues as dispatch targets, with what Temporal says of their pollers',
  scope: 'read',
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
  problems: [],
  idempotent: true,
})

/** Names on Temporal's wire that the original's workers and tools use. */
export const registryWire = {
  workflowId: 'workflow-registry',
  workflowType: 'temporal-registry.v1',
  taskQueue: 'registry-service',
  signals: {
    registerWorker: 'register_worker',
    heartbeatWorker: 'heartbeat_worker',
    unregisterWorker: 'unregister_worker',
    putWorkflow: 'put_workflow',
    setWorkflowEnabled: 'set_workflow_enabled',
    unregisterWorkflow: 'unregister_workflow',
    shutdownRegistry: 'shutdown_registry',
    serviceStarted: 'registry_service_started',
    serviceHeartbeat: 'registry_service_heartbeat',
  },
  queries: {
    listWorkflows: 'list_workflows',
    getWorkflow: 'get_workflow',
    resolveWorkflow: 'resolve_workflow',
    listSearchAttributes: 'list_search_attributes',
    listWorkers: 'list_workers',
    getStatus: 'get_status',
  },
} as const
