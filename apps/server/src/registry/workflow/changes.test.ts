import fc from 'fast-check'
import { expect, test } from 'vitest'
import { catalogueOf, fullSpec, putting, registering } from '../../../test/specs.ts'
import { applyCatalogueOp, collectWorkers, type Catalogue } from './catalogue.ts'
import { changesSince } from './changes.ts'
import type { CatalogueChanges, CatalogueOp, SpecEntry, WorkerEntry } from './messages.ts'

/** What a reader holds that does nothing but apply the changes it is given. */
class Reader {
  revision = 0
  readonly specs = new Map<string, SpecEntry>()
  readonly schemas = new Map<string, unknown>()
  readonly workers = new Map<string, WorkerEntry>()
  readonly lastSeenMs = new Map<string, number>()

  read(catalogue: Catalogue): CatalogueChanges {
    const changes = JSON.parse(
      JSON.stringify(changesSince(catalogue, this.revision)),
    ) as CatalogueChanges
    if (changes.full) for (const map of [this.specs, this.workers, this.lastSeenMs]) map.clear()
    for (const entry of changes.specs) this.specs.set(entry.spec.workflow_type, entry)
    for (const [hash, schema] of Object.entries(changes.schemas)) this.schemas.set(hash, schema)
    for (const type of changes.removed_types) this.specs.delete(type)
    for (const id of changes.removed_workers) {
      this.workers.delete(id)
      this.lastSeenMs.delete(id)
    }
    for (const worker of changes.workers) {
      this.workers.set(worker.worker_id, worker)
      this.lastSeenMs.set(worker.worker_id, worker.last_seen_ms)
    }
    for (const [id, seenMs] of Object.entries(changes.leases)) this.lastSeenMs.set(id, seenMs)
    this.revision = changes.revision
    return changes
  }

  /** Everything it knows, in an order of its own. */
  known() {
    const specs = [...this.specs.values()].map((entry) => ({
      ...entry,
      input: this.schemas.get(entry.input_schema_hash),
    }))
    const workers = [...this.workers.values()].map((worker) => ({
      ...worker,
      lease_revision: 0,
      last_seen_ms: this.lastSeenMs.get(worker.worker_id),
    }))
    return {
      revision: this.revision,
      specs: specs.toSorted((a, b) => (a.spec.workflow_type < b.spec.workflow_type ? -1 : 1)),
      workers: workers.toSorted((a, b) => (a.worker_id < b.worker_id ? -1 : 1)),
    }
  }
}

function readAll(catalogue: Catalogue): Reader {
  const reader = new Reader()
  reader.read(catalogue)
  return reader
}

test('a reader that is current gets nothing', () => {
  const catalogue = catalogueOf([registering('w', { workflows: [fullSpec('a')] })])
  const reader = readAll(catalogue)

  const changes = reader.read(catalogue)

  expect(changes).toMatchObject({ full: false, specs: [], workers: [], leases: {}, schemas: {} })
})

test('a reader gets what changed after its revision, and the schemas of that only', () => {
  const schema = { type: 'string' }
  const catalogue = catalogueOf([putting(fullSpec('a', { input_schema: { type: 'object' } }))])
  const reader = readAll(catalogue)
  applyCatalogueOp(catalogue, putting(fullSpec('b', { input_schema: schema })), 0)

  const changes = reader.read(catalogue)

  expect(changes.specs.map((entry) => entry.spec.workflow_type)).toEqual(['b'])
  expect(Object.values(changes.schemas)).toEqual([schema, {}])
})

test('a renewal comes as a time and not as a worker', () => {
  const catalogue = catalogueOf([registering('w1'), registering('w2')])
  const reader = readAll(catalogue)
  applyCatalogueOp(catalogue, { op: 'renew_leases', last_seen_ms: { w1: 5 } }, 5)

  const changes = reader.read(catalogue)

  expect(changes).toMatchObject({ workers: [], leases: { w1: 5 } })
})

test('removals are told, but not of what is there again', () => {
  const catalogue = catalogueOf([
    registering('w1', { workflows: [fullSpec('a'), fullSpec('b')] }),
    registering('w2'),
  ])
  const reader = readAll(catalogue)
  for (const op of [
    { op: 'remove_workflow', workflow_type: 'a' },
    { op: 'remove_workflow', workflow_type: 'b' },
    { op: 'leave_worker', worker_id: 'w1' },
    { op: 'leave_worker', worker_id: 'w2' },
    putting(fullSpec('b')),
    registering('w2'),
  ] satisfies CatalogueOp[]) {
    applyCatalogueOp(catalogue, op, 0)
  }

  const changes = reader.read(catalogue)

  expect(changes).toMatchObject({ full: false, removed_types: ['a'], removed_workers: ['w1'] })
  expect(reader.known()).toEqual(readAll(catalogue).known())
})

test('a reader behind the removals that are remembered gets everything', () => {
  const catalogue = catalogueOf([putting(fullSpec('a')), registering('stays')])
  const reader = readAll(catalogue)
  for (let n = 0; n < 2_001; n++) {
    applyCatalogueOp(catalogue, registering(`w${n}`), 0)
    applyCatalogueOp(catalogue, { op: 'leave_worker', worker_id: `w${n}` }, 0)
  }

  const changes = reader.read(catalogue)

  expect(changes.full).toBe(true)
  expect(changes.removed_workers).toEqual([])
  expect(reader.known()).toEqual(readAll(catalogue).known())
})

test('a reader of another, longer catalogue gets everything', () => {
  const reader = readAll(catalogueOf([putting(fullSpec('old')), registering('old')]))
  const young = catalogueOf([putting(fullSpec('young'))])

  const changes = reader.read(young)

  expect(changes.full).toBe(true)
  expect([...reader.specs.keys()]).toEqual(['young'])
})

test('a new reader of a catalogue with 10,000 types and many removals needs one answer', () => {
  const types = Array.from({ length: 10_000 }, (_, n) => putting(fullSpec(`type-${n}`)))
  const catalogue = catalogueOf(types)
  for (let n = 0; n < 5_000; n++) {
    applyCatalogueOp(catalogue, registering(`w${n}`), 0)
    applyCatalogueOp(catalogue, { op: 'leave_worker', worker_id: `w${n}` }, 0)
  }
  const reader = new Reader()

  reader.read(catalogue)

  expect(reader.specs.size).toBe(10_000)
  expect(reader.revision).toBe(catalogue.revision)
})

const ids = fc.constantFrom('w1', 'w2', 'w3')
const names = fc.constantFrom('a', 'b', 'c', 'd')
const specs = fc
  .record({ name: names, version: fc.constantFrom('', '1', '2'), max: fc.nat(3) })
  .map(({ name, version, max }) => fullSpec(name, { version, input_schema: { maximum: max } }))
const ops: fc.Arbitrary<CatalogueOp> = fc.oneof(
  fc
    .tuple(ids, fc.array(specs, { maxLength: 3 }))
    .map(([id, workflows]) => registering(id, { workflows, ttl_seconds: 5 })),
  fc.tuple(specs, fc.boolean()).map(([spec, overwrite]) => putting(spec, overwrite)),
  ids.map((id) => ({ op: 'leave_worker' as const, worker_id: id })),
  ids.map((id) => ({ op: 'drain_worker' as const, worker_id: id })),
  names.map((name) => ({ op: 'remove_workflow' as const, workflow_type: name })),
  fc.tuple(names, fc.boolean()).map(([name, enabled]) => ({
    op: 'set_enabled' as const,
    workflow_type: name,
    enabled,
  })),
  fc
    .dictionary(ids, fc.nat(100_000), { noNullPrototype: true })
    .map((seen) => ({ op: 'renew_leases' as const, last_seen_ms: seen })),
)

test('a reader that follows from any revision knows what a reader of everything knows', () => {
  const steps = fc.array(fc.record({ op: ops, nowMs: fc.nat(100_000), isRead: fc.boolean() }), {
    maxLength: 40,
  })

  fc.assert(
    fc.property(steps, (history) => {
      const catalogue = catalogueOf()
      const follower = new Reader()
      let nowMs = 0
      for (const step of history) {
        nowMs += step.nowMs
        applyCatalogueOp(catalogue, step.op, nowMs)
        collectWorkers(catalogue, nowMs)
        if (step.isRead) follower.read(catalogue)
      }

      follower.read(catalogue)

      expect(follower.known()).toEqual(readAll(catalogue).known())
    }),
    { numRuns: 300 },
  )
})
