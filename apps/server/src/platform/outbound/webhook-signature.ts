import { Webhook } from 'standardwebhooks'

/**
 * Headers of Standard Webhooks: who holds a key sees who sent this, that it is whole, and when. Of several keys
 * each signs, so that one can replace the other. A key that begins with `whsec_` is base64, any other is taken
 * as it is.
 */
export function signatureHeaders(
  message: { readonly id: string; readonly body: string; readonly at: Date },
  keys: readonly string[],
): Readonly<Record<string, string>> {
  const { id, body, at } = message
  const signatures = keys.map((key) => {
    const webhook = key.startsWith('whsec_')
      ? new Webhook(key)
      : new Webhook(key, { format: 'raw' })
    return webhook.sign(id, at, body)
  })
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signatures.join(' '),
  }
}
