import { performance } from 'node:perf_hooks'
import type { DeliveryFailure, EndedStatus } from '@temporal-registry/contract/deliveries'
import { Problem } from '@temporal-registry/contract/problem'
import { asFailure } from '../platform/activity-failures.ts'
import { whileAlive } from '../platform/heartbeats.ts'
import type { Tables } from '../platform/database/database.ts'
import { createRedactor } from '../task-factory/secrets/secrets.ts'
import type { ChannelStore } from './channel-store.ts'
import { hasEnded } from './delivery-states.ts'
import type { DeliveryStore } from './delivery-store.ts'
import type { DeliveryFigures } from './figures.ts'
import { sentEnough, type GetReadyChannel, type ReadyChannel } from './ready-channels.ts'
import type { Render } from './rendering.ts'
import { nextAttemptAt, type RetryTimes } from './retry-schedule.ts'
import { sendWith, type SentAnswer, type Senders } from './senders/sender.ts'
import type { DeliveryRow, DeliveryTables, Rendered } from './tables.ts'
import { verdictOfHttp, verdictOfMail, verdictOfProblem, type Verdict } from './verdict.ts'
import type { AttemptReport, DeliveryActivities } from './workflow/messages.ts'

/** Of what a receiver answers, so much is kept. */
const shownCharacters = 1_000
/** Should nothing be heard of a delivery so long after it was due, its workflow is begun again. */
const overdueMs = 900_000
const heartbeatMs = 3_000

interface Opened {
  readonly delivery: DeliveryRow
  readonly channel: ReadyChannel
  readonly rendered: Rendered
  /** Of all rounds; it names the attempt. */
  readonly number: number
}

/** What was sent, and what came of it. */
export interface Tried {
  readonly verdict: Verdict
  readonly status: number | null
  readonly tookMs: number
  readonly excerpt: string | null
}

export type TrySending = (
  channel: ReadyChannel,
  sending: { readonly key: string; readonly rendered: Rendered; readonly attempt: number },
) => Promise<Tried>

/** Sends once, and judges what is answered, without anything secret in it. */
export function createTrySending(senders: Senders, now: () => Date): TrySending {
  return async ({ target, secrets }, { key, rendered, attempt }) => {
    const redact = createRedactor(secrets)
    const beganMs = performance.now()
    const took = () => Math.round(performance.now() - beganMs)
    let answer: SentAnswer
    try {
      answer = await sendWith(senders, target, { key, rendered, at: now() })
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      const verdict = redact(verdictOfProblem(error))
      return { verdict, status: null, tookMs: took(), excerpt: null }
    }
    const verdict = target.kind === 'email' ? verdictOfMail(answer) : verdictOfHttp(answer, attempt)
    const excerpt = redact(answer.excerpt).replaceAll('\u0000', '').slice(0, shownCharacters)
    return { verdict: redact(verdict), status: answer.status, tookMs: took(), excerpt }
  }
}

/** Makes the Temporal activity of `DeliveryWorkflow`. It may be repeated: receivers know a message by its id. */
export function createDeliveryActivities(deps: {
  readonly tables: Tables<DeliveryTables>
  readonly store: DeliveryStore
  readonly channels: Pick<ChannelStore, 'setEnabled'>
  readonly readyChannel: GetReadyChannel
  readonly render: Render
  readonly trySending: TrySending
  readonly retryTimes: RetryTimes
  readonly figures: Pick<DeliveryFigures, 'onAttempt' | 'onEnded'>
  /** A lane is free. */
  readonly wake: () => void
  readonly now: () => Date
}): DeliveryActivities {
  const { tables, store, readyChannel, render, trySending, retryTimes, figures, now } = deps

  const endAs = async (
    delivery: DeliveryRow,
    status: EndedStatus,
    failure: DeliveryFailure | null,
  ): Promise<AttemptReport> => {
    const isOurs = await tables.transaction(async (trx) => {
      const held = await store.hold(trx, delivery.id)
      return held !== undefined && store.end(trx, held, { status, failure, at: now() })
    })
    if (isOurs) figures.onEnded(delivery, status)
    deps.wake()
    return { ended: status }
  }

  /** A fault that keeps an attempt from being made at all. */
  const dieOf = (delivery: DeliveryRow, error: Problem): Promise<AttemptReport> =>
    endAs(delivery, 'dead', { code: error.code, detail: error.message })

  async function prepared(
    delivery: DeliveryRow,
  ): Promise<{ channel: ReadyChannel; rendered: Rendered } | { fault: Problem }> {
    try {
      const channel = await readyChannel(delivery.channel)
      return { channel, rendered: delivery.rendered ?? (await render(channel, delivery)) }
    } catch (error) {
      // What is only away now is asked for again by Temporal.
      if (!(error instanceof Problem) || error.status >= 500) throw error
      return { fault: error }
    }
  }

  /** Writes down that an attempt begins, unless the recipient has had enough. */
  function open(
    delivery: DeliveryRow,
    { channel, rendered }: { channel: ReadyChannel; rendered: Rendered },
  ): Promise<Opened | Problem | undefined> {
    const { recipient, maxPerHour: limit } = channel
    return tables.transaction(async (trx) => {
      const held = await store.hold(trx, delivery.id)
      if (!held || hasEnded(held.status)) return undefined
      const at = now()
      if (held.round_attempts === 0 && limit !== null) {
        if (!(await store.noteSend(trx, { recipient, limit, at })))
          return sentEnough(recipient, limit)
      }
      const number = held.attempts + 1
      const counted = { attempts: number, round_attempts: held.round_attempts + 1 }
      await store.openAttempt(trx, held, { number, at })
      await store.change(trx, held.id, {
        ...{ status: 'sending', ...counted },
        ...{ next_attempt_at: null, begin_at: new Date(at.getTime() + overdueMs) },
        ...{ kind: channel.target.kind, rendered: JSON.stringify(rendered) },
      })
      return { delivery: { ...held, ...counted }, channel, rendered, number }
    })
  }

  /** Writes down what came of an attempt, and what is next. */
  function close(
    { delivery, number }: Opened,
    { verdict, status, tookMs, excerpt }: Tried,
  ): Promise<AttemptReport> {
    return tables.transaction(async (trx) => {
      const held = await store.hold(trx, delivery.id)
      const at = now()
      const { outcome } = verdict
      const failure = verdict.outcome === 'failed' ? verdict.failure : null
      await store.endAttempt(trx, delivery.id, number, {
        outcome,
        status,
        tookMs,
        failure,
        excerpt,
      })
      if (!held) return { ended: 'deleted' }
      if (hasEnded(held.status)) return { ended: held.status }
      if (verdict.outcome === 'delivered') {
        await store.end(trx, held, { status: 'delivered', failure: null, at })
        return { ended: 'delivered' }
      }
      const attempts = held.round_attempts
      const failed = {
        ...{ attempts, queuedAt: held.queued_at, at },
        retryAfterSeconds: verdict.retryAfterSeconds,
      }
      const next =
        verdict.concerns === 'final' ? undefined : nextAttemptAt(retryTimes, failed, Math.random)
      if (!next) {
        await store.end(trx, held, { status: 'dead', failure, at })
        return { ended: 'dead' }
      }
      await store.change(trx, held.id, {
        ...{ status: 'retrying', failure: JSON.stringify(failure), next_attempt_at: next },
        begin_at: new Date(next.getTime() + overdueMs),
      })
      if (verdict.concerns === 'message') await store.freeLane(trx, held)
      return { wait_ms: next.getTime() - at.getTime() }
    })
  }

  async function attempt(id: string): Promise<AttemptReport> {
    const delivery = await tables.query((db) => store.find(db, id))
    if (!delivery) return { ended: 'deleted' }
    if (hasEnded(delivery.status)) return { ended: delivery.status }
    const earlyMs = (delivery.next_attempt_at?.getTime() ?? 0) - now().getTime()
    // An attempt was made, and the report of it lost.
    if (earlyMs > 0) return { wait_ms: earlyMs }
    const ready = await prepared(delivery)
    if ('fault' in ready) return dieOf(delivery, ready.fault)
    const opened = await open(delivery, ready)
    if (opened === undefined) return attempt(id)
    if (opened instanceof Problem) {
      return endAs(delivery, 'rate_limited', { code: opened.code, detail: opened.message })
    }
    return send(opened)
  }

  async function send(opened: Opened): Promise<AttemptReport> {
    const { delivery, channel, rendered } = opened
    const sending = { key: delivery.key, rendered, attempt: delivery.round_attempts }
    const tried = await trySending(channel, sending)
    const { verdict } = tried
    figures.onAttempt(channel.target.kind, tried)
    const report = await close(opened, tried)
    if ('ended' in report) figures.onEnded(delivery, report.ended)
    if (verdict.outcome === 'failed' && verdict.isGone) await disable(channel.name)
    deps.wake()
    return report
  }

  async function disable(name: string): Promise<void> {
    const reason = 'Its receiver answered 410: it wants no more messages'
    const change = { actor: 'deliveries', at: now() }
    await deps.channels.setEnabled(name, { enabled: false, reason }, change)
  }

  return {
    attemptDelivery: (id) => whileAlive(heartbeatMs, () => asFailure(() => attempt(id))),
  }
}
