import { Problem, toProblemJson, type ProblemCode } from '@temporal-registry/contract/problem'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../platform/log.ts'

/** Faults that Fastify itself finds, in our words. */
const fastifyProblems: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'malformed-json',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'malformed-json',
  FST_ERR_BAD_URL: 'not-found',
  FST_ERR_MAX_PARAM_LENGTH: 'not-found',
}

export interface ProblemHandlerOptions {
  readonly log: Log
  readonly maxBodyBytes: number
  /** Methods that the path of a URL takes. */
  readonly methodsAt: (path: string) => readonly string[]
}

/** The one place that answers a refusal. What is not one is logged whole, and told by its request id only. */
export function installProblemHandler(
  app: FastifyInstance,
  { log, maxBodyBytes, methodsAt }: ProblemHandlerOptions,
): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const problem = problemFor(error, maxBodyBytes)
    if (problem.code === 'internal') {
      log.error({ err: error, request_id: request.id, method: request.method, url: request.url }, 'request failed')
    }
    return sendProblem(reply, request, problem)
  })

  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? ''
    const methods = methodsAt(path)
    if (methods.length > 0) {
      reply.header('allow', methods.join(', '))
      const detail = `${request.method} is not taken here; ${methods.join(', ')} is`
      return sendProblem(reply, request, new Problem('method-not-allowed', detail))
    }
    return sendProblem(reply, request, new Problem('not-found', `There is nothing at ${path}`))
  })
}

/** Answers a refusal as RFC 9457 problem details. */
export function sendProblem(reply: FastifyReply, request: FastifyRequest, problem: Problem): FastifyReply {
  const { retry_after_seconds: retryAfter } = problem.extras
  if (retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(retryAfter)))
  if (problem.code === 'unauthorized') reply.header('www-authenticate', 'Bearer')
  const path = request.url.split('?')[0] ?? ''
  return reply
    .code(problem.status)
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(toProblemJson(problem, path, request.id)))
}

function problemFor(error: FastifyError | Error, maxBodyBytes: number): Problem {
  if (error instanceof Problem) return error
  const code = 'code' in error ? fastifyProblems[error.code] : undefined
  if (code === 'body-too-large') {
    return new Problem(code, `The body is over ${maxBodyBytes} bytes`, { max_bytes: maxBodyBytes })
  }
  if (code) return new Problem(code, error.message)
  return new Problem('internal', 'The request failed for a reason of ours; the log has it under the request id', {}, error)
}
