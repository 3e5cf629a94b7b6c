import type { ChangeKind, RegistryChange } from '@temporal-registry/contract/changes'

/** A change with what it is found by. */
export interface LoggedChange {
  readonly change: RegistryChange
  /** Types it is about: of a worker those it serves. */
  readonly types: readonly string[]
  readonly labels: readonly Readonly<Record<string, string>>[]
}

/** The last changes a replica saw, each with a number. */
export interface ChangeLog {
  add(change: LoggedChange): void
  /** The number of the last one. */
  last(): number
  /** Those after a number; nothing where some of them are forgotten. */
  after(position: number): readonly LoggedChange[] | undefined
  /**
   * The number after which every change since a revision stands, those at it too: states may change more
   * than once at one. Nothing where that is not known.
   */
  positionOf(revision: number): number | undefined
}

export function createChangeLog(beganAtRevision: number, maxChanges: number): ChangeLog {
  let changes: LoggedChange[] = []
  let dropped = 0
  let completeSince = beganAtRevision

  return {
    add(change) {
      changes.push(change)
      // In strides: to shift each time would copy the list each time.
      if (changes.length < maxChanges * 2) return
      const old = changes.slice(0, maxChanges)
      changes = changes.slice(maxChanges)
      dropped += old.length
      completeSince = old.at(-1)?.change.revision ?? completeSince
    },
    last: () => dropped + changes.length,
    after(position) {
      return position < dropped ? undefined : changes.slice(position - dropped)
    },
    positionOf(revision) {
      if (revision < completeSince) return undefined
      const at = changes.findIndex(({ change }) => change.revision >= revision)
      return dropped + (at === -1 ? changes.length : at)
    },
  }
}

/** What a feed wants to hear of. */
export interface ChangeFilter {
  readonly workflow_type?: string | undefined
  readonly label?: readonly string[] | undefined
  readonly kind?: readonly ChangeKind[] | undefined
}
