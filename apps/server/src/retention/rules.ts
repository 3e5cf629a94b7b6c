import type { Config } from '../config/config.ts'

/** Rows of a table go when the moment in a column is so many days past. Where it is null they stay. */
export interface RetentionRule {
  readonly table: string
  readonly column: string
  readonly days: number
}

/** What is kept for how long. What belongs to a row goes with it, where the table says so. */
export function retentionRules(config: Config['retention']): readonly RetentionRule[] {
  return [
    { table: 'events', column: 'received_at', days: config.events_days },
    { table: 'activity_runs', column: 'finished_at', days: config.runs_days },
    { table: 'activity_backfills', column: 'finished_at', days: config.runs_days },
    { table: 'trigger_log', column: 'at', days: config.trigger_log_days },
    { table: 'occurrences', column: 'created_at', days: config.occurrences_days },
    { table: 'audit_log', column: 'at', days: config.audit_log_days },
    { table: 'deliveries', column: 'ended_at', days: config.deliveries_days },
    // Limits look back an hour.
    { table: 'recipient_sends', column: 'at', days: 1 },
  ]
}
