import type { SearchProvider } from '@temporal-registry/contract/probes'
import type { LanguageModel, ToolSet } from 'ai'

/** How a provider is spoken to. */
export interface ProviderSetting {
  readonly apiKey: string
  readonly model: string
  readonly baseUrl: string
  readonly fetch: typeof fetch
}

export interface ProviderModel {
  readonly model: LanguageModel
  /** With which it looks around by itself; those without do so unasked, or not at all. */
  readonly searching: ToolSet
}

/** Said each time: left out, the SDK would look for it in the gateway's environment. */
export const usualBaseUrls: Readonly<Record<SearchProvider, string>> = {
  gemini: 'https://generativelanguage.googleapis.com/v1beta',
  openai: 'https://api.openai.com/v1',
  perplexity: 'https://api.perplexity.ai',
  anthropic: 'https://api.anthropic.com/v1',
  openai_compatible: '',
}

const maxSearches = 5

/** Each is loaded when it is first asked: who asks none pays for none. */
export const providers: Readonly<
  Record<SearchProvider, (setting: ProviderSetting) => Promise<ProviderModel>>
> = {
  async gemini({ apiKey, model, baseUrl: baseURL, fetch }) {
    const { createGoogle } = await import('@ai-sdk/google')
    const google = createGoogle({ apiKey, baseURL, fetch })
    return { model: google(model), searching: { google_search: google.tools.googleSearch({}) } }
  },
  async openai({ apiKey, model, baseUrl: baseURL, fetch }) {
    const { createOpenAI } = await import('@ai-sdk/openai')
    const openai = createOpenAI({ apiKey, baseURL, fetch })
    return { model: openai.responses(model), searching: { web_search: openai.tools.webSearch({}) } }
  },
  async anthropic({ apiKey, model, baseUrl: baseURL, fetch }) {
    const { createAnthropic } = await import('@ai-sdk/anthropic')
    const anthropic = createAnthropic({ apiKey, baseURL, fetch })
    const webSearch = anthropic.tools.webSearch_20250305({ maxUses: maxSearches })
    return { model: anthropic(model), searching: { web_search: webSearch } }
  },
  // It speaks as OpenAI did first, and searches for every answer.
  perplexity: async (setting) => ({
    model: await compatible('perplexity', setting),
    searching: {},
  }),
  openai_compatible: async (setting) => ({
    model: await compatible('openai_compatible', setting),
    searching: {},
  }),
}

async function compatible(name: string, setting: ProviderSetting): Promise<LanguageModel> {
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible')
  const { apiKey, model, baseUrl: baseURL, fetch } = setting
  const provider = createOpenAICompatible({
    ...{ name, baseURL, fetch },
    ...(apiKey === '' ? {} : { apiKey }),
  })
  return provider(model)
}
