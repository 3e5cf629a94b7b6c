import { kindOf } from '@temporal-registry/contract/activity-definition'
import type { Monitor, MonitorBody, MonitorSummary } from '@temporal-registry/contract/monitor'
import type {
  Alert,
  Observation,
  ObservationSummary,
} from '@temporal-registry/contract/monitor-history'
import type { MonitorLook, MonitorRecent } from '@temporal-registry/contract/monitor-looks'
import type { SeriesPoint } from '@temporal-registry/contract/monitor-series'
import { probeKinds, type ProbeKind } from '@temporal-registry/contract/probes'
import { numbersOf } from './looks/numbers.ts'
import type { LookRow, PointRow } from './looks/series-store.ts'
import type { AlertRow, ObservationRow } from './looks/store.ts'
import type { MonitorRow } from './store.ts'

/** A monitor as lists show it. */
export function summaryOf(monitor: MonitorRow): MonitorSummary {
  const { id, name, version, body, status, health } = monitor
  return {
    ...{ id, name, description: body.description ?? null, owner: body.owner ?? null },
    probe_kind: probeKindOf(body),
    schedule: body.schedule,
    channels: body.alert?.channels ?? [],
    ...{ labels: body.labels ?? {}, version, status, pause_reason: monitor.pause_reason, health },
    health_since: monitor.health_since.toISOString(),
    health_reason: monitor.health_reason,
    suppressed_until: iso(monitor.suppressed_until),
    suppress_reason: monitor.suppress_reason,
    last_look_at: iso(monitor.last_look_at),
    last_alert_at: iso(monitor.last_alert_at),
    forked_from: monitor.forked_from,
    created_at: monitor.created_at.toISOString(),
    updated_at: monitor.updated_at.toISOString(),
  }
}

/** The contract lets a probe have one kind and no other member. */
function probeKindOf({ probe }: MonitorBody): ProbeKind {
  const kind = kindOf(probe, probeKinds)
  if (kind === undefined) throw new Error('A monitor has no probe')
  return kind
}

/** A look as pictures show it. */
export function lookOf({ id, at, status, holds, state }: LookRow): MonitorLook {
  return { id, at: at.toISOString(), status, holds, numbers: numbersOf(state) }
}

export function pointOf(row: PointRow): SeriesPoint {
  const { looks, failed, held } = row
  return { ...lookOf(row), looks, failed, held }
}

/** What a list says of a monitor's last looks. */
export function recentOf(looks: readonly LookRow[], nextAt: Date | undefined): MonitorRecent {
  const found = looks.findLast(({ status }) => status === 'succeeded')
  return {
    state: found?.state ?? null,
    looks: looks.map(lookOf),
    next_look_at: iso(nextAt ?? null),
  }
}

/** A monitor as it stands. */
export function monitorOf(monitor: MonitorRow, nextAt: Date | null | undefined): Monitor {
  return { ...summaryOf(monitor), next_look_at: iso(nextAt ?? null), monitor: monitor.body }
}

/** Differs whenever what people decide of the monitor does. */
export function etagOf({ version, updated_at: at }: MonitorRow): string {
  return `"${version}-${at.getTime()}"`
}

export function observationSummaryOf(row: ObservationRow): ObservationSummary {
  return {
    ...{ id: row.id, monitor_id: row.monitor_id, monitor_version: row.version },
    at: row.at.toISOString(),
    status: row.status,
    holds: row.holds,
    changed: row.judgement?.comparison.changed ?? null,
    explanation: row.explanation,
    state_hash: row.state_hash,
    failure: row.failure,
  }
}

export function observationOf(row: ObservationRow, state: unknown): Observation {
  return {
    ...observationSummaryOf(row),
    state,
    evidence: row.evidence,
    comparison: row.judgement?.comparison ?? null,
  }
}

export function alertOf(row: AlertRow): Alert {
  return {
    id: row.id,
    monitor: { id: row.monitor_id, name: row.monitor_name },
    observation_id: row.observation_id,
    at: row.at.toISOString(),
    ...{ edge: row.edge, subject: row.subject, text: row.text, data: row.data },
    ...{ muted_by: row.muted_by, channels: row.channels },
    digest_due_at: iso(row.digest_due_at),
    // Without a channel it is only to be read here.
    told_at: row.channels.length === 0 ? null : iso(row.told_at),
  }
}

/** An alert as a mark in a picture. */
export function alertMarkOf({ id, at, edge, subject, muted_by: mutedBy }: AlertRow) {
  return { id, at: at.toISOString(), edge, subject, muted: mutedBy !== null }
}

function iso(time: Date | null): string | null {
  return time?.toISOString() ?? null
}
