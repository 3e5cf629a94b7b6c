import type { Flags } from './flags.ts'
import type { Output } from './output.ts'
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

/** Says how the page after one is asked for, where there is one. */
export function noteMore(
  out: Pick<Output, 'note'>,
  { next_cursor: cursor }: { readonly next_cursor?: string | undefined },
): void {
  if (cursor) out.note(`There are more: --cursor ${cursor}`)
}
