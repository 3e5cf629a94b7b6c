import { expect, test } from 'vitest'
import {
  catalogueOf,
  fullSpec,
  putting,
  refusalOf,
  registering,
  valueOf,
} from '../../../test/specs.ts'
import {
  applyCatalogueOp,
  collectWorkers,
  loadCatalogue,
  recordRefusedSignal,
  storeCatalogue,
  type Catalogue,
} from './catalogue.ts'
import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { CatalogueOp } from './messages.ts'

const minuteMs = 60_000

const specIn = (catalogue: Catalogue, type: string) => catalogue.specs.get(type)?.spec
const workersIn = (catalogue: Catalogue) => [...catalogue.workers.keys()]

function apply(catalogue: Catalogue, op: CatalogueOp, nowMs = 0) {
  return applyCatalogueOp(catalogue, op, nowMs)
}

test('a registration stores the worker and its types, and says so in their order', () => {
  const catalogue = catalogueOf()

  const outcome = apply(
    catalogue,
    registering('w1', { workflows: [fullSpec('b', { version: '2' }), fullSpec('a')] }),
    5,
  )

  expect(valueOf(outcome)).toEqual({
    workflows: [
      { spec: 'stored', reason: '' },
      { spec: 'stored', reason: '' },
    ],
  })
  expect(catalogue.workers.get('w1')).toMatchObject({
    workflows: ['b', 'a'],
    type_versions: { b: '2' },
    registered_at_ms: 5,
    last_seen_ms: 5,
    draining: false,
  })
})

test('registering again replaces the list of types, ends draining and keeps the first time', () => {
  const catalogue = catalogueOf([registering('w1', { workflows: [fullSpec('a')] })])
  apply(catalogue, { op: 'drain_worker', worker_id: 'w1' }, 1)

  const outcome = apply(catalogue, registering('w1', { workflows: [fullSpec('b')] }), 2)

  expect(valueOf(outcome)).toMatchObject({ workflows: [{ spec: 'stored' }] })
  expect(catalogue.workers.get('w1')).toMatchObject({
    workflows: ['b'],
    draining: false,
    registered_at_ms: 0,
    last_seen_ms: 2,
  })
  expect([...catalogue.specs.keys()]).toEqual(['a', 'b'])
})

test('equal schemas are kept once, for as long as a type has them', () => {
  const schema = { type: 'object' }
  const catalogue = catalogueOf([
    putting(fullSpec('a', { input_schema: schema })),
    putting(fullSpec('b', { input_schema: { ...schema }, output_schema: schema })),
  ])
  const shared = catalogue.schemas.size

  apply(catalogue, { op: 'remove_workflow', workflow_type: 'a' })
  const afterFirst = catalogue.schemas.size
  apply(catalogue, { op: 'remove_workflow', workflow_type: 'b' })

  expect([shared, afterFirst, catalogue.schemas.size]).toEqual([2, 1, 0])
})

test('in a rolling deployment the newer version holds, whoever registers last', () => {
  const old = registering('old', { workflows: [fullSpec('t', { version: '1', owner: 'old' })] })
  const young = registering('new', { workflows: [fullSpec('t', { version: '2', owner: 'new' })] })
  const catalogue = catalogueOf([old, young])

  const again = apply(catalogue, old)

  expect(valueOf(again)).toMatchObject({
    workflows: [{ spec: 'kept', reason: expect.stringContaining('Version 2 is newer than 1') }],
  })
  expect(specIn(catalogue, 't')).toMatchObject({ version: '2', owner: 'new' })
  expect(catalogue.workers.get('old')?.workflows).toEqual(['t'])
})

test('a rollback holds once no live worker announces the higher version', () => {
  const old = registering('old', { workflows: [fullSpec('t', { version: '1' })] })
  const young = registering('new', {
    ttl_seconds: 60,
    workflows: [fullSpec('t', { version: '2' })],
  })
  const catalogue = catalogueOf([young])

  const whileLive = apply(catalogue, old, 60_000)
  const afterwards = apply(catalogue, old, 60_001)

  expect(valueOf(whileLive)).toMatchObject({ workflows: [{ spec: 'kept' }] })
  expect(valueOf(afterwards)).toMatchObject({ workflows: [{ spec: 'stored' }] })
})

test('a worker may go back to a lower version by itself', () => {
  const catalogue = catalogueOf([
    registering('w', { workflows: [fullSpec('t', { version: '2' })] }),
  ])

  const outcome = apply(catalogue, registering('w', { workflows: [fullSpec('t')] }))

  expect(valueOf(outcome)).toMatchObject({ workflows: [{ spec: 'stored' }] })
})

test("an operator's spec gives way only to a higher version", () => {
  const catalogue = catalogueOf([putting(fullSpec('t', { version: '1', owner: 'operator' }))])
  const announced = (version: string) =>
    apply(catalogue, registering('w', { workflows: [fullSpec('t', { version, owner: 'worker' })] }))

  const same = announced('1')
  const keptOwner = specIn(catalogue, 't')?.owner
  const higher = announced('1.1')

  expect(valueOf(same)).toMatchObject({
    workflows: [{ spec: 'kept', reason: expect.stringContaining('operator') }],
  })
  expect(keptOwner).toBe('operator')
  expect(valueOf(higher)).toMatchObject({ workflows: [{ spec: 'stored' }] })
})

test('an operator alone says whether a type is enabled', () => {
  const catalogue = catalogueOf([putting(fullSpec('t', { version: '1', enabled: false }))])

  const same = apply(
    catalogue,
    registering('w', { workflows: [fullSpec('t', { version: '1', enabled: true })] }),
  )
  apply(catalogue, registering('w', { workflows: [fullSpec('t', { version: '2' })] }))
  const afterHigher = specIn(catalogue, 't')
  apply(catalogue, { op: 'set_enabled', workflow_type: 't', enabled: true })

  expect(valueOf(same)).toMatchObject({ workflows: [{ spec: 'unchanged' }] })
  expect(afterHigher).toMatchObject({ version: '2', enabled: false })
  expect(specIn(catalogue, 't')?.enabled).toBe(true)
})

test('creating a type that is there is refused and changes nothing', () => {
  const catalogue = catalogueOf([putting(fullSpec('t', { owner: 'first' }), false)])
  const { revision } = catalogue

  const second = apply(catalogue, putting(fullSpec('t', { owner: 'second' }), false))

  expect(refusalOf(second)).toBe('workflow-type-exists')
  expect(specIn(catalogue, 't')?.owner).toBe('first')
  expect(catalogue.revision).toBe(revision)
})

test('a removed type goes from every worker, and comes back when one registers again', () => {
  const worker = registering('w', { workflows: [fullSpec('a'), fullSpec('b')] })
  const catalogue = catalogueOf([worker])

  const removed = apply(catalogue, { op: 'remove_workflow', workflow_type: 'a' })
  const absent = apply(catalogue, { op: 'remove_workflow', workflow_type: 'a' })
  const served = catalogue.workers.get('w')?.workflows
  apply(catalogue, worker)

  expect([valueOf(removed), valueOf(absent)]).toEqual([{ removed: true }, { removed: false }])
  expect(served).toEqual(['b'])
  expect(specIn(catalogue, 'a')).toBeDefined()
  expect(catalogue.workers.get('w')?.workflows).toEqual(['a', 'b'])
})

test('a worker that leaves is gone at once and its types stay', () => {
  const catalogue = catalogueOf([registering('w', { workflows: [fullSpec('a')] })])

  const left = apply(catalogue, { op: 'leave_worker', worker_id: 'w' })
  const again = apply(catalogue, { op: 'leave_worker', worker_id: 'w' })

  expect([valueOf(left), valueOf(again)]).toEqual([{ removed: true }, { removed: false }])
  expect(workersIn(catalogue)).toEqual([])
  expect(specIn(catalogue, 'a')).toBeDefined()
})

test('renewals move leases forward only, and name the workers that are unknown', () => {
  const catalogue = catalogueOf([registering('w')], 1_000)

  const outcome = apply(catalogue, {
    op: 'renew_leases',
    last_seen_ms: { w: 3_000, stranger: 3_000 },
  })
  apply(catalogue, { op: 'renew_leases', last_seen_ms: { w: 2_000 } })

  expect(valueOf(outcome)).toEqual({ unknown: ['stranger'] })
  expect(catalogue.workers.get('w')?.last_seen_ms).toBe(3_000)
})

test('what concerns the unknown is refused by name', () => {
  const catalogue = catalogueOf()

  const drained = apply(catalogue, { op: 'drain_worker', worker_id: 'w' })
  const enabled = apply(catalogue, { op: 'set_enabled', workflow_type: 't', enabled: true })
  const newer = apply(catalogue, { op: 'paint_worker' } as never)

  expect([drained, enabled, newer].map(refusalOf)).toEqual([
    'worker-unknown',
    'workflow-type-not-found',
    'internal',
  ])
})

test('a worker silent for six leases is collected, a moment later and not earlier', () => {
  const catalogue = catalogueOf([registering('w', { ttl_seconds: 10 })])

  collectWorkers(catalogue, minuteMs)
  const atSixLeases = workersIn(catalogue)
  collectWorkers(catalogue, minuteMs + 1)

  expect(atSixLeases).toEqual(['w'])
  expect(workersIn(catalogue)).toEqual([])
})

test('when most would be collected at once they are held for another hour', () => {
  const workers = Array.from({ length: 10 }, (_, n) => registering(`w${n}`, { ttl_seconds: 10 }))
  const catalogue = catalogueOf(workers)

  collectWorkers(catalogue, 2 * minuteMs)
  const held = catalogue.workers.size
  collectWorkers(catalogue, 61 * minuteMs + 1)

  expect([held, catalogue.workers.size]).toEqual([10, 0])
})

test('those who fell silent while others live are collected', () => {
  const workers = Array.from({ length: 20 }, (_, n) => registering(`w${n}`, { ttl_seconds: 10 }))
  const catalogue = catalogueOf(workers)
  const beats = Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`w${n}`, 2 * minuteMs]))
  apply(catalogue, { op: 'renew_leases', last_seen_ms: beats })

  collectWorkers(catalogue, 2 * minuteMs)

  expect(catalogue.workers.size).toBe(11)
})

test('the next run begins with everything the last one held', () => {
  const catalogue = catalogueOf(
    [
      registering('w1', { workflows: [fullSpec('a', { input_schema: { type: 'object' } })] }),
      registering('w2', { labels: { colour: 'blue' } }),
      putting(fullSpec('b', { output_schema: { type: 'string' } })),
      { op: 'drain_worker', worker_id: 'w1' },
      { op: 'leave_worker', worker_id: 'w2' },
      { op: 'remove_workflow', workflow_type: 'b' },
      { op: 'service_started', process_id: 'host:1' },
    ],
    7,
  )
  recordRefusedSignal(catalogue, { at_ms: 1, signal: 's', detail: 'd' })
  const stored = JSON.parse(JSON.stringify(storeCatalogue(catalogue)))

  const next = loadCatalogue(stored, 99)

  expect(storeCatalogue(next)).toEqual(stored)
  expect(next.service).toEqual({
    started_at_ms: 7,
    process_id: 'host:1',
    process_started_at_ms: 7,
  })
  expect(next.size.bytes()).toBe(catalogue.size.bytes())
})

test('a thousand refused signals with details of any length leave a small state', () => {
  const catalogue = catalogueOf()

  for (let n = 0; n < 1_000; n++) {
    recordRefusedSignal(catalogue, { at_ms: n, signal: 's', detail: 'x'.repeat(100_000) })
  }

  expect(catalogue.refusedSignals.map((refused) => refused.at_ms)).toEqual(
    Array.from({ length: 20 }, (_, n) => 980 + n),
  )
  expect(JSON.stringify(storeCatalogue(catalogue)).length).toBeLessThan(20_000)
})

test('what a signal brought is marked as unchecked', () => {
  const op = registering('w', { workflows: [fullSpec('a')] })
  const catalogue = catalogueOf([{ ...op, checked: false } as CatalogueOp])

  apply(catalogue, putting(fullSpec('b')))

  expect([...catalogue.specs.values()].map(({ checked }) => checked)).toEqual([false, true])
})

test('a spec that was compared with another than it would replace is refused, and nothing changes', () => {
  const catalogue = catalogueOf([putting(fullSpec('a', { version: '1.0' }))])
  const stored = catalogue.specs.get('a')
  const revision = stored?.revision ?? 0
  const next = fullSpec('a', { version: '1.1' })

  const stale = applyCatalogueOp(catalogue, { ...putOf(next), bases: { a: revision - 1 } }, 0)
  const unseen = applyCatalogueOp(catalogue, { ...putOf(next), bases: { a: 0 } }, 0)
  expect([stale, unseen].map(refusalOf)).toEqual([
    'workflow-type-contended',
    'workflow-type-contended',
  ])
  expect(catalogue.specs.get('a')).toBe(stored)

  const fresh = applyCatalogueOp(catalogue, { ...putOf(next), bases: { a: revision } }, 0)
  expect(refusalOf(fresh)).toBeUndefined()
})

test('a state that was stored before specs declared schedules loads, and its workers change nothing', () => {
  const op = registering('w', { workflows: [fullSpec('a', { version: '1' })] })
  const stored = storeCatalogue(catalogueOf([op]))
  const specs = stored.specs.map((entry) => {
    const { schedules: _, ...spec } = entry.spec
    return { ...entry, spec } as typeof entry
  })

  const loaded = loadCatalogue({ ...stored, specs }, 0)
  const before = loaded.specs.get('a')
  applyCatalogueOp(loaded, op, 0)

  expect(specIn(loaded, 'a')?.schedules).toEqual([])
  expect(loaded.specs.get('a')).toBe(before)
})

function putOf(spec: FullWorkflowSpec) {
  return { op: 'put_workflow', spec, overwrite: true, checked: true } as const
}
