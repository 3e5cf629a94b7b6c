import { Type, type Static, type TInteger } from 'typebox'
import { endpoint } from './endpoint.ts'
import { ScheduleDeclaration } from './schedule-body.ts'
import {
  closedObject,
  dictionary,
  Epoch,
  Json,
  JsonObject,
  LabelSelector,
  MinRevision,
  Name,
  oneOf,
  shape,
} from './shapes.ts'
import { Target, Worker } from './workers.ts'
import { MessageDeclaration, WorkflowSpec } from './workflow-spec.ts'
import { workflowStatuses, type WorkflowStatus } from './workflow-status.ts'

/** A registered workflow type as answered: its spec, who serves it and whether it can be started now. */
export const WorkflowInfo = shape('WorkflowInfo', {
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
  schedules: Type.Array(ScheduleDeclaration),
  status: oneOf(workflowStatuses),
  reason: Type.String(),
  targets: Type.Array(Target),
  revision: Type.Integer({ description: 'Registry revision at which the spec last changed.' }),
})
export type WorkflowInfo = Static<typeof WorkflowInfo>

/** A spec as answered by the routes that store one. */
export const StoredSpec = Type.Omit(
  WorkflowInfo,
  ['workers', 'status', 'reason', 'targets', 'revision'],
  { title: 'StoredSpec' },
)

const workflowParams = closedObject({ workflow_type: Name })

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
    label: Type.Optional(Type.Array(LabelSelector)),
    owner: Type.Optional(Type.String()),
    task_queue: Type.Optional(
      Type.String({ description: 'Types with a target on this task queue.' }),
    ),
    status: Type.Optional(oneOf(workflowStatuses)),
    q: Type.Optional(
      Type.String({ description: 'Text found in type, description or owner, whatever its case.' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
    cursor: Type.Optional(Type.String()),
    workers: Type.Optional(
      oneOf(['full', 'none'], {
        description: '`none` leaves `workers` empty: a much shorter answer.',
      }),
    ),
    count: Type.Optional(Type.Boolean({ description: 'Also answer how many types match.' })),
    min_revision: Type.Optional(MinRevision),
  }),
  responses: {
    200: Type.Object({
      workflows: Type.Array(WorkflowInfo),
      count: Type.Optional(Type.Integer()),
      next_cursor: Type.Optional(Type.String()),
    }),
  },
  problems: ['cursor-invalid', 'revision-not-reached'],
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
  problems: [
    'workflow-type-exists',
    'schema-invalid',
    'schema-breaking',
    'workflow-type-contended',
    'registry-full',
    'registration-too-large',
  ],
})

export const getWorkflow = endpoint({
  id: 'getWorkflow',
  method: 'GET',
  path: '/registry/workflows/:workflow_type',
  tag: 'registry',
  summary: 'Describe one workflow type',
  scope: 'read',
  params: workflowParams,
  query: closedObject({ min_revision: Type.Optional(MinRevision) }),
  responses: { 200: WorkflowInfo },
  problems: ['workflow-type-not-found', 'revision-not-reached'],
  idempotent: true,
})

export const putWorkflow = endpoint({
  id: 'putWorkflow',
  method: 'PUT',
  path: '/registry/workflows/:workflow_type',
  tag: 'registry',
  summary: 'Store a workflow type, replacing what is there',
  description:
    "An operator's spec stays until a worker announces a higher `version`; `enabled` is changed here only. A breaking change without a new major version is refused, unless `allow_breaking` says that it is meant.",
  scope: 'register',
  params: workflowParams,
  query: closedObject({
    allow_breaking: Type.Optional(
      Type.Boolean({ description: 'Stores a breaking change; needs the scope `admin`.' }),
    ),
  }),
  body: WorkflowSpec,
  responses: { 200: StoredSpec },
  problems: [
    'schema-invalid',
    'schema-breaking',
    'workflow-type-contended',
    'registry-full',
    'registration-too-large',
  ],
  idempotent: true,
})

export const deleteWorkflow = endpoint({
  id: 'deleteWorkflow',
  method: 'DELETE',
  path: '/registry/workflows/:workflow_type',
  tag: 'registry',
  summary: 'Remove a workflow type from the registry and from every worker',
  description:
    'A live worker brings it back only by registering again. Answers 204 also when absent.',
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
  query: closedObject({ min_revision: Type.Optional(MinRevision) }),
  responses: {
    200: Type.Object({
      workflow_count: Type.Integer(),
      workflows_by_status: Type.Object(
        // One member for each status there is.
        Object.fromEntries(workflowStatuses.map((status) => [status, Type.Integer()])) as Record<
          WorkflowStatus,
          TInteger
        >,
        { description: 'How many types stand how; together they are `workflow_count`.' },
      ),
      worker_count: Type.Integer(),
      healthy_worker_count: Type.Integer(),
      started_at_epoch: Epoch,
      last_registry_service_started_epoch: Type.Union([Epoch, Type.Null()]),
      registry_service_process_id: Type.String(),
      revision: Type.Integer(),
      view_age_seconds: Type.Number({
        description: 'Time since this replica last knew to be current.',
      }),
      stale: Type.Boolean({ description: 'True while this replica cannot follow the registry.' }),
      state_bytes: Type.Integer({
        description: 'Estimated size of the durable state, before compression.',
      }),
      frozen_worker_count: Type.Integer({
        description: 'Workers kept although their lease ran out, as too many did at once.',
      }),
      poller_checks: Type.Object({
        pending_task_queue_count: Type.Integer(),
        error: Type.Union([Type.String(), Type.Null()]),
      }),
      search_attributes: Type.Object({
        declared_count: Type.Integer(),
        usable_count: Type.Integer({ description: 'Declared ones that Temporal takes.' }),
        error: Type.Union([Type.String(), Type.Null()], {
          description: 'Why Temporal does not let the gateway look; types do not wait then.',
        }),
      }),
      refused_signals: Type.Array(
        Type.Object({ at_epoch: Epoch, signal: Type.String(), detail: Type.String() }),
      ),
    }),
  },
  problems: ['revision-not-reached'],
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
