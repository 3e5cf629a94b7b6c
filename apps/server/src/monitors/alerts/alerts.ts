import type { RunFailure } from '@temporal-registry/contract/runs'
import type { Comparison } from '@temporal-registry/contract/probes'
import type { Insertable, Transaction } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import type { AlertRow, Found, LookStore } from '../looks/store.ts'
import type { Edge } from '../rules/edges.ts'
import type { MonitorRow } from '../store.ts'
import type { AlertTable, MonitorTables } from '../tables.ts'
import type { WriteAlert } from './alert-texts.ts'

type Trx = Transaction<MonitorTables>

/** An alert that is to be written down, and told unless it says why not. */
export type NewAlert = Omit<
  Insertable<AlertTable>,
  'namespace' | 'muted_by' | 'told_at' | 'channels'
> & {
  readonly muted_by: string | null
  readonly told_at: Date | null
  readonly channels: string[]
}

/** What alerts of one look tell of. */
export interface Occasion {
  /** Why nobody is told. */
  readonly mutedBy: string | undefined
  readonly observationId: string | null
  readonly found?: Found | undefined
  readonly previous?: unknown
  readonly comparison?: Comparison | undefined
  readonly failure?: RunFailure | null
  readonly now: Date
}

/** Makes alerts of edges; nothing is written yet. */
export type MakeAlerts = (
  monitor: MonitorRow,
  edges: readonly Edge[],
  occasion: Occasion,
) => Promise<readonly NewAlert[]>

/** Writes alerts down, and leaves to the deliveries what is to be told, in the same transaction. */
export type TellAlerts = (trx: Trx, alerts: readonly NewAlert[]) => Promise<void>

export function createMakeAlerts(deps: {
  readonly writeAlert: WriteAlert
  readonly newId: () => string
}): MakeAlerts {
  return (monitor, edges, { mutedBy, observationId, ...occasion }) =>
    Promise.all(
      edges.map(async ({ edge, isMuted }) => {
        const { id, name, version, body } = monitor
        const { now } = occasion
        const tidings = { edge, monitor: { id, name, version }, body, ...occasion }
        const { subject, text, data } = await deps.writeAlert(tidings)
        const { channels = [], digest } = body.alert ?? {}
        const waits = digest !== undefined && !isMuted
        return {
          ...{ id: deps.newId(), monitor_id: id, monitor_name: name, at: now, edge },
          ...{ observation_id: observationId, subject, text, data: JSON.stringify(data) },
          muted_by: isMuted ? (mutedBy ?? '') : null,
          channels: [...channels],
          digest: waits ? (digest.name ?? id) : null,
          digest_due_at: waits ? new Date(now.getTime() + digest.wait_seconds * 1000) : null,
          told_at: isMuted || waits ? null : now,
        }
      }),
    )
}

/** What is to be told, to channels by their names; `key` makes it told once. */
export interface Telling {
  readonly channels: readonly string[]
  readonly message: {
    readonly type: string
    readonly subject: string
    readonly text: string
    readonly data: Readonly<Record<string, unknown>>
  }
  readonly key: string
  readonly about: {
    readonly kind: 'alert'
    readonly id: string
    /** Those that a digest tells beside the first. */
    readonly others?: readonly string[]
  }
}

/** Leaves a message to the deliveries, in the caller's transaction. */
export type Deliver = (trx: Trx, telling: Telling) => Promise<void>

export function createTellAlerts(deps: {
  readonly looks: Pick<LookStore, 'addAlerts'>
  readonly deliver: Deliver
}): TellAlerts {
  return async (trx, alerts) => {
    await deps.looks.addAlerts(trx, alerts)
    for (const { id, edge, channels, subject, text, data, told_at: toldAt } of alerts) {
      if (toldAt === null || channels.length === 0) continue
      const message = { type: `alert.${edge}`, subject, text, data: JSON.parse(data) }
      await deps.deliver(trx, { channels, message, key: id, about: { kind: 'alert', id } })
    }
  }
}

/** Tells the alerts of digests that are due, each digest in one message to each of its channels. */
export function createTellDigests(deps: {
  readonly tables: Tables<MonitorTables>
  readonly looks: Pick<LookStore, 'takeDue'>
  readonly deliver: Deliver
  readonly now: () => Date
}): () => Promise<number> {
  const { tables, looks, deliver, now } = deps

  return () =>
    tables.transaction(async (trx) => {
      const due = await looks.takeDue(trx, now())
      const together = Object.groupBy(due, ({ digest, channels }) =>
        JSON.stringify([digest, channels]),
      )
      const groups = Object.values(together).flatMap((group) => (group ? [group] : []))
      for (const group of groups) await deliver(trx, digestOf(group))
      return groups.length
    })
}

function digestOf(alerts: readonly AlertRow[]): Telling {
  const inOrder = alerts.toSorted((one, other) => (one.id < other.id ? -1 : 1))
  const [first, ...others] = inOrder
  const id = first?.id ?? ''
  const subject = alerts.length === 1 ? (first?.subject ?? '') : `${alerts.length} alerts`
  return {
    channels: first?.channels ?? [],
    message: {
      type: 'alert.digest',
      subject,
      text: inOrder.map((one) => `${one.subject}\n${one.text}`).join('\n\n'),
      data: { alerts: inOrder.map(({ id: of, edge, data }) => ({ id: of, edge, ...data })) },
    },
    key: `digest-${id}`,
    about: { kind: 'alert', id, others: others.map((one) => one.id) },
  }
}
