import type { DefinitionFinding } from '@temporal-registry/contract/activity-definitions'

/** What is wrong with a definition, and what may be. */
export interface Findings {
  readonly errors: readonly DefinitionFinding[]
  readonly warnings: readonly DefinitionFinding[]
}

export const noFindings: Findings = { errors: [], warnings: [] }

/** Enough to mend a definition in one go. */
const maxFindings = 100

/** All of them, in the order of the places they are at. */
export function joinFindings(all: readonly Findings[]): Findings {
  return {
    errors: tidy(all.flatMap(({ errors }) => errors)),
    warnings: tidy(all.flatMap(({ warnings }) => warnings)),
  }
}

function tidy(findings: readonly DefinitionFinding[]): DefinitionFinding[] {
  return findings
    .map(({ pointer, detail }) => ({ pointer, detail }))
    .toSorted((one, other) =>
      one.pointer < other.pointer ? -1 : one.pointer > other.pointer ? 1 : 0,
    )
    .slice(0, maxFindings)
}
