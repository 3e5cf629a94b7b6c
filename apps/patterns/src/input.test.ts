import { fromWire, PayloadRefusedError } from '@temporal-registry/sdk/typed'
import { ApplicationFailure } from '@temporalio/common'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { readInput as readActivityChoice } from './activity-choice/workflow.ts'
import { readInput as readCancellation } from './cancellation/workflow.ts'
import { readInput as readContinueAsNew } from './continue-as-new/workflow.ts'
import { readInput as readLocalActivity } from './local-activity/workflow.ts'
import { readInput as readLongRunningEntity } from './long-running-entity/workflow.ts'
import { readInput as readConcurrentTimers } from './concurrent-timers/workflow.ts'
import { readInput as readChildWorkflow } from './child-workflow/workflow.ts'
import { readInput as readExceptions } from './exceptions/workflow.ts'
import { readInput as readParallelActivities } from './parallel-activities/workflow.ts'
import type { Pattern } from './pattern.ts'
import * as patterns from './patterns.ts'
import { readInput as readDebounce } from './debounce/workflow.ts'
import { readInput as readHumanApproval } from './human-approval/workflow.ts'
import { readInput as readPollingFrequent } from './polling-frequent/workflow.ts'
import { readInput as readPollingInfrequent } from './polling-infrequent/workflow.ts'
import { readInput as readSaga } from './saga/workflow.ts'
import { readInput as readSignalOrderedMutex } from './signal-ordered-mutex/workflow.ts'
import { readInput as readSlidingWindowBatch } from './sliding-window-batch/workflow.ts'
import { settlement } from './typed-converter/signature.ts'
import { readInput as readUpdateWithStart } from './update-with-start/workflow.ts'

const account = patterns.typedConverter.examples[0]?.input as object
const interval = { task: 'oil', every_ms: 10 }
const item = { fruit: 'apple', amount: 1 }
const {
  activityChoice,
  parallelActivities,
  cancellation,
  continueAsNew,
  longRunningEntity,
  concurrentTimers,
  childWorkflow,
  exceptions,
  localActivity,
  pollingFrequent,
  pollingInfrequent,
} = patterns

interface BadInputs {
  readonly pattern: Pattern
  readonly read: (input: unknown) => unknown
  /** Where each fault is, and an input that has it. */
  readonly inputs: readonly (readonly [pointer: string, input: unknown])[]
}

const badInputs: BadInputs[] = [
  {
    pattern: activityChoice,
    read: readActivityChoice,
    inputs: [
      ['', null],
      ['', []],
      ['', { items: [item], note: 'x' }],
      ['/items', {}],
      ['/items', { items: [] }],
      ['/items', { items: Array.from({ length: 101 }, () => item) }],
      ['/items/1/fruit', { items: [item, { amount: 1 }] }],
      ['/items/0/fruit', { items: [{ ...item, fruit: 'Apple' }] }],
      ['/items/0/fruit', { items: [{ ...item, fruit: 'toString' }] }],
      ['/items/0/amount', { items: [{ ...item, amount: 0 }] }],
      ['/items/0/amount', { items: [{ ...item, amount: 1.5 }] }],
      ['/items/0/amount', { items: [{ ...item, amount: '2' }] }],
    ],
  },
  {
    pattern: parallelActivities,
    read: readParallelActivities,
    inputs: [
      ['/items', { items: 'Ada' }],
      ['/items', { items: Array(1_001).fill('Ada') }],
      ['/items/0', { items: [7] }],
      ['/items/0', { items: ['x'.repeat(101)] }],
      ['/max_parallel', { items: ['Ada'], max_parallel: 0 }],
      ['/max_parallel', { items: ['Ada'], max_parallel: null }],
      ['/on_failure', { items: ['Ada'], on_failure: 'stop' }],
      ['/work_ms', { items: ['Ada'], work_ms: 20_001 }],
    ],
  },
  {
    pattern: cancellation,
    read: readCancellation,
    inputs: [
      ['/rows', {}],
      ['/rows', { rows: 0 }],
      ['/ms_per_row', { rows: 1, ms_per_row: 1_001 }],
      ['/clean_up_ms', { rows: 1, clean_up_ms: -1 }],
    ],
  },
  {
    pattern: continueAsNew,
    read: readContinueAsNew,
    inputs: [
      ['/meters', {}],
      ['/meters', { meters: 1_000_001 }],
      ['/parallel', { meters: 1, parallel: 101 }],
      ['/pause_ms', { meters: 1, pause_ms: 0 }],
      ['/meters_per_run', { meters: 1, meters_per_run: 0 }],
    ],
  },
  {
    pattern: longRunningEntity,
    read: readLongRunningEntity,
    inputs: [
      ['/user_id', {}],
      ['/user_id', { user_id: '' }],
      ['/starting_points', { user_id: 'ada', starting_points: -1 }],
      ['/messages_per_run', { user_id: 'ada', messages_per_run: 0 }],
    ],
  },
  {
    pattern: concurrentTimers,
    read: readConcurrentTimers,
    inputs: [
      ['/email', { intervals: [interval], stop_after: 1 }],
      ['/intervals', { email: 'a@b', intervals: [], stop_after: 1 }],
      ['/intervals/0/task', { email: 'a@b', intervals: [{ every_ms: 10 }], stop_after: 1 }],
      [
        '/intervals/0/every_ms',
        { email: 'a@b', intervals: [{ ...interval, every_ms: 9 }], stop_after: 1 },
      ],
      ['/stop_after', { email: 'a@b', intervals: [interval] }],
      ['/stop_after', { email: 'a@b', intervals: [interval], stop_after: 1_001 }],
    ],
  },
  {
    pattern: childWorkflow,
    read: readChildWorkflow,
    inputs: [
      ['/name', {}],
      ['/name', { name: '' }],
      ['/parent_close_policy', { name: 'Ada', parent_close_policy: 'ABANDON' }],
    ],
  },
  {
    pattern: exceptions,
    read: readExceptions,
    inputs: [
      ['/scenario', {}],
      ['/scenario', { scenario: 'panic' }],
    ],
  },
  {
    pattern: localActivity,
    read: readLocalActivity,
    inputs: [
      ['/name', { calls: 1 }],
      ['/name', { name: '' }],
      ['/calls', { name: 'Ada', calls: 201 }],
    ],
  },
  {
    pattern: pollingFrequent,
    read: readPollingFrequent,
    inputs: [
      ['/ready_after_polls', {}],
      ['/interval_ms', { ready_after_polls: 1, interval_ms: 0 }],
      ['/job', { ready_after_polls: 1, job: 'waits' }],
      ['/unreachable_every', { ready_after_polls: 1, unreachable_every: -1 }],
      ['/give_up_after_ms', { ready_after_polls: 1, give_up_after_ms: '1h' }],
    ],
  },
  {
    pattern: pollingInfrequent,
    read: readPollingInfrequent,
    inputs: [
      ['/ready_after_polls', { ready_after_polls: 'soon' }],
      ['/interval_ms', { ready_after_polls: 1, interval_ms: 86_400_001 }],
      ['/max_polls', { ready_after_polls: 1, max_polls: 0 }],
      ['/batch', { ready_after_polls: 1, batch: null }],
    ],
  },
  {
    pattern: patterns.saga,
    read: readSaga,
    inputs: [
      ['/order_id', { order_id: '' }],
      ['/order_id', { order_id: 'x'.repeat(101) }],
      ['/fail_at', { order_id: 'o', fail_at: 'gift' }],
      ['/undo_fails_at', { order_id: 'o', undo_fails_at: 1 }],
      ['/step_ms', { order_id: 'o', step_ms: 30_001 }],
    ],
  },
  {
    pattern: patterns.humanApproval,
    read: readHumanApproval,
    inputs: [
      ['/subject', { approvers: ['ada'] }],
      ['/approvers', { subject: 's', approvers: [] }],
      ['/approvers/1', { subject: 's', approvers: ['ada', ''] }],
      ['/approvals_needed', { subject: 's', approvers: ['ada'], approvals_needed: 0 }],
      ['/deadline_ms', { subject: 's', approvers: ['ada'], deadline_ms: 9 }],
      ['/remind_every_ms', { subject: 's', approvers: ['ada'], remind_every_ms: 0 }],
      ['/max_reminders', { subject: 's', approvers: ['ada'], max_reminders: 101 }],
    ],
  },
  {
    pattern: patterns.signalOrderedMutex,
    read: readSignalOrderedMutex,
    inputs: [
      ['/idle_ms', { idle_ms: 9 }],
      ['/grants_per_run', { grants_per_run: 0 }],
    ],
  },
  {
    pattern: patterns.slidingWindowBatch,
    read: readSlidingWindowBatch,
    inputs: [
      ['/records', {}],
      ['/records', { records: 100_001 }],
      ['/window', { records: 1, window: 0 }],
      ['/records_per_run', { records: 1, records_per_run: 501 }],
      ['/work_ms', { records: 1, work_ms: -1 }],
      ['/fail_every', { records: 1, fail_every: 0.5 }],
    ],
  },
  {
    pattern: patterns.debounce,
    read: readDebounce,
    inputs: [
      ['', 'text'],
      ['/quiet_ms', { quiet_ms: 0 }],
      ['/max_wait_ms', { max_wait_ms: null }],
      ['/publish_ms', { publish_ms: 30_001 }],
    ],
  },
  {
    pattern: patterns.updateWithStart,
    read: readUpdateWithStart,
    inputs: [
      ['/amount_cents', {}],
      ['/amount_cents', { amount_cents: 0.5 }],
      ['/check_ms', { amount_cents: 1, check_ms: 10_001 }],
      ['/settle_ms', { amount_cents: 1, settle_ms: -1 }],
    ],
  },
  {
    pattern: patterns.typedConverter,
    read: readSettlement,
    inputs: [
      ['', null],
      ['', { ...account, note: 'x' }],
      ['/number', { ...account, number: 7 }],
      ['/number', { ...account, number: '0x7' }],
      ['/owner_ip', { ...account, owner_ip: 'localhost' }],
      ['/due_at', { ...account, due_at: '2030-02-30T00:00:00Z' }],
      ['/due_at', { ...account, due_at: '2030-01-31T00:00:00.123456Z' }],
      ['/charges', { ...account, charges: [] }],
      ['/charges/1', { ...account, charges: ['1', '1,5'] }],
      ['/fees/courier', { ...account, fees: { courier: 3 } }],
      ['/tags', { ...account, tags: ['a', 'a'] }],
      ['/mandate', { ...account, mandate: 'no base64' }],
      ['/wait_ms', { ...account, wait_ms: -1 }],
    ],
  },
]

const cases = badInputs.flatMap(({ pattern, read, inputs }) =>
  inputs.map(([pointer, input]) => ({ pattern, read, pointer, input })),
)

test.each(cases)(
  '$pattern.workflow_type: schema and workflow both refuse a fault at «$pointer»',
  ({ pattern, read, pointer, input }) => {
    const fits = new Ajv2020({ validateFormats: false }).compile(pattern.input_schema)

    expect(fits(input)).toBe(false)
    const refusal = refusalOf(() => read(input))
    expect(refusal).toMatchObject({ type: 'input-invalid', nonRetryable: true })
    expect(refusal?.details).toEqual([{ pointer }])
  },
)

test('every pattern has inputs that it refuses', () => {
  expect(badInputs.map(({ pattern }) => pattern)).toEqual(
    expect.arrayContaining(Object.values(patterns)),
  )
})

test('the workflow counts characters as JSON Schema does', () => {
  const input = { items: ['𝒳'.repeat(100)] }

  expect(
    new Ajv2020({ validateFormats: false }).compile(parallelActivities.input_schema)(input),
  ).toBe(true)
  expect(readParallelActivities(input).names).toEqual(input.items)
})

test('left out options get the defaults that the schema tells', () => {
  const { properties } = parallelActivities.input_schema as {
    properties: Record<string, { default?: unknown }>
  }

  expect(readParallelActivities({ items: ['Ada'] })).toEqual({
    names: ['Ada'],
    maxParallel: properties['max_parallel']?.default,
    onFailure: properties['on_failure']?.default,
    workMs: properties['work_ms']?.default,
  })
})

/** As the SDK does before the workflow begins. */
function readSettlement(input: unknown): unknown {
  try {
    return fromWire(settlement.input, input)
  } catch (error) {
    if (!(error instanceof PayloadRefusedError)) throw error
    const [fault] = error.faults
    throw ApplicationFailure.nonRetryable(error.message, 'input-invalid', {
      pointer: fault?.pointer,
    })
  }
}

function refusalOf(read: () => unknown): ApplicationFailure | undefined {
  try {
    read()
  } catch (error) {
    if (error instanceof ApplicationFailure) return error
    throw error
  }
  return undefined
}
