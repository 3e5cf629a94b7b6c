import { problems, isProblemCode, type ProblemError } from '@temporal-registry/contract/problem'
import type { ApiError } from '@temporal-registry/sdk/client'
import { exitCodeOf, exitCodes, type ExitCode } from './exit-code.ts'
import type { Failure } from './output.ts'
import { UsageError } from './usage-error.ts'

/** Turns whatever was thrown into three lines and an exit code. */
export async function explain(
  error: unknown,
  helpCommand: string,
): Promise<Failure & { exitCode: ExitCode }> {
  if (error instanceof UsageError) return explainUsage(error, helpCommand)
  // Loaded here, as usage errors need no client; where it was used it is there already.
  const { isApiError, UnusableValueError } = await import('@temporal-registry/sdk/client')
  if (error instanceof UnusableValueError)
    return explainUsage(new UsageError(error.message), helpCommand)
  if (isApiError(error)) return { ...explainRefusal(error), exitCode: exitCodeOf(error) }
  return explainUnexpected(error)
}

function explainUsage({ message, why, remedy }: UsageError, helpCommand: string) {
  const advice = [remedy, `See ${helpCommand}`].filter(Boolean).join('. ')
  return {
    what: message,
    why: [why],
    remedy: advice.replace('?. See', '? See'),
    json: { code: 'usage', detail: message, ...(why ? { why } : {}), remedy: advice },
    exitCode: exitCodes.usage.code,
  }
}

function explainRefusal(error: ApiError): Failure {
  const { code, detail, status, problem, requestId } = error
  const pointers = problem?.errors?.map(
    ({ pointer, detail: fault }: ProblemError) => `${pointer || 'the body'}: ${fault}`,
  )
  const known = isProblemCode(code) ? problems[code] : undefined
  const isOurs = status !== undefined && status >= 500
  return {
    what: problem?.title ?? known?.title ?? titles[code] ?? code,
    // A refusal with one fault may have it as its detail, too.
    why: [
      ...new Set([detail, ...(pointers ?? [])]),
      isOurs && requestId ? `request id ${requestId}` : '',
    ],
    remedy: problem?.remedy ?? known?.remedy ?? remedies[code] ?? '',
    json: problem ?? { code, detail, ...(status === undefined ? {} : { status }) },
  }
}

const titles: Readonly<Record<string, string>> = {
  network: 'The gateway does not answer',
  'not-a-problem': 'What answered does not speak as a gateway does',
}

const remedies: Readonly<Record<string, string>> = {
  network:
    'Check --url or TEMPORAL_REGISTRY_URL; «temporal-registry serve» starts a gateway on this machine',
  'not-a-problem': 'Check --url or TEMPORAL_REGISTRY_URL: a proxy or another service may be there',
}

function explainUnexpected(error: unknown) {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return {
    what: 'Something went wrong that should not have',
    why: [detail],
    remedy: 'Report it with the lines above',
    json: { code: 'unexpected', detail },
    exitCode: exitCodes.unexpected.code,
  }
}
