/** Wire name of the workflow that keeps schedules of definitions, and their runs, right: forever. */
export const keepTimetableWorkflowType = 'temporal-registry.keep-timetable.v1'

/** What a pass found otherwise than it is to be, and did about it. */
export interface KeptTimetable {
  readonly created: number
  readonly changed: number
  readonly removed: number
  /** Runs that were ended because their workflow had. */
  readonly swept: number
}

/** What the workflow has done for it; each may be repeated. */
export interface TimetableActivities {
  followDefinitions(): Promise<Omit<KeptTimetable, 'swept'>>
  sweepRuns(): Promise<number>
}
