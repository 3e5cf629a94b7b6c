import type { AttemptOutcome, DeliveryStatus } from '@temporal-registry/contract/deliveries'
import type { AlertEdge, MonitorHealth, MonitorStatus } from '@temporal-registry/contract/monitor'
import { Mark, type Tone } from '../../ui/Mark.tsx'
import type { Verdict } from '../../monitors/chart.ts'

const healthTones: Readonly<Record<MonitorHealth, Tone>> = {
  unknown: 'quiet',
  ok: 'good',
  firing: 'bad',
  erroring: 'caution',
  stalled: 'caution',
}

const statusTones: Readonly<Record<MonitorStatus, Tone>> = {
  active: 'accent',
  paused: 'caution',
  completed: 'quiet',
}

const edgeTones: Readonly<Record<AlertEdge, Tone>> = {
  rising: 'bad',
  changed: 'accent',
  holding: 'bad',
  recovery: 'good',
  reminder: 'bad',
  erroring: 'caution',
  restored: 'good',
  stalled: 'caution',
}

const verdicts: Readonly<Record<Verdict, { readonly tone: Tone; readonly word: string }>> = {
  holds: { tone: 'bad', word: 'holds' },
  not: { tone: 'good', word: 'does not hold' },
  failed: { tone: 'caution', word: 'failed' },
  open: { tone: 'quiet', word: 'being judged' },
}

const deliveryTones: Readonly<Record<DeliveryStatus, Tone>> = {
  queued: 'quiet',
  sending: 'accent',
  retrying: 'caution',
  delivered: 'good',
  dead: 'bad',
  rate_limited: 'caution',
}

const attemptTones: Readonly<Record<AttemptOutcome, Tone>> = {
  open: 'accent',
  delivered: 'good',
  failed: 'bad',
  interrupted: 'caution',
}

/** What a monitor says of what it watches. */
export function HealthMark({ health, reason }: { health: MonitorHealth; reason?: string | null }) {
  return (
    <Mark tone={healthTones[health]} {...(reason ? { title: reason } : {})}>
      {health}
    </Mark>
  )
}

/** Whether a monitor looks. */
export function MonitorStatusMark({ status }: { status: MonitorStatus }) {
  return <Mark tone={statusTones[status]}>{status}</Mark>
}

/** What an alert tells. */
export function EdgeMark({ edge }: { edge: AlertEdge }) {
  return <Mark tone={edgeTones[edge]}>{edge}</Mark>
}

/** How a look ended. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { tone, word } = verdicts[verdict]
  return <Mark tone={tone}>{word}</Mark>
}

/** How a delivery stands. */
export function DeliveryMark({ status }: { status: DeliveryStatus }) {
  return <Mark tone={deliveryTones[status]}>{status.replaceAll('_', ' ')}</Mark>
}

/** What came of one attempt. */
export function AttemptMark({ outcome }: { outcome: AttemptOutcome }) {
  return <Mark tone={attemptTones[outcome]}>{outcome === 'open' ? 'under way' : outcome}</Mark>
}
