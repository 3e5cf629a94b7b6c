import { expect, test } from 'vitest'
import { registering } from '../../test/specs.ts'
import { viewedCatalogue } from '../../test/viewed.ts'
import { verdictOf, type Look } from './verdict.ts'

const spec = (type: string, taskQueue: string) => ({ workflow_type: type, task_queue: taskQueue })

/** A registry in which `served` is ready on `live`, and other queues are in every other state. */
function registry() {
  const viewed = viewedCatalogue()
  const worker = (id: string, taskQueue: string, type: string) =>
    registering(id, { task_queue: taskQueue, ttl_seconds: 60, workflows: [spec(type, taskQueue)] })
  viewed.write(worker('lapsed', 'dead', 'served'))
  viewed.pass(61_000)
  viewed.write(
    worker('live', 'live', 'served'),
    worker('leaving', 'leaving', 'served'),
    worker('deaf', 'deaf', 'served'),
    worker('new', 'new', 'served'),
    { op: 'drain_worker', worker_id: 'leaving' },
  )
  for (const taskQueue of ['dead', 'live', 'leaving']) viewed.sawPoll(taskQueue)
  viewed.sawPoll('deaf', 100_000)
  return viewed
}

test('a run of a type on its ready queue is no orphan', () => {
  const { view } = registry()

  expect(verdictOf(view, { workflowType: 'served', taskQueue: 'live' }, undefined)).toBeUndefined()
})

test.each([
  ['dead', 'gone', 1_000_000],
  ['leaving', 'draining', 1_061_000],
  ['deaf', 'suspect', 961_000],
  ['new', 'unchecked', null],
])('on «%s» it is one, as its target is %s', (taskQueue, reason, sinceMs) => {
  const { view } = registry()
  const found = verdictOf(view, { workflowType: 'served', taskQueue }, undefined)

  expect(found).toMatchObject({ reason, sinceMs })
})

test('a type that nobody announces on a ready queue may be served, but nobody says so', () => {
  const { view } = registry()
  const unknown = verdictOf(view, { workflowType: 'other', taskQueue: 'live' }, undefined)
  const onDead = verdictOf(view, { workflowType: 'other', taskQueue: 'dead' }, undefined)

  expect(unknown).toMatchObject({ reason: 'unregistered' })
  expect(onDead).toMatchObject({ reason: 'gone' })
})

test.each([
  [{ kind: 'polled' }, 'unregistered', null],
  [{ kind: 'silent', lastPollAtMs: 7 }, 'no-poller', 7],
  [{ kind: 'unasked', why: 'Temporal is busy' }, 'unchecked', null],
  [undefined, 'unchecked', null],
] satisfies [Look | undefined, string, number | null][])(
  'of a queue that is not known, %j decides',
  (look, reason, sinceMs) => {
    const { view } = registry()
    const found = verdictOf(view, { workflowType: 'served', taskQueue: 'elsewhere' }, look)

    expect(found).toMatchObject({ reason, sinceMs })
  },
)
