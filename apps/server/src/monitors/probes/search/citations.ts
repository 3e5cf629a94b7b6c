import type { ProbeEvidence } from '@temporal-registry/contract/probes'

export type Source = NonNullable<ProbeEvidence['sources']>[number]

const maxSources = 20
const sourceChars = 2_000

/**
 * The sources that an answer in OpenAI's chat format names, as those who search write them: `search_results` and
 * `citations` (Perplexity and those like it), `annotations` of a message (OpenAI's search models, OpenRouter).
 */
export function citationsIn(answer: string): readonly Source[] {
  const { search_results: results, citations, choices } = recordOf(parsed(answer))
  const annotations = listOf(choices).flatMap((choice) =>
    listOf(recordOf(recordOf(choice)['message'])['annotations']),
  )
  return [
    ...listOf(results).flatMap(sourceOf),
    ...annotations.flatMap((one) => sourceOf(recordOf(one)['url_citation'] ?? one)),
    ...listOf(citations).flatMap((one) => sourceOf(typeof one === 'string' ? { url: one } : one)),
  ]
}

/** Each address once, and no more of them than can be kept. */
export function distinctSources(sources: readonly Source[]): Source[] {
  const byUrl = new Map(sources.toReversed().map((one) => [one.url, one]))
  return [...byUrl.values()].toReversed().slice(0, maxSources)
}

export function sourceOf(value: unknown): Source[] {
  const { url, title } = recordOf(value)
  if (typeof url !== 'string' || !/^https?:\/\//.test(url)) return []
  const short = (text: string) => text.slice(0, sourceChars)
  return [{ url: short(url), ...(typeof title === 'string' ? { title: short(title) } : {}) }]
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  const isRecord = typeof value === 'object' && value !== null
  return isRecord ? (value as Record<string, unknown>) : {}
}
