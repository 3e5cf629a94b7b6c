import { Problem, toProblemJson } from '@temporal-registry/contract/problem'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../platform/log.ts'
import type { MethodsAt } from './methods-at.ts'

export interface ProblemHandlerOptions {
  readonly log: Log
  readonly maxBodyBytes: number
  readonly methodsAt: MethodsAt
}

/** The one place that answers a refusal. What is not one is logged whole, and told by its request id only. */
export function installProblemHandler(
  app: FastifyInstance,
  { log, maxBodyBytes, methodsAt }: ProblemHandlerOptions,
): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    // Fastify would close the connection under a caller that still sends, who then never reads the refusal.
    // What is left of the body is thrown away as it comes; the time a request may take bounds that.
    reply.removeHeader('connection')
    const problem = problemFor(error, maxBodyBytes)
    if (problem.code === 'internal') {
      const { id, method } = request
      log.error({ err: error, request_id: id, method, path: pathOf(request) }, 'request failed')
    }
    return sendProblem(reply, request, problem)
  })

  app.setNotFoundHandler((request, reply) => {
    const path = pathOf(request)
    const methods = methodsAt(path)
    if (methods.length > 0) {
      reply.header('allow', methods.join(', '))
      const detail = `${path} takes ${methods.join(', ')}, but not ${request.method}`
      return sendProblem(reply, request, new Problem('method-not-allowed', detail))
    }
    return sendProblem(reply, request, new Problem('not-found', `There is nothing at ${path}`))
  })
}

/** Answers a refusal as RFC 9457 problem details. */
export function sendProblem(
  reply: FastifyReply,
  request: FastifyRequest,
  problem: Problem,
): FastifyReply {
  const { retry_after_seconds: retryAfter } = problem.extras
  if (retryAfter !== undefined) reply.header('retry-after', String(Math.ceil(retryAfter)))
  if (problem.code === 'unauthorized') {
    reply.header('www-authenticate', 'Bearer realm="temporal-registry"')
  }
  return reply
    .code(problem.status)
    .type(problemMediaType)
    .send(JSON.stringify(toProblemJson(problem, pathOf(request), request.id)))
}

export const problemMediaType = 'application/problem+json; charset=utf-8'

/** Faults that Fastify itself finds, in our words. */
function problemFor(error: FastifyError | Error, maxBodyBytes: number): Problem {
  if (error instanceof Problem) return error
  switch ('code' in error ? error.code : '') {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('body-too-large', `The body is over ${maxBodyBytes} bytes`, {
        max_bytes: maxBodyBytes,
      })
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return new Problem('malformed-json', 'The body is not as long as Content-Length says')
    case 'FST_ERR_BAD_URL':
      return new Problem('validation-failed', 'The path holds an escape that is not UTF-8')
    case 'FST_ERR_MAX_PARAM_LENGTH':
      return new Problem('validation-failed', 'A part of the path is longer than any id')
    case 'ECONNRESET':
      // Nobody is there to read this; it only must not count as a mistake of ours.
      return new Problem('malformed-json', 'The caller went away before the body ended')
    default:
      return new Problem(
        'internal',
        'The request failed for a reason of ours; the log has it under the request id',
        {},
        error,
      )
  }
}

function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? ''
}
