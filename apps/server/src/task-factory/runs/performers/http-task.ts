import type {
  Outbound,
  OutboundAnswer,
  OutboundRequest,
} from '../../../platform/outbound/outbound.ts'
import { signatureHeaders } from '../../../platform/outbound/webhook-signature.ts'
import type { Performers } from '../performing.ts'
import { answerWithoutBody, assertDone } from '../../../platform/outbound/answered.ts'
import { bodyOf, requestOf, type HttpParams } from '../../../platform/outbound/http-request.ts'
import type { SecretsInUse } from '../reaching/secrets-in-use.ts'

const maxResponseBytes = 262_144
/** What other tasks may want to know of an answer; the rest is about the connection. */
const keptHeaders = ['content-type', 'etag', 'last-modified', 'location', 'x-request-id']

interface HttpTaskParams extends HttpParams {
  readonly signing_secret?: string
}

/** Sends a request. Every attempt carries the same `Idempotency-Key`: the task's id. */
export function createHttpTask(deps: {
  readonly outbound: Pick<Outbound, 'request'>
  readonly secrets: Pick<SecretsInUse, 'read' | 'fillOf'>
  readonly now: () => Date
}): Performers['http'] {
  const { outbound, secrets, now } = deps

  return async ({ task, defined }) => {
    // As `paramsSourceOf` makes them of an HTTP task.
    const params = task.params as HttpTaskParams
    const fill = await secrets.fillOf(defined, params)
    const readIf = async (name: string | undefined) =>
      name === undefined ? undefined : secrets.read(name)
    const bearer = await readIf(params.bearer_secret)
    const signing = await readIf(params.signing_secret)
    const plain = requestOf(params, { fill, bearer }, maxResponseBytes)
    const signed = { id: task.id, body: String(plain.body ?? ''), at: now() }
    const request = {
      ...plain,
      headers: {
        ...plain.headers,
        'idempotency-key': task.id,
        ...(signing === undefined ? {} : signatureHeaders(signed, [signing])),
      },
    }
    const { answer, isWhole } = await answerTo(request)
    assertDone(hostOf(request.url), answer, now())
    return {
      status: answer.status,
      headers: Object.fromEntries(
        Object.entries(answer.headers).filter(([name]) => keptHeaders.includes(name)),
      ),
      body: isWhole ? bodyOf(answer) : null,
      ...(isWhole ? {} : { body_left_out: `It is larger than ${maxResponseBytes} bytes` }),
    }
  }

  /** What was asked for is done, whatever is told of it: a long answer is no failure. */
  async function answerTo(
    request: OutboundRequest,
  ): Promise<{ answer: OutboundAnswer; isWhole: boolean }> {
    try {
      return { answer: await outbound.request(request), isWhole: true }
    } catch (error) {
      return { answer: answerWithoutBody(error), isWhole: false }
    }
  }
}

/** Its URL is read once it is sent. */
function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : 'The other side'
}
