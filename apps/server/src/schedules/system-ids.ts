/** Id of the schedule, and beginning of the ids of its runs, by which a registry keeps its schedules right. */
export function reconcilerId(registryId: string): string {
  return `${registryId}.reconcile-schedules`
}

/** The same of the schedule that deletes what is past its time. */
export function retentionId(registryId: string): string {
  return `${registryId}.retention`
}

/** The same of the schedule that keeps activity definitions and their runs right. */
export function timetableId(registryId: string): string {
  return `${registryId}.timetable`
}

/** The same of the schedule that keeps monitors right. */
export function monitorKeeperId(registryId: string): string {
  return `${registryId}.monitors`
}

/** Id of the schedule of a monitor. */
export function monitorScheduleId(monitorId: string): string {
  return `monitor-${monitorId}`
}

/** Id of the schedule of an activity definition. */
export function definitionScheduleId(definitionId: string): string {
  return `activity-schedule-${definitionId}`
}

/** Begins the id of a schedule that is made for a moment, to see its times. */
export const timesPrefix = 'activity-times-'

/** Whether a schedule is the gateway's own work: not a user's to touch. */
export function isSystemSchedule(registryId: string, id: string): boolean {
  const own = [reconcilerId, retentionId, timetableId, monitorKeeperId].map((idOf) =>
    idOf(registryId),
  )
  return (
    own.includes(id) ||
    /^(activity-(schedule|times)|monitor)-[\da-f]{8}-([\da-f]{4}-){3}[\da-f]{12}$/.test(id)
  )
}

/** Beginning of the ids of the runs that send long backfills. */
export function backfillPrefix(registryId: string): string {
  return `${registryId}.backfill.`
}

/** Whether a run is the registry's own work: not a user's to touch. */
export function isSystemRun(registryId: string, workflowId: string): boolean {
  return [reconcilerId, retentionId, timetableId, monitorKeeperId, backfillPrefix].some((idOf) =>
    workflowId.startsWith(idOf(registryId)),
  )
}
