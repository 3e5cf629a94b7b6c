import type {
  AlertEdge,
  MonitorBody,
  MonitorHealth,
  MonitorStatus,
} from '@temporal-registry/contract/monitor'
import type { Comparison, ProbeEvidence } from '@temporal-registry/contract/probes'
import type { RunFailure } from '@temporal-registry/contract/runs'
import type { Generated } from 'kysely'
import type { AuditTables } from '../task-factory/audit/store.ts'
import type { FactoryTables, JsonColumn } from '../task-factory/tables.ts'
import type { Memory } from './rules/edges.ts'

/** Tables that one transaction changes together, when what a look found is written down. */
export interface MonitorTables extends FactoryTables, AuditTables {
  monitors: MonitorTable
  observations: ObservationTable
  alerts: AlertTable
}

export interface MonitorTable {
  id: string
  namespace: string
  name: string
  version: number
  body: JsonColumn<MonitorBody>
  status: MonitorStatus
  paused_at: Date | null
  pause_reason: string | null
  suppressed_until: Date | null
  suppress_reason: string | null
  health: MonitorHealth
  health_since: Date
  health_reason: string | null
  memory: JsonColumn<Memory>
  state: JsonColumn<unknown> | null
  memory_revision: Generated<number>
  last_look_at: Date | null
  last_alert_at: Date | null
  heartbeat_hash: string | null
  heartbeat_at: Date | null
  feed_hash: string | null
  forked_from: string | null
  created_at: Date
  updated_at: Date
}

/** What a look came to, before it is written into the memory. */
export interface Judgement {
  /** Of the memory that it was judged by. */
  readonly memory_revision: number
  readonly holds: boolean
  readonly has_ended: boolean
  /** Hash of the state as far as it has changed. */
  readonly hash: string
  readonly comparison: Comparison
}

export interface ObservationTable {
  id: string
  namespace: string
  monitor_id: string
  version: number
  at: Date
  status: 'looked' | 'succeeded' | 'failed'
  state: JsonColumn<unknown> | null
  state_hash: string | null
  evidence: JsonColumn<ProbeEvidence> | null
  holds: boolean | null
  explanation: string | null
  judgement: JsonColumn<Judgement> | null
  failure: JsonColumn<RunFailure> | null
  failures: number | null
}

export interface AlertTable {
  id: string
  namespace: string
  monitor_id: string
  monitor_name: string
  observation_id: string | null
  at: Date
  edge: AlertEdge
  subject: string
  text: string
  data: JsonColumn<Readonly<Record<string, unknown>>>
  muted_by: string | null
  channels: string[]
  digest: string | null
  digest_due_at: Date | null
  told_at: Date | null
}
