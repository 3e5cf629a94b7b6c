import type { Target } from '@temporal-registry/contract/workers'
import type { FullWorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { WorkflowStatus } from '@temporal-registry/contract/workflow-status'
import { attributeFault, isSameEvidence, type AttributeEvidence } from './liveness/attributes.ts'
import { createDeclarations, type Declarations } from './liveness/declarations.ts'
import type { SpecCheck } from './specs/spec-check.ts'
import {
  frozenWorkers,
  leaseState,
  targetReadiness,
  workflowStatus,
  type LeaseState,
  type PollerEvidence,
  type TypeFault,
} from './liveness/readiness.ts'
import { anything, joined, touchedBy, type Touched } from './feed/touched.ts'
import type {
  CatalogueChanges,
  RefusedSignal,
  ServiceMarks,
  SpecEntry,
  WorkerEntry,
} from './workflow/messages.ts'
import { specOf } from './workflow/spec-entry.ts'
import { compareVersions } from './workflow/spec-precedence.ts'

/** A type as this replica knows it now. */
export interface ViewedType {
  readonly spec: FullWorkflowSpec
  readonly inputSchemaHash: string
  readonly revision: number
  readonly status: WorkflowStatus
  readonly reason: string
  /** Why it is `unavailable`. */
  readonly fault: TypeFault | undefined
  readonly targets: readonly Target[]
  readonly workers: readonly ViewedWorker[]
}

export interface ViewedWorker {
  readonly entry: WorkerEntry
  readonly lastSeenMs: number
  readonly lease: LeaseState
}

/** A type's spec as it is stored. */
export interface HeldSpec {
  readonly entry: SpecEntry
  readonly spec: FullWorkflowSpec
  readonly fault: TypeFault | undefined
}

/** What a replica knows of the registry: read from memory, evaluated with its own clock. */
export interface View {
  /** Registry revision seen so far; 0 before the first load. */
  revision(): number
  /** Changes whenever an answer could change, but for the time of a heartbeat. */
  version(): number
  /** Changes also with heartbeat times. */
  contentVersion(): number
  apply(changes: CatalogueChanges): void
  /** Takes a heartbeat. False when the worker is unknown. */
  beat(workerId: string): boolean
  /**
   * True for a worker whose spec gave way to a newer version that nobody alive announces any more, as
   * after a rollback: its own is in force once it registers again.
   */
  shouldRegisterAgain(workerId: string): boolean
  setEvidence(taskQueue: string, evidence: PollerEvidence): void
  evidenceOf(taskQueue: string): PollerEvidence
  readonly declarations: Declarations
  setAttributeEvidence(evidence: AttributeEvidence): void
  attributeEvidence(): AttributeEvidence
  findType(type: string): ViewedType | undefined
  /** What is stored of a type, without a look at who serves it. */
  findSpec(type: string): HeldSpec | undefined
  typeNames(): readonly string[]
  /** True when any type declares a schema for a message of this name. */
  declaresMessage(kind: 'signals' | 'queries' | 'updates', name: string): boolean
  findWorker(id: string): ViewedWorker | undefined
  workerIds(): readonly string[]
  /** Task queues of live workers: those whose pollers matter. */
  taskQueues(): ReadonlyMap<string, readonly ViewedWorker[]>
  service(): ServiceMarks
  refusedSignals(): readonly RefusedSignal[]
  stateBytes(): number
  /** Evaluates expiry. Called before reads and by a timer. */
  settle(): void
  /** Calls back whenever something was read or came to be different, until the answer is called. */
  onChange(listener: (touched: Touched) => void): () => void
  /** Settles when `condition` holds, or with false when the time is over. */
  until(condition: () => boolean, timeoutMs: number): Promise<boolean>
}

export function createView(now: () => number, check: Pick<SpecCheck, 'schemaFault'>): View {
  const startedAtMs = now()
  const specs = new Map<string, HeldSpec>()
  const workers = new Map<string, WorkerEntry>()
  const lastSeenMs = new Map<string, number>()
  const servedBy = new Map<string, Set<string>>()
  const evidence = new Map<string, PollerEvidence>()
  const declarations = createDeclarations()
  const listeners = new Set<(touched: Touched) => void>()
  let revision = 0
  let version = 1
  let contentVersion = 1
  let service: ServiceMarks = { started_at_ms: 0, process_id: '', process_started_at_ms: null }
  let refused: readonly RefusedSignal[] = []
  let stateBytes = 0
  let leases: ReadonlyMap<string, LeaseState> = new Map()
  let nextLapseMs = 0
  let types = new Map<string, ViewedType>()
  let names: readonly string[] | undefined
  let messages: ReadonlySet<string> | undefined
  let queues: ReadonlyMap<string, readonly ViewedWorker[]> | undefined
  let attributes: AttributeEvidence = { kind: 'unchecked' }

  function changed(touched: Touched): void {
    version++
    contentVersion++
    types = new Map()
    queues = undefined
    for (const listener of listeners) listener(touched)
  }

  function apply(changes: CatalogueChanges): void {
    const ids = [...changes.removed_workers, ...changes.workers.map((worker) => worker.worker_id)]
    const before = touchedBy(workers, ids, [
      ...changes.removed_types,
      ...changes.specs.map(({ spec }) => spec.workflow_type),
    ])
    if (changes.full) {
      specs.clear()
      workers.clear()
      servedBy.clear()
      declarations.clear()
    }
    for (const entry of changes.specs) {
      const spec = specOf(entry, (hash) => changes.schemas[hash])
      const fault = entry.checked ? undefined : schemaFault(check, spec)
      specs.set(entry.spec.workflow_type, { entry, spec, fault })
      declarations.set(spec)
    }
    for (const type of changes.removed_types) {
      specs.delete(type)
      declarations.remove(type)
    }
    for (const id of changes.removed_workers) forgetWorker(id)
    for (const worker of changes.workers) {
      forgetWorker(worker.worker_id)
      workers.set(worker.worker_id, worker)
      for (const type of worker.workflows) {
        const serving = servedBy.get(type)
        if (serving) serving.add(worker.worker_id)
        else servedBy.set(type, new Set([worker.worker_id]))
      }
      sawWorker(worker.worker_id, worker.last_seen_ms)
    }
    for (const [id, seenMs] of Object.entries(changes.leases)) sawWorker(id, seenMs)
    const isMaterial =
      changes.full ||
      changes.specs.length + changes.workers.length > 0 ||
      changes.removed_types.length + changes.removed_workers.length > 0
    revision = changes.revision
    service = changes.service
    refused = changes.refused_signals
    stateBytes = changes.state_bytes
    if (isMaterial) {
      names = undefined
      messages = undefined
      forgetEvidence()
      const after = touchedBy(workers, [...ids, ...evaluateLeases()])
      changed({ ...joined(before, after), all: changes.full })
    } else {
      contentVersion++
      types = new Map()
      settle()
      for (const listener of listeners) listener(touchedBy(workers, []))
    }
  }

  function forgetWorker(id: string): void {
    for (const type of workers.get(id)?.workflows ?? []) servedBy.get(type)?.delete(id)
    workers.delete(id)
  }

  function sawWorker(id: string, seenMs: number): void {
    lastSeenMs.set(id, Math.max(lastSeenMs.get(id) ?? 0, seenMs))
    const lease = leases.get(id)
    // It may be alive again, which no lapse would tell.
    if (lease === 'expired' || lease === 'frozen') nextLapseMs = 0
  }

  /** What was seen of a queue before its last worker went says nothing of the next one's pollers. */
  function forgetEvidence(): void {
    const polled = new Set([...workers.values()].map((worker) => worker.task_queue))
    for (const taskQueue of evidence.keys()) if (!polled.has(taskQueue)) evidence.delete(taskQueue)
  }

  function seenMs(worker: WorkerEntry): number {
    return Math.max(worker.last_seen_ms, lastSeenMs.get(worker.worker_id) ?? 0)
  }

  /** Evaluates all leases, and says whose changed. */
  function evaluateLeases(): string[] {
    const at = now()
    const expiries = [...workers.values()].map((worker) => ({
      id: worker.worker_id,
      // A replica that has just started heard no beats: what lapsed before it did so when it began.
      expiredAtMs: Math.max(seenMs(worker) + worker.ttl_seconds * 1000, startedAtMs - 1),
    }))
    const frozen = frozenWorkers(expiries, at)
    const before = leases
    leases = new Map(
      [...workers.values()].map((worker) => {
        const state = leaseState(worker, seenMs(worker), at)
        const isFrozen = state === 'expired' && frozen.has(worker.worker_id)
        return [worker.worker_id, isFrozen ? 'frozen' : state]
      }),
    )
    const upcoming = expiries.filter(({ expiredAtMs }) => expiredAtMs >= at)
    const nextExpiry = upcoming.reduce((least, one) => Math.min(least, one.expiredAtMs), Infinity)
    nextLapseMs = Math.min(nextExpiry + 1, frozen.size > 0 ? at + 1_000 : Infinity)
    for (const id of lastSeenMs.keys()) if (!workers.has(id)) lastSeenMs.delete(id)
    return [...leases.keys()].filter((id) => before.get(id) !== leases.get(id))
  }

  function settle(): void {
    if (now() < nextLapseMs) return
    const lapsed = evaluateLeases()
    if (lapsed.length > 0) changed(touchedBy(workers, lapsed))
  }

  function viewed(entry: WorkerEntry): ViewedWorker {
    return { entry, lastSeenMs: seenMs(entry), lease: leases.get(entry.worker_id) ?? 'expired' }
  }

  function findType(type: string): ViewedType | undefined {
    settle()
    const known = types.get(type)
    if (known) return known
    const held = specs.get(type)
    if (!held) return undefined
    const serving = [...(servedBy.get(type) ?? [])]
      .map((id) => workers.get(id))
      .filter((worker) => worker !== undefined)
      .toSorted((a, b) => a.registered_at_ms - b.registered_at_ms)
      .map(viewed)
    const targets = targetsOf(serving, evidenceOf)
    const fault =
      held.fault ?? attributeFault(held.spec.search_attributes, attributes, declarations)
    const computed: ViewedType = {
      spec: held.spec,
      inputSchemaHash: held.entry.input_schema_hash,
      revision: held.entry.revision,
      ...workflowStatus({ enabled: held.spec.enabled, fault }, targets),
      fault,
      targets,
      workers: serving,
    }
    types.set(type, computed)
    return computed
  }

  function evidenceOf(taskQueue: string): PollerEvidence {
    return evidence.get(taskQueue) ?? { kind: 'unchecked' }
  }

  function declaredMessages(): ReadonlySet<string> {
    const kinds = ['signals', 'queries', 'updates'] as const
    return new Set(
      [...specs.values()].flatMap(({ spec }) =>
        kinds.flatMap((kind) =>
          spec[kind].filter(({ schema }) => schema).map(({ name }) => `${kind} ${name}`),
        ),
      ),
    )
  }

  function isOutOfForce(worker: WorkerEntry, type: string): boolean {
    const held = specs.get(type)
    if (held?.entry.source !== 'worker') return false
    const { version: inForce } = held.spec
    const announced = worker.type_versions[type] ?? ''
    if (announced === inForce || compareVersions(announced, inForce) >= 0) return false
    return ![...(servedBy.get(type) ?? [])].some(
      (id) => workers.get(id)?.type_versions[type] === inForce && leases.get(id) !== 'expired',
    )
  }

  function taskQueues(): ReadonlyMap<string, readonly ViewedWorker[]> {
    settle()
    queues ??= Map.groupBy([...workers.values()].map(viewed), (worker) => worker.entry.task_queue)
    return queues
  }

  return {
    revision: () => revision,
    version: () => version,
    contentVersion: () => contentVersion,
    apply,
    beat(workerId) {
      const worker = workers.get(workerId)
      if (!worker) return false
      sawWorker(workerId, now())
      settle()
      return true
    },
    shouldRegisterAgain(workerId) {
      const worker = workers.get(workerId)
      return worker !== undefined && worker.workflows.some((type) => isOutOfForce(worker, type))
    },
    setEvidence(taskQueue, found) {
      const before = targetReadiness(['live'], evidenceOf(taskQueue))
      evidence.set(taskQueue, found)
      const after = targetReadiness(['live'], found)
      if (before.state === after.state && before.reason === after.reason) return
      const polling = taskQueues().get(taskQueue) ?? []
      const ids = polling.map(({ entry }) => entry.worker_id)
      changed(touchedBy(workers, ids))
    },
    evidenceOf,
    declarations,
    setAttributeEvidence(found) {
      const isNews = !isSameEvidence(attributes, found)
      attributes = found
      if (isNews) changed(anything)
    },
    attributeEvidence: () => attributes,
    findType,
    findSpec: (type) => specs.get(type),
    typeNames: () => (names ??= [...specs.keys()].toSorted()),
    declaresMessage: (kind, name) => (messages ??= declaredMessages()).has(`${kind} ${name}`),
    findWorker(id) {
      settle()
      const worker = workers.get(id)
      return worker && viewed(worker)
    },
    workerIds: () => [...workers.keys()].toSorted(),
    taskQueues,
    service: () => service,
    refusedSignals: () => refused,
    stateBytes: () => stateBytes,
    settle,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    until(condition, timeoutMs) {
      if (condition()) return Promise.resolve(true)
      return new Promise((resolve) => {
        const finish = (holds: boolean) => {
          clearTimeout(timer)
          listeners.delete(listener)
          resolve(holds)
        }
        const listener = () => condition() && finish(true)
        const timer = setTimeout(() => finish(condition()), timeoutMs)
        listeners.add(listener)
      })
    },
  }
}

/** A signal of the original can bring a schema that no gateway has checked. */
function schemaFault(
  check: Pick<SpecCheck, 'schemaFault'>,
  spec: FullWorkflowSpec,
): TypeFault | undefined {
  const fault = check.schemaFault(spec.input_schema)
  if (!fault) return undefined
  const detail = `Its input_schema cannot be used: ${fault.pointer || '/'} ${fault.detail}`
  return { code: 'schema-invalid', detail }
}

function targetsOf(
  serving: readonly ViewedWorker[],
  evidenceOf: (taskQueue: string) => PollerEvidence,
): Target[] {
  const byQueue = Map.groupBy(serving, (worker) => worker.entry.task_queue)
  return [...byQueue].map(([taskQueue, workers]) => ({
    task_queue: taskQueue,
    ...targetReadiness(
      workers.map(({ lease }) => lease),
      evidenceOf(taskQueue),
    ),
    workers: workers.map(({ entry }) => entry.worker_id),
  }))
}
