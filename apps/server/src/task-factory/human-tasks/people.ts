/** Who acts: the name of a token, or the person it acts for. */
export interface Actor {
  readonly name: string
  /** May release and delegate what others have claimed. */
  readonly isAdmin: boolean
}

/** People by group, as the configuration has them. */
export type Groups = Readonly<Record<string, readonly string[]>>

/** What of a human task says whom it is for. */
interface Addressed {
  readonly assignees: readonly string[]
  readonly groups: readonly string[]
  readonly claimed_by: string | null
}

export function groupsOf(groups: Groups, name: string): string[] {
  return Object.entries(groups).flatMap(([group, people]) => (people.includes(name) ? [group] : []))
}

/**
 * Whether a task is for somebody. Where no groups are configured nobody has said who is who, and assignees
 * are advice; the same holds for a task that names nobody.
 */
export function isFor(groups: Groups, task: Addressed, name: string): boolean {
  if (Object.keys(groups).length === 0) return true
  if (task.assignees.length === 0 && task.groups.length === 0) return true
  return (
    task.claimed_by === name ||
    task.assignees.includes(name) ||
    groupsOf(groups, name).some((group) => task.groups.includes(group))
  )
}
