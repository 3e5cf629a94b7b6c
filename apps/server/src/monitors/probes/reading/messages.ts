import type { HtmlField } from '@temporal-registry/contract/probes'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { PageText } from './charset.ts'
import type { ReadingFailure } from './failing.ts'

/** A page as it came. */
export interface RawPage {
  readonly body: Uint8Array
  readonly contentType: string
  /** Reads it as this, whatever it says of itself. */
  readonly charset: string | undefined
}

/** What is looked for in a page of JSON: nothing, which is all of it, one path, or one for each member. */
export interface JsonWanted {
  readonly path?: string | undefined
  readonly fields?: Readonly<Record<string, string>> | undefined
  readonly optional?: boolean | undefined
}

export type ReadRequest =
  | { readonly kind: 'json'; readonly page: RawPage; readonly wanted: JsonWanted }
  | {
      readonly kind: 'html'
      readonly page: RawPage
      readonly fields: Readonly<Record<string, HtmlField>>
    }
  | { readonly kind: 'text'; readonly page: RawPage; readonly pattern: string | undefined }
  | { readonly kind: 'feed'; readonly page: RawPage }

/** Something that stands in a probe, to be checked when that is saved. */
export type WrittenPart = { readonly pointer: string } & (
  | { readonly jsonPath: string }
  | { readonly selector: string }
  | { readonly pattern: string }
)

export type Request =
  | ReadRequest
  | { readonly kind: 'check'; readonly parts: readonly WrittenPart[] }

/** What was found in a page, and how it was made text. */
export type Reading =
  | (Omit<PageText, 'text'> & { readonly value: unknown; readonly excerpt: string })
  | { readonly failure: ReadingFailure }

export type Answer =
  | { readonly value: Reading | readonly ProblemError[] }
  | { readonly fault: string }
