import { problems, isProblemCode, type ProblemError } from '@temporal-registry/contract/problem'
import { isApiError } from '@temporal-registry/sdk/client'

/** A failure as a person reads it. */
export interface ProblemText {
  readonly title: string
  /** What was wrong this time. */
  readonly detail: string
  readonly remedy: string | undefined
  readonly code: string | undefined
  readonly requestId: string | undefined
  readonly errors: readonly ProblemError[]
}

/** Turns whatever failed into words; the one place that does. */
export function problemText(error: unknown): ProblemText {
  if (!isApiError(error)) {
    const detail = error instanceof Error ? error.message : String(error)
    return { ...nothing, title: 'The console made a mistake', detail }
  }
  if (error.code === 'network') {
    return {
      ...nothing,
      title: 'The gateway does not answer',
      detail: error.detail,
      remedy: 'Check that it runs and can be reached from here; this page tries again by itself.',
    }
  }
  const { problem, code, detail, requestId } = error
  return {
    title: problem?.title ?? (isProblemCode(code) ? problems[code].title : 'The answer is none'),
    detail,
    remedy: problem?.remedy,
    code,
    requestId,
    errors: problem?.errors ?? [],
  }
}

const nothing = { remedy: undefined, code: undefined, requestId: undefined, errors: [] }

/**
 * Splits the faults of a refusal between the fields of a form and the notice above it, so that each is
 * shown once. `hasField` tells whether there is a field for a pointer.
 */
export function splitErrors(
  errors: readonly ProblemError[],
  hasField: (pointer: string) => boolean,
): { readonly atFields: readonly ProblemError[]; readonly above: readonly ProblemError[] } {
  return {
    atFields: errors.filter(({ pointer }) => hasField(pointer)),
    above: errors.filter(({ pointer }) => !hasField(pointer)),
  }
}
