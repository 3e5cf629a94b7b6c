/** An event to begin with when one is tried. */
export interface SampleEvent {
  readonly name: string
  readonly type: string
  readonly source: string
  readonly data: unknown
}

/** What services send, and what webhooks of the usual senders become. */
export const sampleEvents: readonly SampleEvent[] = [
  {
    ...{ name: 'An order', type: 'order.created', source: '/shop' },
    data: {
      order_id: 'o-4711',
      amount: 1_250,
      customer: 'ada',
      lines: [{ sku: 'desk', count: 1 }],
    },
  },
  {
    ...{ name: 'A push to GitHub', type: 'github.push', source: 'https://github.com/acme/shop' },
    data: { ref: 'refs/heads/main', repository: { full_name: 'acme/shop' }, commits: [] },
  },
  {
    ...{ name: 'A payment by Stripe', type: 'stripe.payment_intent.succeeded' },
    ...{ source: 'https://api.stripe.com/acct_1' },
    data: { object: { id: 'pi_1', amount: 125_000, currency: 'eur' } },
  },
  {
    ...{ name: 'A message in Slack', type: 'slack.message', source: 'https://slack.com/T1' },
    data: { event: { type: 'message', channel: 'C1', text: 'Deploy, please' } },
  },
]

/** It as a CloudEvent, under an id of its own. */
export const envelopeOf = ({ type, source, data }: SampleEvent) => ({
  ...{ specversion: '1.0' as const, id: `try-${Date.now().toString(36)}`, source, type },
  data,
})
