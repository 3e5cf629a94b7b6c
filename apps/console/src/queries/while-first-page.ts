/** How far an infinite query has read. */
interface Read {
  readonly state: { readonly data?: { readonly pages: readonly unknown[] } | undefined }
}

/**
 * How often a list is read again, as a `refetchInterval`: only while its first page is all that was read. After
 * that each refresh would read every page anew, under the eyes of somebody who has scrolled down.
 */
export const whileFirstPage =
  (everyMs: number) =>
  ({ state }: Read): number | false =>
    state.data?.pages.length === 1 ? everyMs : false
