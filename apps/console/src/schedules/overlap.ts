import { overlapPolicies, type OverlapPolicy } from '@temporal-registry/contract/schedule-body'

/** What a fire does that finds a run open. */
export const overlapWords: Readonly<Record<OverlapPolicy, string>> = {
  skip: 'skip the fire',
  buffer_one: 'wait for its end; one fire waits',
  buffer_all: 'wait for its end; all fires wait in turn',
  cancel_other: 'cancel it, then begin',
  terminate_other: 'terminate it, then begin',
  allow_all: 'begin beside it',
}

export const overlapChoices = overlapPolicies.map((value) => ({
  value,
  label: overlapWords[value],
}))

/** The policy that a text names; the default where it names none. */
export function readOverlap(text: string | null): OverlapPolicy {
  return overlapPolicies.find((one) => one === text) ?? 'skip'
}
