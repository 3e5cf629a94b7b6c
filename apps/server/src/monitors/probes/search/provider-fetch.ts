import { assertDone } from '../../../platform/outbound/answered.ts'
import type { Outbound } from '../../../platform/outbound/outbound.ts'

const maxResponseBytes = 4 * 1024 * 1024

/**
 * `fetch` over the one way out, for SDKs that want one: text in, text out, no streams. What is no 2xx is thrown as what
 * it means.
 */
export function createProviderFetch({
  outbound,
  timeoutMs,
  now,
  onAnswer,
}: {
  readonly outbound: Pick<Outbound, 'request'>
  readonly timeoutMs: number
  readonly now: () => Date
  /** What was answered, which SDKs do not tell whole. */
  readonly onAnswer: (text: string) => void
}): typeof fetch {
  return async (input, init = {}) => {
    const url = input instanceof Request ? input.url : String(input)
    const headers = Object.fromEntries(new Headers(init.headers).entries())
    const { body, signal, method = 'GET' } = init
    const answer = await outbound.request({
      ...{ url, method, headers, timeoutMs, maxResponseBytes },
      // SDKs that send JSON send it as text.
      body: typeof body === 'string' ? body : undefined,
      ...(signal ? { signal } : {}),
    })
    assertDone(new URL(url).host, answer, now())
    const text = answer.body.toString('utf8')
    onAnswer(text)
    return new Response(text, { status: answer.status, headers: { ...answer.headers } })
  }
}
