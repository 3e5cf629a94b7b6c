import type { Flags } from './flags.ts'
import { toNumber } from './values.ts'

/** Flags of a command that shows a page of a list. */
export const pageFlags = {
  limit: { type: 'string', valueHint: 'n', description: 'How many. Default: 100' },
  cursor: { type: 'string', description: 'Where the page begins: next_cursor of the page before' },
} as const satisfies Flags

/** @throws UsageError */
export function toLimit(text: string | undefined): number | undefined {
  return toNumber('--limit', text, { min: 1, isWhole: true })
}
