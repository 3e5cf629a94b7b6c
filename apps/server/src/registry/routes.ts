import * as changes from '@temporal-registry/contract/changes'
import * as evolution from '@temporal-registry/contract/evolution'
import { Problem } from '@temporal-registry/contract/problem'
import * as contract from '@temporal-registry/contract/registry'
import * as workers from '@temporal-registry/contract/workers'
import * as ids from '@temporal-registry/contract/workflow-ids'
import { Answer, JsonBytes, type OnEndpoint } from '../http/on-endpoint.ts'
import { pageOf } from '../http/cursor.ts'
import { countAttributes } from './liveness/attributes.ts'
import { sendEventStream } from '../http/event-stream.ts'
import { specAnswer, workerAnswer, workflowAnswer } from './answers.ts'
import { createFreshness, staleAfterSeconds } from './freshness.ts'
import { createChangeFeed } from './feed/change-feed.ts'
import type { Log } from '../platform/log.ts'
import { createListing, hasLabel } from './listing.ts'
import { reachRevision } from './min-revision.ts'
import { countByStatus } from './count-by-status.ts'
import { targetReadiness } from './liveness/readiness.ts'
import type { Registry, StoredSpec } from './registry.ts'

/** Feeds of changes open at once. */
const maxFeeds = 500

/** Binds the registry's endpoints. */
export function registryRoutes(on: OnEndpoint, registry: Registry, log: Log): void {
  const { view } = registry
  const listing = createListing(view)

  const freshness = createFreshness(registry)

  const feed = createChangeFeed(view, Date.now)

  on(changes.watchRegistry, ({ query, headers, signal }, reply) => {
    registry.assertRead()
    if (feed.feedCount() >= maxFeeds) {
      throw new Problem('too-many-waiters', `${maxFeeds} feeds are open here`, {
        retry_after_seconds: 5,
      })
    }
    const request = { ...query, lastEventId: headers['last-event-id'] }
    const cut = () => void reply.raw.destroy()
    return sendEventStream(reply, feed.follow(request, signal, cut), signal)
  })

  on(contract.listWorkflows, async ({ query: { min_revision: asked, ...query }, rawHeaders }) => {
    if (asked !== undefined) await reachRevision(view, asked)
    registry.assertRead()
    const { etag, bytes } = listing.list(query)
    const headers = { ...freshness(), etag, 'cache-control': 'no-cache' }
    if (rawHeaders['if-none-match'] === etag) return new Answer(304, undefined, headers)
    return new Answer(200, new JsonBytes(bytes), headers)
  })

  on(contract.createWorkflow, async ({ body }) => storedAnswer(201, await registry.create(body)))

  on(contract.getWorkflow, async ({ params, query: { min_revision: asked } }) => {
    if (asked !== undefined) await reachRevision(view, asked)
    return new Answer(200, workflowAnswer(registry.get(params.workflow_type), true), freshness())
  })

  on(contract.putWorkflow, async ({ params, query, body, caller }) => {
    const allowsBreaking = query.allow_breaking ?? false
    if (allowsBreaking && !caller.scopes.has('admin')) {
      throw new Problem('forbidden', `The token «${caller.name}» lacks the scope admin`, {
        scope: 'admin',
      })
    }
    const stored = await registry.put(params.workflow_type, body, { allowsBreaking })
    if (allowsBreaking) {
      const { workflow_type, version } = stored.spec
      log.warn(
        { actor: caller.name, workflow_type, version },
        'a spec was stored without the schema gate',
      )
    }
    return storedAnswer(200, stored)
  })

  on(evolution.checkWorkflow, ({ params, body }) => {
    registry.assertRead()
    return registry.gate.check(params.workflow_type, body)
  })

  on(contract.deleteWorkflow, async ({ params }) => {
    await registry.remove(params.workflow_type)
    return undefined
  })

  on(contract.getRegistryStatus, async ({ query: { min_revision: asked } }) => {
    if (asked !== undefined) await reachRevision(view, asked)
    const known = view.workerIds().flatMap((id) => view.findWorker(id) ?? [])
    const marks = view.service()
    const { pending, fault } = registry.pollerChecks()
    const age = registry.ageSeconds()
    return new Answer(
      200,
      {
        workflow_count: view.typeNames().length,
        workflows_by_status: countByStatus(view),
        worker_count: known.length,
        healthy_worker_count: known.filter(({ lease }) => lease !== 'expired').length,
        started_at_epoch: marks.started_at_ms / 1000,
        last_registry_service_started_epoch:
          marks.process_started_at_ms === null ? null : marks.process_started_at_ms / 1000,
        registry_service_process_id: marks.process_id,
        revision: view.revision(),
        view_age_seconds: Number.isFinite(age) ? age : -1,
        stale: age > staleAfterSeconds,
        state_bytes: view.stateBytes(),
        frozen_worker_count: known.filter(({ lease }) => lease === 'frozen').length,
        poller_checks: { pending_task_queue_count: pending, error: fault ?? null },
        search_attributes: countAttributes(view.declarations, view.attributeEvidence()),
        refused_signals: view.refusedSignals().map(({ at_ms: atMs, signal, detail }) => ({
          at_epoch: atMs / 1000,
          signal,
          detail,
        })),
      },
      freshness(),
    )
  })

  on(contract.shutdownRegistry, async () => {
    await registry.shutdown()
    return { status: 'shutdown signaled' as const }
  })

  on(workers.registerWorker, ({ params, body }) => registry.register(params.worker_id, body))

  on(workers.heartbeatWorker, async ({ params }) => {
    const { leaseExpiresMs, draining } = await registry.heartbeat(params.worker_id)
    return {
      worker_id: params.worker_id,
      lease_expires_epoch: leaseExpiresMs / 1000,
      draining,
    }
  })

  on(workers.drainWorker, async ({ params }) => {
    await registry.drain(params.worker_id)
    return { worker_id: params.worker_id, draining: true }
  })

  on(workers.leaveWorker, async ({ params }) => {
    await registry.leave(params.worker_id)
    return undefined
  })

  on(workers.listWorkers, async ({ query }) => {
    if (query.min_revision !== undefined) await reachRevision(view, query.min_revision)
    registry.assertRead()
    const matching = view.workerIds().filter((id) => {
      const worker = view.findWorker(id)
      return (
        worker !== undefined &&
        (query.task_queue === undefined || worker.entry.task_queue === query.task_queue) &&
        (query.lease === undefined || worker.lease === query.lease) &&
        (query.workflow_type === undefined ||
          worker.entry.workflows.includes(query.workflow_type)) &&
        (query.label ?? []).every((label) => hasLabel(worker.entry.labels, label))
      )
    })
    const { page, nextCursor } = pageOf(matching, query.limit, query.cursor)
    const found = page.flatMap((id) => view.findWorker(id) ?? []).map(workerAnswer)
    const body = {
      workers: found,
      ...(nextCursor === undefined ? {} : { next_cursor: nextCursor }),
    }
    return new Answer(200, body, freshness())
  })

  on(workers.listTaskQueues, async ({ query: { min_revision: asked } }) => {
    if (asked !== undefined) await reachRevision(view, asked)
    registry.assertRead()
    const taskQueues = [...view.taskQueues()].map(([taskQueue, polling]) => {
      const evidence = view.evidenceOf(taskQueue)
      const leases = polling.map(({ lease }) => lease)
      const lastPollAtMs = evidence.kind === 'checked' ? evidence.lastPollAtMs : null
      return {
        task_queue: taskQueue,
        ...targetReadiness(leases, evidence),
        workers: polling.map(({ entry }) => entry.worker_id),
        workflow_types: [...new Set(polling.flatMap(({ entry }) => entry.workflows))].toSorted(),
        last_poll_epoch: lastPollAtMs === null ? null : lastPollAtMs / 1000,
        checked_epoch: evidence.kind === 'unchecked' ? null : evidence.checkedAtMs / 1000,
      }
    })
    return new Answer(200, { task_queues: taskQueues }, freshness())
  })
}

/** What was stored, in the original's words; the revision is for `min_revision`. */
function storedAnswer(status: number, { spec, revision }: StoredSpec): Answer {
  return new Answer(status, specAnswer(spec), { 'x-registry-revision': String(revision) })
}

/** Binds the endpoints of the counters. */
export function workflowIdRoutes(on: OnEndpoint, registry: Registry): void {
  on(ids.claimWorkflowId, ({ body, headers }) => {
    const key = headers['idempotency-key']
    return registry.claimId(body.name, key === undefined ? undefined : `claim:${key}`)
  })

  on(ids.resetWorkflowId, ({ body }) => registry.resetId(body.name))

  on(ids.listWorkflowIds, async () => ({ slug_counters: await registry.listIds() }))
}
