import { Problem } from '@temporal-registry/contract/problem'
import { searchProviders, type SearchProvider } from '@temporal-registry/contract/probes'
import { isConfigured, type Config } from '../../../config/config.ts'
import { createOutbound, type Outbound } from '../../../platform/outbound/outbound.ts'
import { createRedactor, redactedError } from '../../../task-factory/secrets/secrets.ts'
import { createTokenBudget } from './budget.ts'
import { citationsIn, distinctSources, sourceOf, type Source } from './citations.ts'
import { createProviderFetch } from './provider-fetch.ts'
import { providers, usualBaseUrls } from './providers.ts'

export interface Question {
  readonly provider: SearchProvider | undefined
  /** What is to be done with the prompt, and how it is to be answered. */
  readonly instructions: string
  readonly prompt: string
  /** Whether the provider is to look around by itself. */
  readonly searches: boolean
  readonly signal: AbortSignal
}

export interface ProviderAnswer {
  readonly text: string
  readonly sources: readonly Source[]
  readonly tokens: number
  readonly provider: SearchProvider
  readonly model: string
}

/** Asks a provider, whichever it is. */
export interface Search {
  /**
   * @throws Problem `search-not-configured`, `search-budget-spent`, `search-answer-unusable`, and as
   * `Outbound.request`; a 429 is `outbound-failed`, with the time to wait that it names
   */
  ask(question: Question): Promise<ProviderAnswer>
  /** @throws Problem `search-not-configured` that names the setting */
  assertConfigured(provider: SearchProvider | undefined): void
  close(): Promise<void>
}

/** Beside a token's worth of text, where a provider does not say how many it took. */
const charsPerToken = 4

export function createSearch({
  settings,
  allow,
  onAsked,
  now,
}: {
  readonly settings: Config['search']
  /** What the operator lets requests reach beside public addresses. */
  readonly allow: readonly string[]
  /** A provider was asked; `outcome` is `answered`, or the code of the refusal. */
  readonly onAsked: (asked: {
    readonly provider: SearchProvider
    readonly outcome: string
    readonly tokens: number
  }) => void
  readonly now: () => Date
}): Search {
  const budget = createTokenBudget(settings.tokens_per_day, now)
  const ways = new Map<SearchProvider, Outbound>()

  function chosen(wanted: SearchProvider | undefined): SearchProvider {
    const usual = settings.provider === '' ? undefined : settings.provider
    const first = searchProviders.find((name) => isConfigured(settings.providers, name))
    const name = wanted ?? usual ?? first
    if (name !== undefined && isConfigured(settings.providers, name)) return name
    const setting = settingOf(name)
    throw new Problem(
      'search-not-configured',
      name === undefined
        ? `No search provider has a key: ${setting} is one that can be set`
        : `The search provider ${name} is not configured: ${setting} is not set`,
      { setting },
    )
  }

  /** Where a provider is, the operator says: it is reached wherever that is, and nothing else is for it. */
  function wayTo(provider: SearchProvider, baseUrl: string): Outbound {
    const known = ways.get(provider)
    if (known) return known
    const own = settings.providers[provider].base_url === '' ? [] : [new URL(baseUrl).hostname]
    const way = createOutbound({ allow: [...allow, ...own.map(withoutBrackets)] })
    ways.set(provider, way)
    return way
  }

  async function ask({ provider: wanted, ...question }: Question): Promise<ProviderAnswer> {
    const provider = chosen(wanted)
    const { api_key: apiKey, model, base_url: own } = settings.providers[provider]
    budget.assertLeft()
    const baseUrl = own === '' ? usualBaseUrls[provider] : own
    let answered = ''
    const fetch = createProviderFetch({
      outbound: wayTo(provider, baseUrl),
      timeoutMs: settings.timeout_seconds * 1_000,
      now,
      onAnswer: (text) => {
        answered = text
      },
    })
    try {
      const { generateText } = await loadSdk()
      const made = await providers[provider]({ apiKey, model, baseUrl, fetch })
      const answer = await generateText({
        model: made.model,
        ...(question.searches ? { tools: made.searching } : {}),
        instructions: question.instructions,
        prompt: question.prompt,
        maxOutputTokens: settings.max_output_tokens,
        // Temporal repeats, by its policy.
        maxRetries: 0,
        abortSignal: question.signal,
      })
      const { text, usage, sources } = answer
      const guess = Math.ceil((question.prompt.length + text.length) / charsPerToken)
      const tokens = usage.totalTokens ?? guess
      budget.spend(tokens)
      onAsked({ provider, outcome: 'answered', tokens })
      const named = [...sources.flatMap(sourceOf), ...citationsIn(answered)]
      return { text, sources: distinctSources(named), tokens, provider, model }
    } catch (error) {
      question.signal.throwIfAborted()
      const problem = problemIn(error, provider)
      onAsked({ provider, outcome: problem.code, tokens: 0 })
      throw redactedError(problem, createRedactor([apiKey]))
    }
  }

  return {
    ask,
    assertConfigured: (provider) => void chosen(provider),
    async close() {
      await Promise.all([...ways.values()].map((way) => way.close()))
    },
  }
}

async function loadSdk() {
  // It would write its doubts about models to the console.
  Reflect.set(globalThis, 'AI_SDK_LOG_WARNINGS', false)
  return import('ai')
}

function settingOf(provider: SearchProvider = 'gemini'): string {
  const name = provider === 'openai_compatible' ? 'base_url' : 'api_key'
  return `search.providers.${provider}.${name}`
}

/** What our way out threw is passed on through the SDK; anything else is about what was answered. */
function problemIn(error: unknown, provider: SearchProvider): Problem {
  for (let at = error; at instanceof Error; at = at.cause) {
    if (at instanceof Problem) return at
  }
  const why = error instanceof Error ? error.message : String(error)
  return new Problem('search-answer-unusable', `${provider}: ${why.slice(0, 500)}`)
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1')
}
