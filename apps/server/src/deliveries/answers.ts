import type {
  Delivery,
  DeliveryAttempt,
  DeliverySummary,
} from '@temporal-registry/contract/deliveries'
import type { AttemptRow, DeliveryRow } from './tables.ts'

export function summaryOf(row: DeliveryRow): DeliverySummary {
  const { id, channel, kind, status, key, attempts, round, failure } = row
  return {
    ...{ id, channel, kind, status, key, attempts, round, failure },
    about: { kind: row.about_kind, id: row.about_id },
    subject: row.message.subject ?? null,
    created_at: row.created_at.toISOString(),
    next_attempt_at: row.next_attempt_at?.toISOString() ?? null,
    ended_at: row.ended_at?.toISOString() ?? null,
  }
}

export function deliveryOf(row: DeliveryRow, attempts: readonly AttemptRow[]): Delivery {
  const { type, subject = null, text, data } = row.message
  return {
    ...summaryOf(row),
    message: { type, subject, text, data },
    attempt_log: attempts.map(attemptOf),
  }
}

function attemptOf(row: AttemptRow): DeliveryAttempt {
  const { number, round, outcome, status, took_ms, failure, response_excerpt } = row
  return {
    ...{ number, round, outcome, status, took_ms, failure, response_excerpt },
    at: row.at.toISOString(),
  }
}
