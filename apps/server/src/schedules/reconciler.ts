import { setTimeout as sleep } from 'node:timers/promises'
import { Problem } from '@temporal-registry/contract/problem'
import type { Log } from '../platform/log.ts'
import { api } from '../platform/proto.ts'
import type { Registry } from '../registry/registry.ts'
import { pageLimits } from './reconcile.ts'
import type { ScheduleStore } from './store.ts'
import { reconcilerId } from './system-ids.ts'
import { ensureSystemSchedule, systemSchedule } from './system-schedule.ts'
import { watchTypes, type TypeWatch } from './type-watch.ts'
import { reconcileWorkflowType, type ReconcileInput } from './workflow/messages.ts'

/** A deployment changes many queues in a moment: they are answered by one pass. */
const debounceMs = 1_000
const lookEveryMs = 1_000

const { ScheduleOverlapPolicy } = api.enums.v1

/**
 * The Temporal schedule by which a registry keeps its schedules right. There is one, however many
 * replicas; it is made when there is something to keep. Each replica asks it for a pass when it sees the
 * queues of a type change; passes that are asked for while one runs are one more.
 */
export interface Reconciler {
  /** Makes it, unless this process knows that it is there. */
  ensure(): Promise<void>
  start(): void
  close(): void
}

export function createReconciler(options: {
  readonly store: ScheduleStore
  readonly registry: Pick<Registry, 'view'>
  readonly registryId: string
  readonly systemTaskQueue: string
  readonly intervalSeconds: number
  readonly requestsPerSecond: number
  readonly log: Log
}): Reconciler {
  const { store, registry, registryId, log } = options
  const { view } = registry
  const scheduleId = reconcilerId(registryId)
  let ensured: Promise<void> | undefined
  let isClosed = false

  async function make(): Promise<void> {
    const input: ReconcileInput = { page_timeout_ms: pageTimeoutMs(options.requestsPerSecond) }
    const schedule = systemSchedule({
      scheduleId,
      workflowType: reconcileWorkflowType,
      taskQueue: options.systemTaskQueue,
      intervalSeconds: options.intervalSeconds,
      input: [input],
    })
    await ensureSystemSchedule(store, registryId, scheduleId, schedule)
  }

  function ensure(): Promise<void> {
    ensured ??= make().catch((error: unknown) => {
      ensured = undefined
      throw error
    })
    return ensured
  }

  async function askForPass(watch: TypeWatch): Promise<void> {
    if (watch.declaresAny()) await ensure()
    const overlapPolicy = ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE
    try {
      await store.patch(scheduleId, { triggerImmediately: { overlapPolicy } })
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'schedule-not-found') throw error
      // Either nothing was made yet that it would keep, or somebody took it away.
      const wasThere = ensured !== undefined
      ensured = undefined
      if (wasThere) await ensure()
    }
  }

  async function watch(): Promise<void> {
    const types = watchTypes(view)
    while (!isClosed) {
      // Leases run out without anybody's saying so.
      view.settle()
      if (!(await view.until(types.isDue, lookEveryMs)) || isClosed) continue
      await sleep(debounceMs)
      if (isClosed) break
      types.isDue()
      try {
        await askForPass(types)
        types.answered()
      } catch (error) {
        log.warn({ err: error }, 'a pass over the schedules could not be asked for; trying again')
      }
    }
    types.stop()
  }

  return {
    ensure,
    start: () => void watch(),
    close() {
      isClosed = true
    },
  }
}

function pageTimeoutMs(requestsPerSecond: number): number {
  const { schedules, callsEach } = pageLimits
  const pacedMs = requestsPerSecond === 0 ? 0 : (schedules * callsEach * 1000) / requestsPerSecond
  return 60_000 + pacedMs
}
