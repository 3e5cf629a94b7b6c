import { deliveryProblems } from './delivery-problems.ts'
import { encryptionProblems } from './encryption-problems.ts'
import { monitorProblems } from './monitor-problems.ts'
import { outboundProblems } from './outbound-problems.ts'
import { probeProblems } from './probe-problems.ts'
import { taskFactoryProblems } from './task-factory-problems.ts'

/**
 * Every refusal there is: its HTTP status, its title (the same for every occurrence) and what to do about it.
 * `docs/problems.md` has a section for each; a test holds the two together.
 */
export const problems = {
  'validation-failed': {
    status: 400,
    title: 'The request does not have the shape this operation takes',
    remedy: 'Mend what each entry of `errors` points at; /docs shows the shape.',
  },
  'malformed-json': {
    status: 400,
    title: 'The body is not JSON',
    remedy: 'Send UTF-8 JSON (RFC 8259).',
  },
  'malformed-yaml': {
    status: 400,
    title: 'The text is not YAML',
    remedy: 'Send one YAML 1.2 document in UTF-8; JSON is one, too.',
  },
  'body-unsafe': {
    status: 400,
    title: 'The body is JSON that could not be kept as it was sent',
    remedy:
      'Remove or re-encode what `errors` points at; send large integers and binary data as strings.',
  },
  'body-too-large': {
    status: 413,
    title: 'The body is over the limit',
    remedy:
      'Send less, store the data elsewhere and pass a reference, or raise server.max_request_body_bytes.',
  },
  'request-not-http': {
    status: 400,
    title: 'What was sent is not HTTP',
    remedy: 'Send plain HTTP 1.1 here; TLS goes to whatever ends it in front of the gateway.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request took too long to arrive',
    remedy: 'Send the whole request within 60 s.',
  },
  'request-head-too-large': {
    status: 431,
    title: 'The head of the request is over 16 KiB',
    remedy:
      'Send shorter headers or a shorter URL; large filters belong into fewer, broader requests.',
  },
  'cross-site-refused': {
    status: 403,
    title: 'A page of another site may not change anything here',
    remedy: "Call from a program, from the gateway's own pages, or configure a token.",
  },
  unauthorized: {
    status: 401,
    title: 'A valid token is needed',
    remedy: 'Send `Authorization: Bearer <token>` with a token from the configuration.',
  },
  forbidden: {
    status: 403,
    title: 'The token may not do this',
    remedy: 'Use a token whose scopes include the one named in `scope`.',
  },
  'not-found': {
    status: 404,
    title: 'There is nothing at this path',
    remedy: 'See /docs for the paths there are.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'The path does not take this method',
    remedy: 'Use one of the methods in the Allow header.',
  },
  'namespace-not-found': {
    status: 404,
    title: 'The gateway does not serve this namespace',
    remedy:
      'Use one of `served`, or have the operator add it to temporal.namespaces; GET /namespaces lists them.',
  },
  'workflow-type-not-found': {
    status: 404,
    title: 'The workflow type is not registered',
    remedy: 'Start a worker that announces it, or see GET /registry/workflows for what there is.',
  },
  'workflow-type-exists': {
    status: 409,
    title: 'The workflow type is registered already',
    remedy: 'Use PUT /registry/workflows/{workflow_type} to replace it.',
  },
  'workflow-type-disabled': {
    status: 409,
    title: 'The workflow type is disabled',
    remedy: 'Enable it with PUT /registry/workflows/{workflow_type} and "enabled": true.',
  },
  'no-ready-target': {
    status: 503,
    title: 'No worker is ready to run this workflow type',
    remedy:
      'See `targets` for why each is not ready; retry, or start with "on_no_worker": "queue" or "wait".',
  },
  'schema-invalid': {
    status: 400,
    title: 'A JSON Schema cannot be accepted',
    remedy: 'Mend what each entry of `errors` points at; nothing was stored.',
  },
  'schema-breaking': {
    status: 409,
    title: 'The new schema would refuse, or produce, what the old one did not',
    remedy:
      'Mend what `breaking` names, or announce a new major version; nothing was stored. POST /registry/workflows/{workflow_type}/check says the same beforehand.',
  },
  'workflow-type-contended': {
    status: 503,
    title: 'The workflow type was changed while it was compared',
    remedy: 'Repeat the request after Retry-After; nothing was stored.',
  },
  'input-invalid': {
    status: 400,
    title: 'The input does not fit the schema that it is for',
    remedy:
      'Mend what each entry of `errors` points at; GET /registry/workflows/{workflow_type}, or GET /activity-definitions/{definition}, shows the schema.',
  },
  'validation-too-costly': {
    status: 400,
    title: 'Checking the input against the schema took too long and was stopped',
    remedy: 'Send a smaller input, or simplify the recursive or combined parts of the schema.',
  },
  'registry-full': {
    status: 507,
    title: 'The registry cannot hold more',
    remedy:
      'Remove workflow types that are no longer used, or shrink their schemas and descriptions.',
  },
  'registration-too-large': {
    status: 413,
    title: 'One registration is over what Temporal takes in a message',
    remedy: 'Announce fewer types per worker, or shrink schemas and descriptions.',
  },
  'worker-unknown': {
    status: 404,
    title: 'The worker holds no lease',
    remedy: 'Register again with PUT /registry/workers/{worker_id}.',
  },
  'slug-empty': {
    status: 400,
    title: 'The name has no letters or digits to make an id of',
    remedy: 'Use a name with at least one of a-z or 0-9.',
  },
  'workflow-id-taken': {
    status: 409,
    title: 'A run with this workflow id exists already',
    remedy:
      'Choose another workflow_id, or set id_conflict_policy (open run) or id_reuse_policy (closed run).',
  },
  'idempotency-key-reused': {
    status: 409,
    title: 'The Idempotency-Key was used with another request',
    remedy: 'Use a new key for a new request; repeat a request only with the same body.',
  },
  'search-attribute-unusable': {
    status: 400,
    title: 'A search attribute cannot be set as given',
    remedy: 'Use an attribute that the workflow type declares, with a value of its type.',
  },
  'search-attribute-not-ready': {
    status: 503,
    title: 'A search attribute that the workflow type declares cannot be used yet',
    remedy:
      'Retry after Retry-After; GET /registry/workflows/{workflow_type} says what it waits for, or why Temporal does not make the attribute.',
  },
  'search-attribute-conflict': {
    status: 409,
    title: 'A search attribute has another type than the workflow type declares',
    remedy:
      'Declare the type it has, or have an operator POST /registry/temporal/search-attributes with mode replace; the workflow type is ready again by itself then.',
  },
  'search-attribute-refused': {
    status: 422,
    title: 'Temporal does not make this search attribute',
    remedy:
      "See `detail` for Temporal's reason. Where a quota is full, remove attributes that are no longer used. Nothing was changed.",
  },
  'payload-too-large': {
    status: 413,
    title: 'The data is over what Temporal stores in one payload',
    remedy: 'Keep inputs under 2 MB; store the data elsewhere and pass a reference.',
  },
  'run-not-found': {
    status: 404,
    title: 'There is no such run',
    remedy:
      "Check workflow id and run_id; closed runs are forgotten after the namespace's retention.",
  },
  'run-closed': {
    status: 409,
    title: 'The run is closed already',
    remedy: 'GET /runs/{workflow_id} shows how it ended.',
  },
  'run-protected': {
    status: 403,
    title: 'The run belongs to the registry itself',
    remedy: "Use the registry's own routes; they keep its state whole.",
  },
  'query-failed': {
    status: 422,
    title: 'The workflow refused the query',
    remedy: 'See `detail`; GET /registry/workflows/{workflow_type} lists the queries it announces.',
  },
  'update-refused': {
    status: 422,
    title: 'The workflow refused the update',
    remedy: "See `failure` for the workflow's own words.",
  },
  'worker-not-answering': {
    status: 504,
    title: 'No worker answered in time',
    remedy:
      "Check that a worker polls the run's task queue; an update goes on and can be asked for again.",
  },
  'reset-point-invalid': {
    status: 422,
    title: 'The run cannot be reset to this point',
    remedy:
      'Choose the id of a WorkflowTaskStarted, WorkflowTaskCompleted, WorkflowTaskFailed or WorkflowTaskTimedOut event.',
  },
  'visibility-query-invalid': {
    status: 400,
    title: 'Temporal does not understand the list filter',
    remedy: "See Temporal's list filter syntax, or use the named filters.",
  },
  'cursor-invalid': {
    status: 400,
    title: 'The cursor is not one of this list',
    remedy: 'Start again without a cursor, and repeat the same filters with each page.',
  },
  'too-many-waiters': {
    status: 503,
    title: 'This gateway waits for as many callers as it may',
    remedy: 'Ask again after Retry-After; a result can be asked for without `Prefer: wait`.',
  },
  'revision-not-reached': {
    status: 503,
    title: 'This replica has not read the revision that was asked for',
    remedy:
      'Ask again after Retry-After, with a min_revision that a registration or a feed of this registry gave.',
  },
  'schedule-not-found': {
    status: 404,
    title: 'There is no such schedule',
    remedy: 'GET /schedules lists those there are.',
  },
  'schedule-spec-invalid': {
    status: 422,
    title: 'The times of the schedule cannot be read',
    remedy:
      'Mend the cron line, calendar or zone that `errors` points at; docs/schedules.md says how they are written.',
  },
  'schedule-conflict': {
    status: 409,
    title: 'The schedule is not as this request takes it to be',
    remedy: 'GET the schedule, and decide anew.',
  },
  'schedule-protected': {
    status: 403,
    title: 'The schedule belongs to the registry itself',
    remedy: 'Choose another schedule id.',
  },
  'backfill-too-large': {
    status: 422,
    title: 'The backfill has more occurrences than the request allows',
    remedy: 'Choose a shorter span, or raise `max_occurrences`; `dry_run` shows what there is.',
  },
  'backfill-not-found': {
    status: 404,
    title: 'There is no such backfill',
    remedy:
      "Small backfills are sent at once and have no id; others are forgotten after the namespace's retention.",
  },
  ...encryptionProblems,
  'database-unavailable': {
    status: 503,
    title: 'The database cannot be used now',
    remedy:
      'Retry after Retry-After, under the same key or id where there is one: what was under way may be stored. GET /ready says what the gateway sees.',
  },
  'database-busy': {
    status: 503,
    title: 'The database was too busy with others',
    remedy: 'Retry after Retry-After; nothing was stored.',
  },
  ...taskFactoryProblems,
  ...deliveryProblems,
  ...monitorProblems,
  ...outboundProblems,
  ...probeProblems,
  'temporal-unreachable': {
    status: 503,
    title: 'Temporal cannot be reached',
    remedy: 'Retry after Retry-After; GET /ready says what the gateway sees.',
  },
  'temporal-busy': {
    status: 503,
    title: 'Temporal asks for fewer requests',
    remedy: 'Retry after Retry-After.',
  },
  'temporal-timeout': {
    status: 504,
    title: 'Temporal did not answer in time',
    remedy: 'Repeat the request with the same Idempotency-Key.',
  },
  'temporal-refused': {
    status: 502,
    title: 'Temporal refused the gateway',
    remedy:
      "Check the gateway's Temporal credentials and namespace; /docs cannot help here, an operator can.",
  },
  internal: {
    status: 500,
    title: 'The gateway made a mistake',
    remedy: 'Report it with the request id; the log has the rest.',
  },
} as const satisfies Record<string, { status: number; title: string; remedy: string }>

/** The code of a refusal: a kebab-case word that never changes its meaning. */
export type ProblemCode = keyof typeof problems

/** One fault at one place of a request. */
export interface ProblemError {
  /** RFC 6901 pointer into the body, or `?name` for a query parameter, `:name` for a path parameter. */
  readonly pointer: string
  /** What is wrong there, in a sentence. */
  readonly detail: string
}

/** What a refusal carries beyond code and detail; every member is sent to the caller. */
export interface ProblemExtras {
  readonly errors?: readonly ProblemError[]
  readonly retry_after_seconds?: number
  readonly [member: string]: unknown
}

/** The body of a refusal: RFC 9457 problem details with our members. */
export interface ProblemJson {
  type: string
  title: string
  status: number
  detail: string
  instance: string
  code: ProblemCode
  remedy: string
  errors?: readonly ProblemError[]
  request_id?: string
  [member: string]: unknown
}

/** A refusal: thrown anywhere, answered in one place as `application/problem+json`. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly extras: ProblemExtras

  constructor(code: ProblemCode, detail: string, extras: ProblemExtras = {}, cause?: unknown) {
    super(detail, cause === undefined ? {} : { cause })
    this.name = 'Problem'
    this.code = code
    this.extras = extras
  }

  get status(): number {
    return problems[this.code].status
  }
}

/** True for a code of the catalogue. */
export function isProblemCode(code: unknown): code is ProblemCode {
  return typeof code === 'string' && Object.hasOwn(problems, code)
}

/** Renders a refusal for the wire. */
export function toProblemJson(problem: Problem, instance: string, requestId?: string): ProblemJson {
  const { status, title, remedy } = problems[problem.code]
  return {
    type: `/problems/${problem.code}`,
    title,
    status,
    detail: problem.message,
    instance,
    code: problem.code,
    remedy,
    ...problem.extras,
    ...(requestId === undefined ? {} : { request_id: requestId }),
  }
}
