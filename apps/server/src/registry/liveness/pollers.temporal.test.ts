import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { catalogueOf, fullSpec, registering } from '../../../test/specs.ts'
import { createTestLink } from '../../../test/temporal-link.ts'
import { eventually } from '../../../test/wait.ts'
import '../../../test/quiet-temporal.ts'
import type { Temporal } from '../../platform/temporal.ts'
import { createPollerChecks } from './pollers.ts'
import { createView, type View } from '../view.ts'
import { changesSince } from '../workflow/changes.ts'

let link: ReturnType<typeof createTestLink>
let temporal: Temporal

beforeAll(async () => {
  link = createTestLink(inject('temporalAddress'))
  temporal = link.temporal
  temporal.start(() => undefined)
  await eventually(() => temporal.fault() === undefined)
})
afterAll(() => link.close())

/** A view of so many workers, each on a queue of its own that nobody polls. */
function viewOf(queues: readonly string[]): View {
  const now = Date.now()
  const view = createView(Date.now, { schemaFault: () => undefined })
  const ops = queues.map((queue) =>
    registering(`worker-of-${queue}`, { task_queue: queue, workflows: [fullSpec(queue)] }),
  )
  view.apply(changesSince(catalogueOf(ops, now), 0))
  return view
}

const queuesOf = (count: number) => Array.from({ length: count }, () => `queue-${randomUUID()}`)

test('queues nobody has looked at are looked at soon, whatever the budget', async () => {
  const queues = queuesOf(100)
  const view = viewOf(queues)
  const checks = createPollerChecks(
    temporal,
    view,
    { poller_checks_per_second: 1, stale_poll_seconds: 75 },
    Date.now,
  )

  checks.start()
  await eventually(() => queues.every((queue) => view.evidenceOf(queue).kind === 'checked'), 5_000)
  checks.close()

  expect(view.findType(queues[0] ?? '')).toMatchObject({
    status: 'suspect',
    reason: 'Temporal sees no poller on it; a worker holds a lease',
  })
})

test('within the budget every queue gets its turn, and none twice before all had one', async () => {
  const queues = queuesOf(40)
  const view = viewOf(queues)
  const checks = createPollerChecks(
    temporal,
    view,
    { poller_checks_per_second: 20, stale_poll_seconds: 75 },
    Date.now,
  )
  const timesOf = () =>
    queues.map((queue) => {
      const evidence = view.evidenceOf(queue)
      return evidence.kind === 'checked' ? evidence.checkedAtMs : 0
    })
  checks.start()
  await eventually(() => timesOf().every((time) => time > 0))

  const looks = queues.map(() => new Set<number>())
  const endMs = Date.now() + 6_000
  await eventually(() => {
    for (const [at, time] of timesOf().entries()) looks[at]?.add(time)
    return Date.now() > endMs
  })
  checks.close()

  const counts = looks.map(({ size }) => size)
  const total = counts.reduce((sum, count) => sum + count, 0) - queues.length
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  expect(total).toBeGreaterThan(60)
  expect(total).toBeLessThanOrEqual(20 * 6 + 20)
})

test('a queue whose name Temporal does not take has no pollers, rather than unknown ones', async () => {
  const queue = '/_sys/not-for-us'
  const view = viewOf([queue])
  const checks = createPollerChecks(
    temporal,
    view,
    { poller_checks_per_second: 1, stale_poll_seconds: 75 },
    Date.now,
  )

  await checks.checkNow(queue)

  expect(view.findType(queue)?.status).toBe('suspect')
})
