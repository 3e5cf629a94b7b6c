import type { Config } from '../config/config.ts'

/** Rows of a table go when the moment in a column is so many days past. Where it is null they stay. */
export interface RetentionRule {
  readonly table: string
  readonly column: string
  readonly days: number
  /** What a row is kept for, however old it is. */
  readonly unlessNamedIn?: readonly NamedIn[]
}

/** A table, of which a row has in some columns what ours has; `payload.id` is a member of JSON. */
export interface NamedIn {
  readonly table: string
  /** Ours by theirs. */
  readonly columns: Readonly<Record<string, string>>
}

/** What a deleted definition said is kept as long as a run shows it, or something is still to be decided by it. */
const usesOfVersions: readonly NamedIn[] = [
  { table: 'activity_definitions', columns: { id: 'definition_id' } },
  {
    table: 'activity_runs',
    columns: { definition_id: 'definition_id', version_used: 'version' },
  },
  { table: 'outbox', columns: { 'payload.definition_id': 'definition_id' } },
]

/** What is kept for how long. What belongs to a row goes with it, where the table says so. */
export function retentionRules(config: Config['retention']): readonly RetentionRule[] {
  return [
    { table: 'events', column: 'received_at', days: config.events_days },
    { table: 'activity_runs', column: 'finished_at', days: config.runs_days },
    { table: 'activity_backfills', column: 'finished_at', days: config.runs_days },
    { table: 'trigger_log', column: 'at', days: config.trigger_log_days },
    { table: 'occurrences', column: 'created_at', days: config.occurrences_days },
    { table: 'observations', column: 'at', days: config.observations_days },
    { table: 'alerts', column: 'at', days: config.alerts_days },
    { table: 'audit_log', column: 'at', days: config.audit_log_days },
    { table: 'deliveries', column: 'ended_at', days: config.deliveries_days },
    // Limits look back an hour.
    { table: 'recipient_sends', column: 'at', days: 1 },
    {
      table: 'activity_definition_versions',
      column: 'created_at',
      days: config.runs_days,
      unlessNamedIn: usesOfVersions,
    },
    // What has run out says as much as what is not there.
    { table: 'dedupe_keys', column: 'expires_at', days: 0 },
    { table: 'flow_paces', column: 'next_at', days: 0 },
  ]
}
