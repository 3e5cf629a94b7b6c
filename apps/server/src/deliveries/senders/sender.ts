import type { ReadyTarget } from '../ready-channels.ts'
import type { Rendered } from '../tables.ts'

/** Something to be sent, once. */
export interface Sending {
  /** The same at every attempt: `webhook-id`, `Message-ID`. */
  readonly key: string
  readonly rendered: Rendered
  readonly at: Date
}

/** What the receiver answered, whatever it was. */
export interface SentAnswer {
  /** HTTP or SMTP. */
  readonly status: number
  readonly excerpt: string
  readonly retryAfterSeconds?: number | undefined
}

type TargetOf<Kind extends ReadyTarget['kind']> = Extract<ReadyTarget, { kind: Kind }>

/** Sends to one kind of channel. @throws Problem where nobody answered. */
export type Sender<Kind extends ReadyTarget['kind']> = (
  target: TargetOf<Kind>,
  sending: Sending,
) => Promise<SentAnswer>

export type Senders = { readonly [Kind in ReadyTarget['kind']]: Sender<Kind> }

export function sendWith(
  senders: Senders,
  target: ReadyTarget,
  sending: Sending,
): Promise<SentAnswer> {
  switch (target.kind) {
    case 'webhook':
      return senders.webhook(target, sending)
    case 'slack':
      return senders.slack(target, sending)
    case 'email':
      return senders.email(target, sending)
  }
}
