import { readFileSync } from 'node:fs'

/** The webhooks and events that providers document, as files beside this one. */
export type PayloadName =
  | 'cloudevents-structured'
  | 'cloudevents-binary'
  | 'cloudevents-batch'
  | 'github-push'
  | 'stripe-payment-intent'
  | 'slack-message'
  | 'standard-webhooks-invoice'

/** A payload to the last byte. */
export function payload(name: PayloadName): string {
  return readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')
}
