import { answerWithoutBody } from '../../platform/outbound/answered.ts'
import type { Outbound } from '../../platform/outbound/outbound.ts'
import { retryAfterSeconds } from '../../platform/outbound/retry-after.ts'
import { signatureHeaders } from '../../platform/outbound/webhook-signature.ts'
import type { Sender, Sending, SentAnswer } from './sender.ts'

const timeoutMs = 20_000
/** Of an answer that nobody reads but who looks for a fault. */
const maxResponseBytes = 65_536
/** A wait that is longer is not the other side's to ask for. */
const maxRetryAfterSeconds = 86_400

type Post = (
  url: string,
  headers: Readonly<Record<string, string>>,
  sending: Sending,
) => Promise<SentAnswer>

function createPost(outbound: Pick<Outbound, 'request'>): Post {
  return async (url, headers, { rendered, at }) => {
    const body = rendered.body ?? ''
    const answer = await outbound
      .request({
        method: 'POST',
        url,
        headers: { 'content-type': 'application/json', ...headers },
        ...{ body, timeoutMs, maxResponseBytes, redirects: 'refused' },
      })
      .catch(answerWithoutBody)
    return {
      status: answer.status,
      excerpt: answer.body.toString('utf8'),
      retryAfterSeconds: retryAfterSeconds(answer.headers['retry-after'], {
        now: at,
        maxSeconds: maxRetryAfterSeconds,
      }),
    }
  }
}

/** Sends by Standard Webhooks: signed with each key there is, under one id at all attempts. */
export function createWebhookSender(outbound: Pick<Outbound, 'request'>): Sender<'webhook'> {
  const post = createPost(outbound)
  return (target, sending) => {
    const { key: id, rendered, at } = sending
    const signed = signatureHeaders({ id, body: rendered.body ?? '', at }, target.signingKeys)
    const { 'webhook-signature': signature, ...named } = signed
    return post(
      target.url,
      {
        ...target.headers,
        ...named,
        'idempotency-key': id,
        ...(target.signingKeys.length === 0 ? {} : { 'webhook-signature': signature ?? '' }),
      },
      sending,
    )
  }
}

/** Sends as incoming webhooks of Slack take messages. */
export function createSlackSender(outbound: Pick<Outbound, 'request'>): Sender<'slack'> {
  const post = createPost(outbound)
  return ({ url }, sending) => post(url, {}, sending)
}
