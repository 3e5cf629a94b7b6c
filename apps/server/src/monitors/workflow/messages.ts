import type { RunFailure } from '@temporal-registry/contract/runs'

/** Wire name of the workflow that keeps schedules and health of monitors right: forever. */
export const keepMonitorsWorkflowType = 'temporal-registry.keep-monitors.v1'

/** What a look begins with: its run's id, or for a schedule's fire the monitor. */
export type LookInput = { readonly run_id: string } | { readonly monitor_id: string }

/** What a look has to do, without any of its data. */
export interface LookPlan {
  readonly run_id: string
  readonly monitor_id: string
  readonly version: number
  /** A probe of this kind is not tried within the workflow task. */
  readonly is_slow: boolean
  /** Comparing may ask somebody, who takes his time. */
  readonly asks_judge: boolean
}

export interface LookClaim {
  readonly run_id?: string
  readonly monitor_id?: string
  /** When the schedule meant it to look, RFC 3339. */
  readonly scheduled_for?: string
  readonly workflow_id: string
  readonly workflow_run_id: string
}

export type ClaimedLook =
  | { readonly go: true; readonly plan: LookPlan }
  | { readonly go: false; readonly outcome: string; readonly reason: string }

/** How far a look came within one Temporal activity, and what is to be done with it next. */
export type BegunLook =
  | { readonly go: false; readonly outcome: string; readonly reason: string }
  | ({ readonly go: true; readonly plan: LookPlan } & LookStep)

export type LookStep =
  /** The probe takes longer than it has at first. */
  | { readonly next: 'look' }
  /** The probe failed, and may succeed another time. */
  | { readonly next: 'look_again' }
  | { readonly next: 'judge'; readonly failure: RunFailure | null }
  | { readonly next: 'ask_parents'; readonly judged: JudgedLook }
  | {
      readonly next: 'nothing'
      readonly outcome: 'succeeded' | 'failed'
      readonly recorded: Recorded
    }

export interface JudgedLook {
  readonly failure: RunFailure | null
  /** Ids of parents that are to look first, because this look would be told. */
  readonly parents: readonly string[]
}

/** What was made of what a look found. */
export interface Recorded {
  /** Another look was remembered meanwhile: this one is to be judged again. */
  readonly is_stale: boolean
  readonly health?: string
  /** Edges of the alerts that there are. */
  readonly alerts?: readonly string[]
}

/** Temporal activities of a look. All may be repeated. */
export interface LookActivities {
  /** Claims, looks, judges and writes down, as far as that is quickly done. */
  lookAtOnce(claim: LookClaim): Promise<BegunLook>
  claimLook(claim: LookClaim): Promise<ClaimedLook>
  /** Lets the probe look, and writes down what it found. */
  look(plan: LookPlan): Promise<void>
  /**
   * Compares what was found with what is remembered, and says what the condition says of it.
   *
   * A condition that cannot be evaluated is a failure of the look.
   */
  judgeLook(plan: LookPlan, failure: RunFailure | null): Promise<JudgedLook>
  /** Lets parents look now. */
  askParents(plan: LookPlan, parentIds: readonly string[]): Promise<void>
  /** Whether all of them have looked since this look began. */
  haveParentsLooked(plan: LookPlan, parentIds: readonly string[]): Promise<boolean>
  /** Writes down what came of it, and what is to be told. */
  recordLook(plan: LookPlan, failure: RunFailure | null): Promise<Recorded>
  cancelLook(plan: LookPlan): Promise<void>
}

/** What a pass found otherwise than it is to be, and did about it. */
export interface KeptMonitors {
  readonly created: number
  readonly changed: number
  readonly removed: number
  /** Monitors that have no next time any more, or again have one. */
  readonly stalled: number
  /** Messages that told of several alerts. */
  readonly digests: number
}

export interface MonitorKeeperActivities {
  followMonitors(): Promise<Omit<KeptMonitors, 'digests'>>
  tellDigests(): Promise<number>
}
