import { endpoints } from '@temporal-registry/contract/endpoints'
import { bodyProblems, problemsOf, type Endpoint } from '@temporal-registry/contract/endpoint'
import type { ProblemJson } from '@temporal-registry/contract/problem'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyInstance } from 'fastify'

const ajv = new Ajv2020({ strict: false, unicodeRegExp: false })
addFormats.default(ajv, ['date-time'])

/** Fails any request of any test whose answer, or refusal, is not one the contract declares. */
export function checkAnswers(app: FastifyInstance): void {
  const byId: Readonly<Record<string, Endpoint>> = endpoints
  app.addHook('onSend', async (request, reply, payload) => {
    const endpoint = byId[request.routeOptions.config.endpointId ?? '']
    if (!endpoint || endpoint.mediaType || reply.statusCode === 304) return payload
    const type = String(reply.getHeader('content-type') ?? '')
    if (type.startsWith('application/problem+json')) {
      const { code } = JSON.parse(String(payload)) as ProblemJson
      // Any request may have a body, and it is read before anybody asks whether one is wanted.
      const declared: readonly string[] = [...problemsOf(endpoint), ...bodyProblems]
      if (!declared.includes(code)) throw new Error(`${endpoint.id} does not declare ${code}`)
      return payload
    }
    const shape = endpoint.responses[reply.statusCode]
    if (shape === undefined) throw new Error(`${endpoint.id} does not declare ${reply.statusCode}`)
    // An answer without a body is one of `null`.
    if (shape !== null && !ajv.validate(shape, JSON.parse(String(payload || 'null')))) {
      throw new Error(`${endpoint.id} answered another shape: ${ajv.errorsText()}`)
    }
    return payload
  })
}
