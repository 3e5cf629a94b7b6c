import type { Pattern } from '../pattern.ts'

const name = { title: 'Whom to greet', type: 'string', minLength: 1, maxLength: 100 }

export const childWorkflow: Pattern = {
  title: 'Child workflow',
  workflow_type: 'cookbook.child-workflow.v1',
  version: '1.0.0',
  description:
    'Greets by two child workflows: one is awaited, one is held until it may go; what becomes of that one without its parent is yours to choose.',
  labels: { kind: 'pattern', topic: 'composition' },
  input_schema: {
    type: 'object',
    additionalProperties: false,
    required: ['name'],
    properties: {
      name,
      parent_close_policy: {
        title: 'When the parent ends first, the held child is',
        description:
          'terminate: ended with it. abandon: left alone. request_cancel: asked to cancel.',
        type: 'string',
        enum: ['terminate', 'abandon', 'request_cancel'],
        default: 'terminate',
      },
    },
  },
  output_schema: {
    type: 'object',
    required: ['at_once', 'later'],
    properties: { at_once: { type: 'string' }, later: { type: 'string' } },
  },
  signals: [{ name: 'deliver', description: 'Lets the held child go, and with it the run.' }],
  queries: [
    {
      name: 'child',
      description: 'The held child, once it has started; null before.',
      result_schema: {
        type: ['object', 'null'],
        required: ['workflow_id', 'run_id'],
        properties: { workflow_id: { type: 'string' }, run_id: { type: 'string' } },
      },
    },
  ],
  parts: [
    {
      workflow_type: 'cookbook.child-workflow.greeter.v1',
      version: '1.0.0',
      description: 'Composes one greeting, on demand only when it is delivered: the child.',
      labels: { kind: 'pattern-part', topic: 'composition' },
      input_schema: {
        type: 'object',
        additionalProperties: false,
        required: ['greeting', 'name'],
        properties: {
          greeting: { title: 'Greeting', type: 'string', minLength: 1, maxLength: 100 },
          name,
          wait: { title: 'Wait for `deliver`', type: 'boolean', default: false },
        },
      },
      output_schema: { type: 'string' },
      signals: [{ name: 'deliver', description: 'Lets a greeting go that waits.' }],
      examples: [{ name: 'Hello', input: { greeting: 'Hello', name: 'Ada' } }],
    },
  ],
  examples: [
    { name: 'A child that ends with its parent', input: { name: 'Ada' } },
    {
      name: 'A child that outlives its parent',
      input: { name: 'Ada', parent_close_policy: 'abandon' },
    },
  ],
  when: [
    'A part has a life of its own: its own id, messages, retries or history, or another team behind it.',
    'One history would be too long: a thousand children of a thousand steps each are no burden.',
    'A part must outlive what began it.',
  ],
  when_not: [
    'It is only to sort code: a function does that, and costs no events.',
    'It is one step that can simply be repeated: use an activity.',
    'Children are expected to fail together with their siblings: nothing undoes what they did.',
  ],
  walkthrough: {
    example: 'A child that ends with its parent',
    steps: [{ query: 'child' }, { signal: 'deliver' }],
  },
  look_at: [
    '**Relationships**: the parent with its two children, and from each child the way back.',
    '**Event history** of the parent: *Child Workflow Execution Started* is when `startChild` returned, *Completed* when its result was there.',
    'Terminate the parent: with `abandon` the held child stays running, with `terminate` it is terminated as well.',
  ],
  links: [
    {
      title: 'Child workflows, TypeScript',
      url: 'https://docs.temporal.io/develop/typescript/workflows/child-workflows',
    },
    { title: 'Parent close policy', url: 'https://docs.temporal.io/parent-close-policy' },
  ],
}
