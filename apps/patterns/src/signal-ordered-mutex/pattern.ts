import type { Pattern } from '../pattern.ts'

const requestId = { title: 'Request', type: 'string', minLength: 1, maxLength: 200 }
const byRequestId = {
  type: 'object',
  additionalProperties: false,
  required: ['request_id'],
  properties: { request_id: requestId },
}

export const signalOrderedMutex: Pattern = {
  title: 'Signal-ordered mutex',
  workflow_type: 'cookbook.signal-ordered-mutex.v1',
  version: '1.0.0',
  description:
    'A lock as a run: it is granted in the order of the signals that asked for it, held under a lease, and told to workflows and HTTP callers alike.',
  labels: { kind: 'pattern', topic: 'messages' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      idle_ms: {
        title: 'Milliseconds without a request until the run ends',
        type: 'integer',
        minimum: 10,
        maximum: 86_400_000,
        default: 60_000,
      },
      grants_per_run: {
        title: 'Grants before it continues as new',
        type: 'integer',
        minimum: 1,
        maximum: 1_000,
        default: 500,
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['grants'],
    properties: { grants: { description: 'Over all runs of the chain.', type: 'integer' } },
  },
  signals: [
    {
      name: 'acquire',
      description:
        'Asks for the lock. Send it with a start: it begins the lock where there is none.',
      schema: {
        ...byRequestId,
        properties: {
          request_id: requestId,
          lease_ms: {
            title: 'Milliseconds until it is taken away',
            type: 'integer',
            minimum: 10,
            maximum: 86_400_000,
            default: 30_000,
          },
          grant_to: {
            title: 'Workflow to tell',
            description: 'Its latest run gets the signal lock_granted with request_id and token.',
            type: 'string',
            minLength: 1,
            maxLength: 200,
          },
        },
      },
    },
    {
      name: 'release',
      description: 'Gives the lock back, or leaves the queue.',
      schema: byRequestId,
    },
  ],
  updates: [
    {
      name: 'await_grant',
      description:
        'Answers when the request holds the lock. Not granted: it was released, or has to be asked again.',
      schema: byRequestId,
      result_schema: {
        type: 'object',
        required: ['request_id', 'granted', 'token'],
        properties: {
          request_id: { type: 'string' },
          granted: { type: 'boolean' },
          token: { description: 'Grows with every grant.', type: 'integer' },
        },
      },
    },
  ],
  queries: [
    {
      name: 'state',
      description: 'Who holds the lock, and who waits, in order.',
      result_schema: {
        type: 'object',
        required: ['held_by', 'waiting'],
        properties: {
          held_by: { type: ['string', 'null'] },
          waiting: { type: 'array', items: { type: 'string' } },
        },
      },
    },
  ],
  examples: [
    { name: 'A lock that ends after a minute of peace', input: {} },
    { name: 'A lock for an afternoon of trying', input: { idle_ms: 14_400_000 } },
  ],
  when: [
    'Work on one resource must be done by one at a time, in a fair order, also over days and crashes.',
    'Whoever waits is a workflow, or a caller over HTTP.',
  ],
  when_not: [
    'One workflow could own the resource: send it the work itself, and there is nothing to lock.',
    'It is only about how many at once: bound the activities of a worker or a task queue.',
    'Locks are taken hundreds of times a second: a database does that better.',
  ],
  walkthrough: {
    example: 'A lock that ends after a minute of peace',
    begins_with: { signal: 'acquire', input: { request_id: 'ada', lease_ms: 600_000 } },
    steps: [
      { signal: 'acquire', input: { request_id: 'grace' } },
      { query: 'state' },
      { signal: 'release', input: { request_id: 'ada' } },
      { update: 'await_grant', input: { request_id: 'grace' } },
      { signal: 'release', input: { request_id: 'grace' } },
    ],
  },
  look_at: [
    '**Event history**: the order of the *Workflow Execution Signaled* events of `acquire` is the order of the grants.',
    "A grant is followed by one timer, the holder's lease; `release` cancels it.",
  ],
  links: [
    {
      title: 'Workflow message passing, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/message-passing',
    },
    {
      title: 'Signal with start',
      url: 'https://docs.temporal.io/design-patterns/signal-with-start',
    },
  ],
}
