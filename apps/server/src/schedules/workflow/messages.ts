/** Wire names of the registry's own workflows about schedules. */
export const backfillWorkflowType = 'temporal-registry.backfill-schedule.v1'
export const reconcileWorkflowType = 'temporal-registry.reconcile-schedules.v1'
/** Says how far a backfill is. */
export const backfillProgressQuery = 'progress'

/** What a backfill does, and how far it is: handed on from run to run. */
export interface BackfillState {
  readonly schedule_id: string
  /** Occurrences before this were sent. */
  readonly from_ms: number
  readonly to_ms: number
  readonly overlap_policy: string
  readonly chunk: { readonly occurrences: number; readonly every_ms: number }
  /** Occurrences there were when it began, and the first of their times. */
  readonly occurrences: number
  readonly times: readonly string[]
  readonly sent: number
}

/** A chunk of a backfill that was sent; `next_ms` is where the next one begins, or null after the last. */
export interface SentChunk {
  readonly sent: number
  readonly next_ms: number | null
}

/** By type, a digest of all that its schedules depend on: where it is ready, and what it declares. */
export type Fingerprints = Readonly<Record<string, string>>

/** What was done to some schedules. */
export interface ReconcileCounts {
  readonly checked: number
  readonly updated: number
  readonly created: number
  readonly removed: number
}

export interface ReconcileFailure {
  readonly schedule_id: string
  readonly detail: string
}

/** What a pass begins with besides the result of the last. */
export interface ReconcileInput {
  /** Longer than a page takes at the rate allowed: after it the page's replica is taken for gone. */
  readonly page_timeout_ms: number
}

/** A page of schedules set right. */
export interface ReconciledPage {
  /** Where the next page begins, in base64; empty after the last. */
  readonly next_token: string
  /** As they were when this page was done; only of types that have schedules on it. */
  readonly fingerprints: Fingerprints
  /** Types of which a schedule could not be set right. */
  readonly unsettled: readonly string[]
  /** Declared schedules that are there. */
  readonly declared_ids: readonly string[]
  readonly counts: ReconcileCounts
  readonly failures: readonly ReconcileFailure[]
}

/** How a pass ended; the next one begins with it. */
export interface ReconcileResult extends ReconcileCounts {
  /** Types whose schedules are right, and for which fingerprint: until it changes they need no look. */
  readonly settled: Fingerprints
  /** When every schedule was looked at last. */
  readonly full_at_ms: number
  readonly failures: readonly ReconcileFailure[]
}

/** What the workflows have done for them. */
export interface ScheduleActivities {
  /** Sends the next chunk of a backfill; a repeated try sends nothing twice. */
  sendBackfillChunk(state: BackfillState, requestId: string): Promise<SentChunk>
  /** Sets a page of schedules right, but those of settled types. */
  reconcilePage(token: string, settled: Fingerprints): Promise<ReconciledPage>
  /** Makes the declared schedules that are not among those found. */
  createDeclared(
    found: readonly string[],
  ): Promise<{ readonly created: number; readonly failures: readonly ReconcileFailure[] }>
}
