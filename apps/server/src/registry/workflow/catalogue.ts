import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import { done, unknownOp, type LastAnswers } from './batches.ts'
import type {
  AnnouncedType,
  CatalogueOp,
  Outcome,
  RefusedSignal,
  ServiceMarks,
  SpecEntry,
  WorkerEntry,
} from './messages.ts'
import { contentHash } from './content-hash.ts'
import { refusalForBases, replacementOf } from './spec-precedence.ts'
import { createSizeGuard, type SizeGuard, type StoredSizes } from './size-guard.ts'

/** Removals remembered, so that a reader a little behind need not read everything again. */
const maxRemembered = 2_000
const maxRefusedSignals = 20
/** A detail repeats what was sent, which may be as long as a payload. */
const maxDetailChars = 500
/** Leases are collected this many times their TTL after the last beat, as the original does. */
const collectAfterTtls = 6
/** When most leases would go at once, something else is wrong: they are held this much longer. */
const massExpiryHoldMs = 3_600_000
const massExpiryMinWorkers = 10

interface Removal {
  readonly kind: 'type' | 'worker'
  readonly name: string
  readonly revision: number
}

/** The catalogue as it is carried from run to run. */
export interface StoredCatalogue {
  readonly revision: number
  readonly specs: readonly SpecEntry[]
  readonly workers: readonly WorkerEntry[]
  readonly schemas: Readonly<Record<string, Record<string, unknown>>>
  readonly removals: readonly Removal[]
  readonly removals_from: number
  readonly sizes: StoredSizes
  readonly service: ServiceMarks
  readonly refused_signals: readonly RefusedSignal[]
  readonly last_answers: LastAnswers
}

/** What the catalogue knows, and its size. Everything that changes it goes through `applyCatalogueOp`. */
export interface Catalogue {
  revision: number
  readonly specs: Map<string, SpecEntry>
  readonly workers: Map<string, WorkerEntry>
  readonly schemas: Map<string, { readonly schema: Record<string, unknown>; uses: number }>
  removals: Removal[]
  /** Removals at or below this revision are forgotten. */
  removalsFrom: number
  service: ServiceMarks
  readonly refusedSignals: RefusedSignal[]
  readonly lastAnswers: LastAnswers
  readonly size: SizeGuard
}

export function loadCatalogue(stored: StoredCatalogue | undefined, nowMs: number): Catalogue {
  const catalogue: Catalogue = {
    revision: stored?.revision ?? 0,
    specs: new Map(),
    workers: new Map(),
    schemas: new Map(),
    removals: [...(stored?.removals ?? [])],
    removalsFrom: stored?.removals_from ?? 0,
    service: stored?.service ?? {
      started_at_ms: nowMs,
      process_id: '',
      process_started_at_ms: null,
    },
    refusedSignals: [...(stored?.refused_signals ?? [])],
    lastAnswers: { ...stored?.last_answers },
    size: createSizeGuard(() => JSON.stringify(storeCatalogue(catalogue)), stored?.sizes),
  }
  for (const entry of stored?.specs ?? []) {
    for (const hash of [entry.input_schema_hash, entry.output_schema_hash]) {
      const uses = catalogue.schemas.get(hash)?.uses ?? 0
      catalogue.schemas.set(hash, { schema: stored?.schemas[hash] ?? {}, uses: uses + 1 })
    }
    catalogue.specs.set(entry.spec.workflow_type, completeEntry(entry))
  }
  for (const worker of stored?.workers ?? []) catalogue.workers.set(worker.worker_id, worker)
  return catalogue
}

/** What was stored before specs declared schedules has none. */
function completeEntry(entry: SpecEntry): SpecEntry {
  const { schedules = [] } = entry.spec as Partial<SpecEntry['spec']>
  return { ...entry, spec: { ...entry.spec, schedules } }
}

export function storeCatalogue(catalogue: Catalogue): StoredCatalogue {
  return {
    revision: catalogue.revision,
    specs: [...catalogue.specs.values()],
    workers: [...catalogue.workers.values()],
    schemas: Object.fromEntries([...catalogue.schemas].map(([hash, { schema }]) => [hash, schema])),
    removals: catalogue.removals,
    removals_from: catalogue.removalsFrom,
    sizes: catalogue.size.sizes(),
    service: catalogue.service,
    refused_signals: catalogue.refusedSignals,
    last_answers: catalogue.lastAnswers,
  }
}

/** Applies one op. Refusals are outcomes: nothing is thrown, and a refused op changes nothing. */
export function applyCatalogueOp(
  catalogue: Catalogue,
  op: CatalogueOp,
  nowMs: number,
): Outcome<unknown> {
  switch (op.op) {
    case 'register_worker':
      return registerWorker(catalogue, op, nowMs)
    case 'renew_leases':
      return renewLeases(catalogue, op.last_seen_ms)
    case 'drain_worker':
      return drainWorker(catalogue, op.worker_id)
    case 'leave_worker':
      return done({ removed: removeWorker(catalogue, op.worker_id) })
    case 'put_workflow':
      return putWorkflow(catalogue, op)
    case 'remove_workflow':
      return removeWorkflow(catalogue, op.workflow_type)
    case 'set_enabled':
      return setEnabled(catalogue, op.workflow_type, op.enabled)
    case 'service_started':
      catalogue.service = {
        ...catalogue.service,
        process_id: op.process_id,
        process_started_at_ms: nowMs,
      }
      catalogue.revision++
      return done({})
    default:
      return unknownOp(op)
  }
}

/** Drops workers long silent. Called inside ordinary writes, so an idle registry does nothing. */
export function collectWorkers(catalogue: Catalogue, nowMs: number): void {
  const overdue = (worker: WorkerEntry) =>
    nowMs - worker.last_seen_ms - worker.ttl_seconds * 1000 * collectAfterTtls
  const lapsed = [...catalogue.workers.values()].filter((worker) => overdue(worker) > 0)
  const isMass =
    catalogue.workers.size >= massExpiryMinWorkers && lapsed.length * 2 > catalogue.workers.size
  for (const worker of lapsed) {
    if (!isMass || overdue(worker) > massExpiryHoldMs) removeWorker(catalogue, worker.worker_id)
  }
}

/** Keeps the last few signals that could not be taken: their senders are never told. */
export function recordRefusedSignal(catalogue: Catalogue, refused: RefusedSignal): void {
  catalogue.refusedSignals.push({ ...refused, detail: refused.detail.slice(0, maxDetailChars) })
  if (catalogue.refusedSignals.length > maxRefusedSignals) catalogue.refusedSignals.shift()
  catalogue.revision++
}

function registerWorker(
  catalogue: Catalogue,
  { registration, checked, bases }: Extract<CatalogueOp, { op: 'register_worker' }>,
  nowMs: number,
): Outcome<{ workflows: AnnouncedType[] }> {
  const { workflows: specs, ...worker } = registration
  const verdicts = specs.map((spec) => replacementOf(catalogue, spec, worker.worker_id, nowMs))
  const stored = specs.filter((_spec, at) => verdicts[at]?.spec === 'stored')
  const contended = refusalForBases(catalogue, stored, bases)
  if (contended) return { refusal: contended }
  const names = specs.map((spec) => spec.workflow_type)
  // What is stored already takes no further room: its workers may come and go in a full registry.
  const full = catalogue.size.refusalFor({ worker, names, stored })
  if (full) return { refusal: full }

  for (const spec of stored) {
    const enabled = catalogue.specs.get(spec.workflow_type)?.spec.enabled ?? spec.enabled
    setSpec(catalogue, { ...spec, enabled }, { source: 'worker', checked })
  }
  const previous = catalogue.workers.get(worker.worker_id)
  const versioned = specs.filter((spec) => spec.version !== '')
  catalogue.revision++
  setWorker(catalogue, {
    ...worker,
    workflows: names,
    type_versions: Object.fromEntries(versioned.map((spec) => [spec.workflow_type, spec.version])),
    registered_at_ms: previous?.registered_at_ms ?? nowMs,
    last_seen_ms: nowMs,
    draining: false,
    revision: catalogue.revision,
    lease_revision: catalogue.revision,
  })
  return done({ workflows: verdicts })
}

function renewLeases(
  catalogue: Catalogue,
  lastSeenMs: Readonly<Record<string, number>>,
): Outcome<{ unknown: string[] }> {
  const unknown: string[] = []
  catalogue.revision++
  for (const [id, seenMs] of Object.entries(lastSeenMs)) {
    const worker = catalogue.workers.get(id)
    if (!worker) unknown.push(id)
    else if (seenMs > worker.last_seen_ms) {
      catalogue.workers.set(id, {
        ...worker,
        last_seen_ms: seenMs,
        lease_revision: catalogue.revision,
      })
    }
  }
  return done({ unknown })
}

function drainWorker(catalogue: Catalogue, workerId: string): Outcome<unknown> {
  const worker = catalogue.workers.get(workerId)
  if (!worker) return unknownWorker(workerId)
  catalogue.revision++
  setWorker(catalogue, { ...worker, draining: true, revision: catalogue.revision })
  return done({})
}

export function unknownWorker(workerId: string): Outcome<never> {
  return { refusal: { code: 'worker-unknown', detail: `Worker «${workerId}» holds no lease` } }
}

function putWorkflow(
  catalogue: Catalogue,
  { spec, overwrite, checked, bases }: Extract<CatalogueOp, { op: 'put_workflow' }>,
): Outcome<unknown> {
  const present = catalogue.specs.get(spec.workflow_type)
  if (present && !overwrite) {
    return {
      refusal: {
        code: 'workflow-type-exists',
        detail: `«${spec.workflow_type}» is registered already`,
      },
    }
  }
  const contended = refusalForBases(catalogue, [spec], bases)
  if (contended) return { refusal: contended }
  const full = catalogue.size.refusalFor(spec)
  if (full) return { refusal: full }
  setSpec(catalogue, spec, { source: 'operator', checked })
  return done({})
}

function removeWorkflow(catalogue: Catalogue, type: string): Outcome<unknown> {
  const entry = catalogue.specs.get(type)
  if (entry) {
    dropSpec(catalogue, entry)
    remember(catalogue, 'type', type)
  }
  for (const worker of catalogue.workers.values()) {
    if (!worker.workflows.includes(type)) continue
    catalogue.revision++
    setWorker(catalogue, {
      ...worker,
      workflows: worker.workflows.filter((served) => served !== type),
      revision: catalogue.revision,
    })
  }
  return done({ removed: entry !== undefined })
}

function setEnabled(catalogue: Catalogue, type: string, enabled: boolean): Outcome<unknown> {
  const entry = catalogue.specs.get(type)
  if (!entry) {
    return {
      refusal: { code: 'workflow-type-not-found', detail: `«${type}» is not registered` },
    }
  }
  catalogue.revision++
  catalogue.specs.set(type, {
    ...entry,
    spec: { ...entry.spec, enabled },
    revision: catalogue.revision,
  })
  return done({})
}

function setSpec(
  catalogue: Catalogue,
  spec: FullWorkflowSpec,
  origin: Pick<SpecEntry, 'source' | 'checked'>,
): void {
  const { input_schema: inputSchema, output_schema: outputSchema, ...rest } = spec
  const previous = catalogue.specs.get(spec.workflow_type)
  catalogue.revision++
  const entry: SpecEntry = {
    spec: rest,
    input_schema_hash: contentHash(inputSchema),
    output_schema_hash: contentHash(outputSchema),
    ...origin,
    revision: catalogue.revision,
  }
  retainSchema(catalogue, entry.input_schema_hash, inputSchema)
  retainSchema(catalogue, entry.output_schema_hash, outputSchema)
  if (previous) dropSpec(catalogue, previous)
  catalogue.specs.set(spec.workflow_type, entry)
  catalogue.size.add('spec', entry)
}

function dropSpec(catalogue: Catalogue, entry: SpecEntry): void {
  catalogue.specs.delete(entry.spec.workflow_type)
  catalogue.size.subtract(entry)
  releaseSchema(catalogue, entry.input_schema_hash)
  releaseSchema(catalogue, entry.output_schema_hash)
}

function retainSchema(catalogue: Catalogue, hash: string, schema: Record<string, unknown>): void {
  const held = catalogue.schemas.get(hash)
  if (held) held.uses++
  else {
    catalogue.schemas.set(hash, { schema, uses: 1 })
    catalogue.size.add('schema', schema)
  }
}

function releaseSchema(catalogue: Catalogue, hash: string): void {
  const held = catalogue.schemas.get(hash)
  if (!held || --held.uses > 0) return
  catalogue.schemas.delete(hash)
  catalogue.size.subtract(held.schema)
}

function setWorker(catalogue: Catalogue, worker: WorkerEntry): void {
  const previous = catalogue.workers.get(worker.worker_id)
  if (previous) catalogue.size.subtract(previous)
  catalogue.workers.set(worker.worker_id, worker)
  catalogue.size.add('worker', worker)
}

function removeWorker(catalogue: Catalogue, workerId: string): boolean {
  const worker = catalogue.workers.get(workerId)
  if (!worker) return false
  catalogue.workers.delete(workerId)
  catalogue.size.subtract(worker)
  remember(catalogue, 'worker', workerId)
  return true
}

function remember(catalogue: Catalogue, kind: Removal['kind'], name: string): void {
  catalogue.revision++
  const removal = { kind, name, revision: catalogue.revision }
  catalogue.removals.push(removal)
  catalogue.size.add('removal', removal)
  const oldest = catalogue.removals[0]
  if (!oldest || catalogue.removals.length <= maxRemembered) return
  catalogue.removalsFrom = oldest.revision
  catalogue.removals.shift()
  catalogue.size.subtract(oldest)
}
