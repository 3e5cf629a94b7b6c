import type { Expressions } from '../../../expressions/expressions.ts'
import type { Outbound } from '../../../platform/outbound/outbound.ts'
import { placesOf } from '../../definitions/places.ts'
import type { SourceReaders } from '../context.ts'
import { paramsSourceOf } from '../task-params.ts'
import { assertDone } from '../../../platform/outbound/answered.ts'
import { bodyOf, requestOf, type HttpParams } from '../../../platform/outbound/http-request.ts'
import type { SecretsInUse } from './secrets-in-use.ts'

const maxResponseBytes = 1_048_576

/** Reads what an HTTP request is answered, or what `pick` makes of it. */
export function createHttpSource(deps: {
  readonly outbound: Pick<Outbound, 'request'>
  readonly expressions: Pick<Expressions, 'evaluate'>
  readonly secrets: Pick<SecretsInUse, 'read'>
  readonly now: () => Date
}): SourceReaders['http'] {
  const { outbound, expressions, secrets, now } = deps

  return async ({ defined: { body }, source: { name, http }, seen }) => {
    if (!http) throw new Error(`«${name}» is no HTTP source`)
    const { pick, ...said } = http
    const places = placesOf(body)
    const { template, literal } = paramsSourceOf({ name, http: said })
    const made = await expressions.evaluate(places.trigger, seen, { template })
    // As `paramsSourceOf` makes them of an HTTP request.
    const params = { ...literal, ...(made as object) } as unknown as HttpParams
    const bearer =
      params.bearer_secret === undefined ? undefined : await secrets.read(params.bearer_secret)
    const request = requestOf(params, { fill: (text) => text, bearer }, maxResponseBytes)
    const answer = await outbound.request(request)
    assertDone(new URL(request.url).host, answer, now())
    const { status, headers } = answer
    const response = { status, headers, body: bodyOf(answer) }
    if (pick === undefined) return response.body
    return expressions.evaluate(places.pick, { ...seen, response }, { cel: pick })
  }
}
