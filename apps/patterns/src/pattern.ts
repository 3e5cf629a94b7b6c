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
}

interface Link {
  readonly title: string
  readonly url: string
}

/** The registry refuses members it does not know, so what only readers need stays here. */
export function toAnnouncement(pattern: Pattern): Announcement {
  const { title: _title, when: _when, when_not: _whenNot, links, ...announcement } = pattern
  return { ...announcement, docs_url: links[0].url }
}
