import { setTimeout as sleep } from 'node:timers/promises'
import { status as Code } from '@grpc/grpc-js'
import { Problem } from '@temporal-registry/contract/problem'
import { leaseLimits } from '@temporal-registry/contract/lease-limits'
import { registryWire } from '@temporal-registry/contract/registry-wire'
import { slugify, workflowIdOf } from '@temporal-registry/contract/slug'
import type { RegistrationAnswer, WorkerRegistration } from '@temporal-registry/contract/workers'
import type { FullWorkflowSpec, WorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import type { Claim } from '@temporal-registry/contract/workflow-ids'
import type { Config } from '../config/config.ts'
import type { Log } from '../platform/log.ts'
import { idErrors } from '../platform/id-length.ts'
import { asProblem, grpcStatusOf, unreachable } from '../platform/temporal-problems.ts'
import type { Temporal } from '../platform/temporal.ts'
import type { SearchAttributes } from '../search-attributes/search-attributes.ts'
import { createAttributeChecks } from './liveness/attribute-checks.ts'
import {
  createBatchWriter,
  notRunning,
  type BatchListener,
  type BatchWriter,
  type Written,
} from './writes/batch-writer.ts'
import { ensureRunning, type DurableWorkflow } from './writes/durable-workflow.ts'
import { createFirstLook } from './liveness/first-look.ts'
import { createFollower } from './follower.ts'
import { createLeases } from './liveness/leases.ts'
import { createPollerChecks } from './liveness/pollers.ts'
import { createSchemaGate, type SchemaGate } from './specs/schema-gate.ts'
import { createSpecCheck, type DeclarationFaults, type SpecCheck } from './specs/spec-check.ts'
import { systemWorkflows } from './writes/system-workflows.ts'
import type { FindStoredInputs } from './specs/stored-inputs.ts'
import { createView, type View, type ViewedType } from './view.ts'
import {
  listSlugCountersQuery,
  type AnnouncedType,
  type CatalogueOp,
  type CounterOp,
} from './workflow/messages.ts'
import { normaliseRegistration, normaliseSpec } from './workflow/normalise.ts'

export { anything, joined, nothing } from './feed/touched.ts'
export { targetReadiness } from './liveness/readiness.ts'
export { assertUsable } from './usable.ts'
export { systemWorkflows } from './writes/system-workflows.ts'
export { hasLabel } from './listing.ts'
export type { SpecCheck } from './specs/spec-check.ts'
export type { View, ViewedType } from './view.ts'

/** How long a caller waits for a write, and for its own view of it. */
const waitMs = { write: 10_000, view: 2_000 }
const settleMs = 250

/** A spec as it was stored, and the revision from which on it is there. */
export interface StoredSpec {
  readonly spec: FullWorkflowSpec
  readonly revision: number
}

/** The registry: what can be run, who runs it, and the counters of ids. The domain's only door. */
export interface Registry {
  readonly view: View
  readonly check: SpecCheck
  register(workerId: string, registration: WorkerRegistration): Promise<RegistrationAnswer>
  heartbeat(workerId: string): Promise<{ leaseExpiresMs: number; draining: boolean }>
  drain(workerId: string): Promise<void>
  leave(workerId: string): Promise<void>
  create(spec: WorkflowSpec): Promise<StoredSpec>
  /** Stores a spec; `allowsBreaking` lets one pass that the gate would refuse. */
  put(
    workflowType: string,
    spec: WorkflowSpec,
    options?: { readonly allowsBreaking: boolean },
  ): Promise<StoredSpec>
  readonly gate: SchemaGate
  remove(workflowType: string): Promise<void>
  /** @throws Problem `temporal-unreachable` while there is nothing to answer from yet. */
  assertRead(): void
  /** @throws Problem `workflow-type-not-found` */
  get(workflowType: string): ViewedType
  claimId(name: string, key?: string): Promise<Claim>
  resetId(name: string): Promise<{ slug: string; previous_counter: number; reset_to: 0 }>
  listIds(): Promise<{ slug: string; counter: number; last_claimed_epoch: number }[]>
  shutdown(): Promise<void>
  /** Seconds since the view was last known to be current; infinite before its first load. */
  ageSeconds(): number
  /** Looks at the search attributes now, as after a change of them. */
  recheckAttributes(): Promise<void>
  pollerChecks(): { pending: number; fault: string | undefined }
  /** Why reads or writes cannot be served, or nothing. */
  fault(): string | undefined
  start(): void
  close(): void
}

export function createRegistry(options: {
  readonly config: Config
  readonly temporal: Temporal
  readonly searchAttributes: SearchAttributes
  readonly log: Log
  readonly now: () => number
  readonly onBatch: BatchListener
  readonly processId: string
  readonly findStoredInputs: FindStoredInputs
  readonly declarationFaults: DeclarationFaults
}): Registry {
  const { config, temporal, searchAttributes, log, now, onBatch, processId } = options
  const { registryClient: client } = temporal
  const system = systemWorkflows(config)
  const check = createSpecCheck(options.declarationFaults)
  const view = createView(now, check)
  const gate = createSchemaGate({
    mode: config.registry.schema_gate,
    view,
    check,
    findStoredInputs: options.findStoredInputs,
    refresh: () => asProblem(() => follower.refresh()),
  })
  const follower = createFollower(temporal, view, system.registry.workflowId, log)
  const pollers = createPollerChecks(temporal, view, config.registry, now)
  const attributes = createAttributeChecks(temporal, searchAttributes, view, { now, log })
  const firstLook = createFirstLook(view, pollers, attributes)
  const writerOf = <Op>(workflow: DurableWorkflow): BatchWriter<Op> =>
    createBatchWriter<Op>({
      client,
      workflowId: workflow.workflowId,
      ensure: () => ensureRunning(client, workflow),
      onBatch,
      timeoutMs: waitMs.write,
    })
  const catalogueWriter = writerOf<CatalogueOp>(system.registry)
  const counterWriter = writerOf<CounterOp>(system.workflowIds)
  const leases = createLeases(
    (lastSeenMs) => write({ op: 'renew_leases', last_seen_ms: lastSeenMs }),
    now,
    log,
  )
  const stop = new AbortController()
  let settling: NodeJS.Timeout | undefined
  let startFault: string | undefined = 'The registry workflows have not answered yet'

  /** Writes one op; what this replica wrote, it also reads. */
  async function write<Value>(op: CatalogueOp): Promise<Written<Value>> {
    temporal.assertReachable()
    const written = await catalogueWriter.write<Value>(op)
    if (view.revision() < written.revision) {
      void follower.refresh().catch(() => undefined)
      await view.until(() => view.revision() >= written.revision, waitMs.view)
    }
    return written
  }

  async function register(
    workerId: string,
    registration: WorkerRegistration,
  ): Promise<RegistrationAnswer> {
    const full = normaliseRegistration({ ...registration, worker_id: workerId })
    const errors = [
      ...idErrors(workerId, ':worker_id'),
      ...idErrors(full.task_queue, '/task_queue'),
    ]
    if (registration.worker_id !== undefined && registration.worker_id.trim() !== full.worker_id) {
      errors.push({ pointer: '/worker_id', detail: 'must be the worker_id of the path' })
    }
    if (errors.length > 0) {
      throw new Problem('validation-failed', 'The worker cannot be registered as named', { errors })
    }
    const specs = full.workflows.map((spec, at) => ({ spec, pointer: `/workflows/${at}` }))
    await check.assertValid(specs)
    const { value, revision } = await gate.store(specs, 'worker', (bases) =>
      write<{ workflows: AnnouncedType[] }>({
        op: 'register_worker',
        registration: full,
        checked: true,
        bases,
      }),
    )
    view.beat(full.worker_id)
    await firstLook(
      full.task_queue,
      full.workflows.map(({ workflow_type: name }) => name),
    )
    const unread =
      view.revision() < revision ? 'It is stored, but this replica has not read it back' : undefined
    return {
      worker_id: full.worker_id,
      lease: {
        ttl_seconds: full.ttl_seconds,
        expires_epoch: now() / 1000 + full.ttl_seconds,
        heartbeat_interval_seconds: full.ttl_seconds / 3,
      },
      workflows: full.workflows.map(({ workflow_type: name }, at) => {
        const { spec = 'stored', reason = '' } = value.workflows[at] ?? {}
        const type = view.findType(name)
        return {
          workflow_type: name,
          spec,
          status: type?.status ?? (unread === undefined ? 'gone' : 'suspect'),
          reason: reason || (type?.reason ?? unread ?? 'It was removed meanwhile'),
        }
      }),
      revision,
    }
  }

  async function knownWorker(workerId: string): Promise<void> {
    if (view.findWorker(workerId)) return
    // It may have registered with another replica a moment ago.
    temporal.assertReachable()
    await asProblem(() => follower.refresh())
    if (!view.findWorker(workerId)) {
      throw new Problem('worker-unknown', `Worker «${workerId}» holds no lease`)
    }
  }

  async function put(
    spec: WorkflowSpec,
    { overwrite, allowsBreaking }: { overwrite: boolean; allowsBreaking: boolean },
  ): Promise<StoredSpec> {
    const full = normaliseSpec(spec)
    const specs = [{ spec: full, pointer: '' }]
    await check.assertValid(specs)
    const op = { op: 'put_workflow', spec: full, overwrite, checked: true } as const
    const { revision } =
      allowsBreaking || !overwrite
        ? await write(op)
        : await gate.store(specs, 'operator', (bases) => write({ ...op, bases }))
    return { spec: full, revision }
  }

  function slugOf(name: string): string {
    const slug = slugify(name)
    if (slug === '') {
      throw new Problem('slug-empty', `«${name}» has no letter a-z or digit`, {
        errors: [{ pointer: '/name', detail: 'needs at least one of a-z or 0-9' }],
      })
    }
    return slug
  }

  async function count(op: CounterOp): Promise<number> {
    temporal.assertReachable()
    return (await counterWriter.write<number>(op)).value
  }

  /** An empty list or a 404 of a replica that has just begun would be taken for the truth. */
  function assertRead(): void {
    if (view.revision() > 0) return
    temporal.assertReachable()
    throw unreachable('The registry has not been read yet: the gateway has just begun')
  }

  async function begin(): Promise<void> {
    while (!stop.signal.aborted) {
      try {
        await ensureRunning(client, system.registry)
        await ensureRunning(client, system.workflowIds)
        await write({ op: 'service_started', process_id: processId })
        startFault = undefined
        await follower.run(stop.signal)
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        if (why !== startFault) {
          log.warn({ err: error }, 'the registry workflows cannot be reached; trying again')
        }
        startFault = why
        await sleep(settleMs)
      }
    }
  }

  function settle(): void {
    view.settle()
    settling = setTimeout(settle, settleMs)
  }

  return {
    view,
    check,
    gate,
    register,
    async heartbeat(workerId) {
      if (!view.beat(workerId)) {
        await knownWorker(workerId)
        view.beat(workerId)
      }
      const worker = view.findWorker(workerId)
      const ttlSeconds = worker?.entry.ttl_seconds ?? leaseLimits.minTtlSeconds
      leases.beat(workerId, ttlSeconds)
      if (view.shouldRegisterAgain(workerId)) {
        const detail = `Worker «${workerId}» lives, but must register again: the newer version that replaced its spec is announced by nobody now`
        throw new Problem('worker-unknown', detail)
      }
      return {
        leaseExpiresMs: now() + ttlSeconds * 1000,
        draining: worker?.entry.draining ?? false,
      }
    },
    async drain(workerId) {
      await write({ op: 'drain_worker', worker_id: workerId })
    },
    async leave(workerId) {
      await write({ op: 'leave_worker', worker_id: workerId })
    },
    create: (spec) => put(spec, { overwrite: false, allowsBreaking: false }),
    async put(workflowType, spec, { allowsBreaking } = { allowsBreaking: false }) {
      if (spec.workflow_type.trim() !== workflowType) {
        throw new Problem('validation-failed', 'workflow_type in path and body must match', {
          errors: [
            { pointer: '/workflow_type', detail: `must be «${workflowType}», as in the path` },
          ],
        })
      }
      return put(spec, { overwrite: true, allowsBreaking })
    },
    async remove(workflowType) {
      await write({ op: 'remove_workflow', workflow_type: workflowType })
    },
    assertRead,
    get(workflowType) {
      const type = view.findType(workflowType)
      if (type) return type
      assertRead()
      throw new Problem('workflow-type-not-found', `«${workflowType}» is not registered`, {
        workflow_type: workflowType,
      })
    },
    async claimId(name, key) {
      const slug = slugOf(name)
      const counter = await count({ op: 'claim', slug, ...(key === undefined ? {} : { key }) })
      return { slug, counter, workflow_id: workflowIdOf(slug, counter) }
    },
    async resetId(name) {
      const slug = slugOf(name)
      return { slug, previous_counter: await count({ op: 'reset', slug }), reset_to: 0 }
    },
    async listIds() {
      temporal.assertReachable()
      const list = (): ReturnType<Registry['listIds']> =>
        client.workflow.getHandle(system.workflowIds.workflowId).query(listSlugCountersQuery)
      return asProblem(
        () => temporal.connection.withDeadline(Date.now() + waitMs.write, list),
        notRunning,
      )
    },
    async shutdown() {
      temporal.assertReachable()
      await asProblem(async () => {
        const handle = client.workflow.getHandle(system.registry.workflowId)
        try {
          await handle.signal(registryWire.signals.shutdownRegistry)
        } catch (error) {
          // It is shut down already.
          if (grpcStatusOf(error)?.code !== Code.NOT_FOUND) throw error
        }
      })
    },
    ageSeconds() {
      const confirmedAtMs = follower.confirmedAtMs()
      return confirmedAtMs === 0 ? Infinity : Math.max(0, now() - confirmedAtMs) / 1000
    },
    recheckAttributes: attributes.checkNow,
    pollerChecks: () => ({ pending: pollers.pendingCount(), fault: pollers.fault() }),
    fault() {
      if (startFault !== undefined) return startFault
      return view.revision() === 0 ? 'The registry has not been read yet' : undefined
    },
    start() {
      void begin()
      pollers.start()
      attributes.start()
      settle()
    },
    close() {
      stop.abort()
      clearTimeout(settling)
      pollers.close()
      attributes.close()
      leases.close()
      catalogueWriter.close()
      counterWriter.close()
    },
  }
}
