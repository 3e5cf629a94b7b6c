import { pointerToken } from '@temporal-registry/contract/json-pointer'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import { assertSendable } from '../../../platform/outbound/redirects.ts'
import type { SoundParts } from './sound-parts.ts'

/** What is said of a request as it stands: texts without sentences in them are sent as they are. */
export function literalRequestFaults({ context, tasks }: SoundParts): ProblemError[] {
  const requests = [...context, ...tasks].flatMap(({ part: { http }, pointer }) =>
    http ? [{ ...http, pointer: `${pointer}/http` }] : [],
  )
  return requests.flatMap(({ url, headers = {}, pointer }) => [
    ...(isSentence(url) ? [] : faultsOf({ url, headers: {} }, `${pointer}/url`)),
    ...Object.entries(headers).flatMap(([name, value]) =>
      faultsOf(
        { url: anyUrl, headers: { [name]: isSentence(value) ? '' : value } },
        `${pointer}/headers/${pointerToken(name)}`,
      ),
    ),
  ])
}

const anyUrl = 'http://host.invalid/'

function isSentence(text: string): boolean {
  return text.includes('{{') || text.includes('{%')
}

function faultsOf(
  request: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  pointer: string,
): ProblemError[] {
  try {
    assertSendable({ method: 'GET', ...request })
    return []
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return [{ pointer, detail: error.message }]
  }
}
