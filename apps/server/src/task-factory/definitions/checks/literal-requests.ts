import type { ProblemError } from '@temporal-registry/contract/problem'
import { requestFaults } from '../../../platform/outbound/redirects.ts'
import type { SoundParts } from './sound-parts.ts'

/** What is said of requests as they stand: texts without sentences in them are sent as they are. */
export function literalRequestFaults({ context, tasks }: SoundParts): ProblemError[] {
  return [...context, ...tasks].flatMap(({ part: { http }, pointer: at }) => {
    if (!http) return []
    const headers = Object.entries(http.headers ?? {}).map(([name, value]): [string, string] => [
      name,
      isSentence(value) ? '' : value,
    ])
    const url = isSentence(http.url) ? undefined : http.url
    return requestFaults({ url, headers: Object.fromEntries(headers) }).map(
      ({ pointer, detail }) => ({ pointer: `${at}/http${pointer}`, detail }),
    )
  })
}

function isSentence(text: string): boolean {
  return text.includes('{{') || text.includes('{%')
}
