/** Wire names of the workflow that walks the times of a backfill: forever. */
export const backfillActivityWorkflowType = 'temporal-registry.backfill-activity.v1'
/** Tells it that there may be something to do. */
export const backfillWokenSignal = 'woken'

export interface BackfillInput {
  readonly backfill_id: string
}

/** How a backfill stands after a look at it. */
export interface BackfillLook {
  readonly is_over: boolean
  /** Somebody has to say which times there are. */
  readonly is_unplanned: boolean
  /** How long there is nothing to do, unless it is woken; 0: it is to be looked at again at once. */
  readonly wait_ms: number
}

/** What the workflow has done for it; each may be repeated. */
export interface BackfillActivities {
  /** About the database only: runs within the workflow task. */
  advanceBackfill(backfillId: string): Promise<BackfillLook>
  /** Asks Temporal for the times. */
  planBackfill(backfillId: string): Promise<void>
}
