import { status as Code } from '@grpc/grpc-js'
import { Problem, type ProblemCode } from '@temporal-registry/contract/problem'
import {
  isGrpcServiceError,
  ServiceError,
  WorkflowNotFoundError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client'

/** The gRPC status behind an error of Temporal's client, or nothing when it is none. */
export function grpcStatusOf(error: unknown): { code: number; details: string } | undefined {
  if (error instanceof WorkflowNotFoundError) {
    return { code: Code.NOT_FOUND, details: error.message }
  }
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) {
    return { code: Code.DEADLINE_EXCEEDED, details: error.message }
  }
  const cause = error instanceof ServiceError ? error.cause : error
  return isGrpcServiceError(cause) ? { code: cause.code, details: cause.details } : undefined
}

/** Statuses an operation gives a meaning of its own. */
export type GrpcMeanings = Readonly<Partial<Record<number, ProblemCode>>>

/** Seconds after which a caller may try again. */
const retryAfterSeconds = { unreachable: 1, busy: 2 } as const

/**
 * Turns a failed call to Temporal into the refusal to answer with. The only place that does.
 *
 * What is not a gRPC error is returned as it is: a mistake of ours must rise as one.
 */
export function problemOf(error: unknown, meanings: GrpcMeanings = {}): unknown {
  const grpc = grpcStatusOf(error)
  if (!grpc) return error
  const { code, details } = grpc
  const own = meanings[code]
  if (own) return new Problem(own, sentence(details), {}, error)
  if (/blob data size|exceeds limit.*size|message larger than max/i.test(details)) {
    return new Problem('payload-too-large', sentence(details), {}, error)
  }
  switch (code) {
    case Code.UNAVAILABLE:
    case Code.CANCELLED:
      return unreachable(details, error)
    case Code.DEADLINE_EXCEEDED:
      return new Problem('temporal-timeout', 'Temporal did not answer in time', {}, error)
    case Code.RESOURCE_EXHAUSTED:
    case Code.ABORTED:
      return new Problem(
        'temporal-busy',
        sentence(details),
        {
          retry_after_seconds: retryAfterSeconds.busy,
        },
        error,
      )
    case Code.PERMISSION_DENIED:
    case Code.UNAUTHENTICATED:
      return new Problem('temporal-refused', sentence(details), {}, error)
    case Code.NOT_FOUND:
      return /namespace/i.test(details)
        ? new Problem('temporal-refused', sentence(details), {}, error)
        : new Problem('run-not-found', sentence(details), {}, error)
    case Code.INVALID_ARGUMENT:
      return new Problem('validation-failed', sentence(details), {}, error)
    default:
      return error
  }
}

/** Runs a call to Temporal; its failure rises as a refusal. */
export async function asProblem<T>(call: () => Promise<T>, meanings?: GrpcMeanings): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw problemOf(error, meanings)
  }
}

/** The refusal for a Temporal that is away. */
export function unreachable(details: string, cause?: unknown): Problem {
  return new Problem(
    'temporal-unreachable',
    sentence(details),
    {
      retry_after_seconds: retryAfterSeconds.unreachable,
    },
    cause,
  )
}

function sentence(details: string): string {
  return details === '' ? 'Temporal gave no details' : details
}
