import { Problem } from '@temporal-registry/contract/problem'
import type { Redactor } from './redaction.ts'

/** The same error without secrets, and without what it was made of. */
export function redactedError(error: unknown, redact: Redactor): Error {
  if (error instanceof Problem) {
    return new Problem(error.code, redact(error.message), redact(error.extras))
  }
  if (!(error instanceof Error)) return new Error(redact(String(error)))
  const told = new Error(redact(error.message))
  told.name = error.name
  return told
}
