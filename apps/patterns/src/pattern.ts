import type { WorkflowSpec } from '@temporal-registry/contract/workflow-spec'

type Told = 'version' | 'input_schema' | 'output_schema' | 'examples' | 'labels'
type Messages = 'signals' | 'queries' | 'updates'
type Announcement = Omit<WorkflowSpec, 'task_queue'>

/** One recipe as data: what the registry is told of it, and what helps a reader to choose. */
export interface Pattern extends Required<Pick<WorkflowSpec, Told>>, Pick<WorkflowSpec, Messages> {
  readonly title: string
  readonly workflow_type: `cookbook.${string}.v${number}`
  readonly description: string
  readonly when: readonly string[]
  readonly when_not: readonly string[]
  /** What Temporal's UI shows of a run, and where; Markdown. */
  readonly look_at: readonly [string, ...string[]]
  /** Wanted of a pattern whose runs take messages. */
  readonly walkthrough?: Walkthrough
  readonly links: readonly [Link, ...Link[]]
  /** Further workflow types that the recipe is made of, a child for one. */
  readonly parts?: readonly Part[]
}

type Part = Announcement & Required<Pick<WorkflowSpec, Told | 'description'>>

interface Link {
  readonly title: string
  readonly url: string
}

/** What to do with one run to see all of it, in an order that any reader can repeat. */
export interface Walkthrough {
  /** Name of the example that it is shown with. */
  readonly example: string
  /** Sent with the start, to a run that is there or begun by it. */
  readonly begins_with?: Exclude<Message, { query: string }>
  readonly steps: readonly Step[]
}

export type Message =
  | { readonly signal: string; readonly input?: unknown }
  | { readonly query: string; readonly input?: unknown }
  | { readonly update: string; readonly input?: unknown }

export type Step = Message | { readonly cancel: true }

/** The registry refuses members it does not know, so what only readers need stays here. */
export function toAnnouncement(pattern: Pattern): Announcement {
  const { title: _title, when: _when, when_not: _whenNot, look_at: _lookAt, ...rest } = pattern
  const { links, walkthrough: _walkthrough, parts: _parts, ...announcement } = rest
  return { ...announcement, docs_url: links[0].url }
}

/** Where its files are: `cookbook.<folder>.v1`. */
export function toFolder({ workflow_type }: Pick<Pattern, 'workflow_type'>): string {
  return workflow_type.split('.')[1] ?? ''
}

/** The pattern and its parts: a run of a type that nobody announced would pass for an orphan. */
export function toAnnouncements(pattern: Pattern): Announcement[] {
  return [toAnnouncement(pattern), ...(pattern.parts ?? [])]
}
