/** Id of the schedule, and beginning of the ids of its runs, by which a registry keeps its schedules right. */
export function reconcilerId(registryId: string): string {
  return `${registryId}.reconcile-schedules`
}

/** The same of the schedule that deletes what is past its time. */
export function retentionId(registryId: string): string {
  return `${registryId}.retention`
}

/** Beginning of the ids of the runs that send long backfills. */
export function backfillPrefix(registryId: string): string {
  return `${registryId}.backfill.`
}

/** Whether a run is the registry's own work: not a user's to touch. */
export function isSystemRun(registryId: string, workflowId: string): boolean {
  return [reconcilerId, retentionId, backfillPrefix].some((idOf) =>
    workflowId.startsWith(idOf(registryId)),
  )
}
