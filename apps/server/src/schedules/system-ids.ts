/** Id of the schedule, and beginning of the ids of its runs, by which a registry keeps its schedules right. */
export function reconcilerId(registryId: string): string {
  return `${registryId}.reconcile-schedules`
}

/** Beginning of the ids of the runs that send long backfills. */
export function backfillPrefix(registryId: string): string {
  return `${registryId}.backfill.`
}

/** Whether a run is the registry's own work on schedules: not a user's to touch. */
export function isSystemRun(registryId: string, workflowId: string): boolean {
  return [reconcilerId, backfillPrefix].some((idOf) => workflowId.startsWith(idOf(registryId)))
}
