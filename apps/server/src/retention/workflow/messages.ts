/** Wire name of the workflow that deletes what is past its time. */
export const retentionWorkflowType = 'temporal-registry.retention.v1'

/** Rows deleted, by table. */
export type Deleted = Readonly<Record<string, number>>

/** What one stretch of work did, and whether there is more of it. */
export interface RetentionStretch {
  readonly deleted: Deleted
  readonly more: boolean
}

/** What the workflow has done for it. */
export interface RetentionActivities {
  /** Deletes for some seconds, in small statements; a repeated try goes on where the one before was. */
  deleteExpired(): Promise<RetentionStretch>
}
