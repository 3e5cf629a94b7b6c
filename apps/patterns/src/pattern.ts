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
  readonly links: readonly [Link, ...Link[]]
  /** Further workflow types that the recipe is made of, a child for one. */
  readonly parts?: readonly Part[]
}

type Part = Announcement & Required<Pick<WorkflowSpec, Told | 'description'>>

interface Link {
  readonly title: string
  readonly url: string
}

/** The registry refuses members it does not know, so what only readers need stays here. */
export function toAnnouncement(pattern: Pattern): Announcement {
  const { title: _title, when: _when, when_not: _whenNot, ...rest } = pattern
  const { links, parts: _parts, ...announcement } = rest
  return { ...announcement, docs_url: links[0].url }
}

/** The pattern and its parts: a run of a type that nobody announced would pass for an orphan. */
export function toAnnouncements(pattern: Pattern): Announcement[] {
  return [toAnnouncement(pattern), ...(pattern.parts ?? [])]
}
