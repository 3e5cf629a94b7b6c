import { expect, test } from 'vitest'
import { fullSpec, putting, registering } from '../../test/specs.ts'
import { viewedCatalogue, type ViewedCatalogue } from '../../test/viewed.ts'
import { createView } from './view.ts'
import { changesSince } from './workflow/changes.ts'
import type { CatalogueOp } from './workflow/messages.ts'

const serving = (workerId: string, type = 't', more: object = {}) =>
  registering(workerId, { ttl_seconds: 10, workflows: [fullSpec(type)], ...more })

const statusOf = ({ view }: ViewedCatalogue, type = 't') => view.findType(type)?.status

test('a type is ready when a lease and a poller both speak for it', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w'))

  const before = statusOf(viewed)
  viewed.sawPoll('w-queue')

  expect([before, statusOf(viewed)]).toEqual(['suspect', 'ready'])
})

test('a lease runs out when its TTL has passed, and not before', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w'))
  viewed.sawPoll('w-queue')

  viewed.pass(10_000)
  const atTtl = statusOf(viewed)
  viewed.pass(1)

  expect([atTtl, statusOf(viewed)]).toEqual(['ready', 'gone'])
  expect(viewed.view.findType('t')?.reason).toBe('The leases of its workers have run out')
})

test('a heartbeat renews the lease here at once, and only for a worker that is known', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w'))
  viewed.sawPoll('w-queue')
  viewed.pass(9_000)

  const taken = [viewed.view.beat('w'), viewed.view.beat('stranger')]
  viewed.pass(10_000)

  expect(taken).toEqual([true, false])
  expect(statusOf(viewed)).toBe('ready')
})

test('a heartbeat brings a worker back whose lease had run out', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w'))
  viewed.sawPoll('w-queue')
  viewed.pass(20_000)
  const away = statusOf(viewed)

  viewed.view.beat('w')

  expect([away, statusOf(viewed)]).toEqual(['gone', 'ready'])
})

test('so does a heartbeat that another replica heard', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w'))
  viewed.sawPoll('w-queue')
  viewed.pass(20_000)
  const away = statusOf(viewed)

  viewed.write({ op: 'renew_leases', last_seen_ms: { w: viewed.now() } })

  expect([away, statusOf(viewed)]).toEqual(['gone', 'ready'])
})

test('an older time that comes late does not shorten a lease', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w'))
  viewed.pass(8_000)
  viewed.view.beat('w')

  viewed.write({ op: 'renew_leases', last_seen_ms: { w: viewed.now() - 7_000 } })
  viewed.pass(10_000)

  expect(viewed.view.findWorker('w')?.lease).toBe('live')
})

test('a worker that leaves is gone from its types at once', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w1'), serving('w2'))
  viewed.sawPoll('w1-queue')
  viewed.sawPoll('w2-queue')

  viewed.write({ op: 'leave_worker', worker_id: 'w1' })

  expect(viewed.view.findType('t')?.targets.map((target) => target.task_queue)).toEqual([
    'w2-queue',
  ])
  viewed.write({ op: 'leave_worker', worker_id: 'w2' })
  expect(viewed.view.findType('t')).toMatchObject({ status: 'gone', reason: 'No worker serves it' })
})

test('a queue is draining only when all who live on it are', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w1', 't', { task_queue: 'q' }), serving('w2', 't', { task_queue: 'q' }))
  viewed.sawPoll('q')

  viewed.write({ op: 'drain_worker', worker_id: 'w1' })
  const one = statusOf(viewed)
  viewed.write({ op: 'drain_worker', worker_id: 'w2' })

  expect([one, statusOf(viewed)]).toEqual(['ready', 'draining'])
})

test('when most of ten leases run out within a minute they are kept for that minute', () => {
  const viewed = viewedCatalogue()
  viewed.write(...Array.from({ length: 10 }, (_, n) => serving(`w${n}`, 't', { task_queue: 'q' })))
  viewed.sawPoll('q')

  viewed.pass(10_001)
  const frozen = [viewed.view.findWorker('w0')?.lease, statusOf(viewed)]
  viewed.pass(60_000)

  expect(frozen).toEqual(['frozen', 'ready'])
  expect(viewed.view.findWorker('w0')?.lease).toBe('expired')
  expect(statusOf(viewed)).toBe('gone')
})

test('a lease that runs out while others are frozen does so in its own time', () => {
  const viewed = viewedCatalogue()
  const many = Array.from({ length: 12 }, (_, n) => serving(`w${n}`))
  viewed.write(...many, serving('long', 'own', { ttl_seconds: 11 }))
  viewed.pass(10_500)
  const frozen = viewed.view.findWorker('w0')?.lease

  viewed.pass(501)

  expect(frozen).toBe('frozen')
  expect(viewed.view.findWorker('long')?.lease).not.toBe('live')
})

test('a replica that begins after a long pause gives ten workers a minute to be heard', () => {
  const { catalogue, write } = viewedCatalogue()
  write(...Array.from({ length: 10 }, (_, n) => serving(`w${n}`)))
  let nowMs = 2_000_000_000
  const late = createView(() => nowMs, { schemaFault: () => undefined })

  late.apply(changesSince(catalogue, 0))
  const atFirst = late.findWorker('w0')?.lease
  late.beat('w0')
  nowMs += 60_000

  expect(atFirst).toBe('frozen')
  late.beat('w0')
  expect([late.findWorker('w0')?.lease, late.findWorker('w1')?.lease]).toEqual(['live', 'expired'])
})

test('what was seen of a queue is forgotten with its last worker', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w'))
  viewed.sawPoll('w-queue')

  viewed.write({ op: 'leave_worker', worker_id: 'w' })
  viewed.write(serving('w'))

  expect(viewed.view.evidenceOf('w-queue')).toEqual({ kind: 'unchecked' })
  expect(statusOf(viewed)).toBe('suspect')
})

test('only schemas that a signal brought are looked at, and one that is unusable says so', () => {
  const looked: unknown[] = []
  const viewed = viewedCatalogue((schema) => {
    looked.push(schema)
    return schema['$ref'] ? { pointer: '/$ref', detail: 'cannot be fetched' } : undefined
  })
  const schema = { $ref: 'https://example.com' }

  viewed.write(putting(fullSpec('checked', { input_schema: schema })))
  viewed.write({
    ...putting(fullSpec('signalled', { input_schema: schema })),
    checked: false,
  } as CatalogueOp)

  expect(looked).toEqual([schema])
  expect(statusOf(viewed, 'checked')).toBe('gone')
  expect(viewed.view.findType('signalled')).toMatchObject({
    status: 'unavailable',
    reason: 'Its input_schema cannot be used: /$ref cannot be fetched',
  })
})

test('after a rollback the workers of the older version are asked to register again', () => {
  const viewed = viewedCatalogue()
  const versioned = (version: string) => ({ workflows: [fullSpec('t', { version })] })
  viewed.write(serving('new', 't', versioned('2')), serving('old', 't', versioned('1')))
  const whileBoth = viewed.view.shouldRegisterAgain('old')

  viewed.write({ op: 'leave_worker', worker_id: 'new' })
  const afterwards = viewed.view.shouldRegisterAgain('old')
  viewed.write(serving('old', 't', versioned('1')))

  expect([whileBoth, afterwards]).toEqual([false, true])
  expect(viewed.view.shouldRegisterAgain('old')).toBe(false)
  expect(viewed.view.findType('t')?.spec.version).toBe('1')
})

test("nobody is asked to register again because of an operator's spec", () => {
  const viewed = viewedCatalogue()
  viewed.write(putting(fullSpec('t', { version: '2' })), serving('w'))

  expect(viewed.view.shouldRegisterAgain('w')).toBe(false)
  expect(viewed.view.shouldRegisterAgain('stranger')).toBe(false)
})

test('the version changes with what is answered, and not with the time of a heartbeat', () => {
  const viewed = viewedCatalogue()
  viewed.write(serving('w'))
  viewed.sawPoll('w-queue')
  const { view } = viewed
  const before = view.version()

  viewed.pass(1_000)
  view.beat('w')
  viewed.sawPoll('w-queue')
  viewed.write({ op: 'renew_leases', last_seen_ms: { w: viewed.now() } })
  const afterBeats = view.version()
  viewed.sawPoll('w-queue', null)

  expect(afterBeats).toBe(before)
  expect(view.version()).toBeGreaterThan(before)
})

test('until waits for what comes to hold, and gives up in time', async () => {
  const viewed = viewedCatalogue()
  const isThere = () => viewed.view.findType('t') !== undefined

  const inVain = await viewed.view.until(isThere, 5)
  const waiting = viewed.view.until(isThere, 10_000)
  viewed.write(serving('w'))

  expect([inVain, await waiting]).toEqual([false, true])
})

test('a type that any worker declares messages for is known by the name of the message', () => {
  const viewed = viewedCatalogue()
  viewed.write(putting(fullSpec('t', { signals: [{ name: 'add', schema: {} }, { name: 'end' }] })))
  const { view } = viewed
  const before = [
    view.declaresMessage('signals', 'add'),
    view.declaresMessage('signals', 'end'),
    view.declaresMessage('queries', 'add'),
  ]

  viewed.write({ op: 'remove_workflow', workflow_type: 't' })

  expect(before).toEqual([true, false, false])
  expect(view.declaresMessage('signals', 'add')).toBe(false)
})

/** Milliseconds of the quickest of several goes: others share the machine. */
function quickestMs(run: () => void): number {
  const goes = Array.from({ length: 10 }, () => {
    const begunMs = performance.now()
    run()
    return performance.now() - begunMs
  })
  return Math.min(...goes)
}

test('evaluating 1,000 leases takes milliseconds', () => {
  const viewed = viewedCatalogue()
  viewed.write(...Array.from({ length: 1_000 }, (_, n) => serving(`w${n}`, `type-${n % 50}`)))

  const ms = quickestMs(() => {
    viewed.pass(10_001)
    viewed.view.settle()
  })

  expect(ms).toBeLessThan(25)
})

test('10,000 types are read within a second', () => {
  const { catalogue, write } = viewedCatalogue()
  const typesOf = (worker: number) =>
    Array.from({ length: 20 }, (_, at) => fullSpec(`type-${worker * 20 + at}`))
  write(...Array.from({ length: 500 }, (_, n) => registering(`w${n}`, { workflows: typesOf(n) })))
  const changes = changesSince(catalogue, 0)
  const view = createView(() => 0, { schemaFault: () => undefined })

  const ms = quickestMs(() => view.apply(changes))

  expect(view.typeNames()).toHaveLength(10_000)
  expect(ms).toBeLessThan(1_000)
})
