import type { RunRow } from '../../task-factory/runs/store.ts'
import type { MonitorStore } from '../store.ts'
import type { ClaimedRun } from './at-once.ts'

type OfRun = NonNullable<Awaited<ReturnType<MonitorStore['findOfRun']>>>

/** What a run has to do, by the monitor as it is now. */
export function claimedRunOf(
  runId: string,
  { version_used: version, ...monitor }: OfRun,
): ClaimedRun {
  const { probe, compare } = monitor.body
  const plan = {
    run_id: runId,
    monitor_id: monitor.id,
    // A run that is being carried out is there.
    version: version ?? 0,
    is_slow: probe.search !== undefined,
    asks_judge: compare?.judge !== undefined,
  }
  return { plan, monitor }
}

/** The monitor is gone; whoever records the look ends its run. */
export function claimedRunOfDeleted(run: RunRow): ClaimedRun {
  const { id, definition_id: monitorId, version_used: version } = run
  const plan = { run_id: id, monitor_id: monitorId, version, is_slow: false }
  return { plan, monitor: undefined }
}
