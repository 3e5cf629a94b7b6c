/** Walks a list from page to page, one request at a time and only as far as it is read. */
export async function* walkPages<Item, Page extends { next_cursor?: string }>(
  fetchPage: (cursor: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): AsyncGenerator<Item, void, undefined> {
  let cursor: string | undefined
  do {
    const page = await fetchPage(cursor)
    yield* itemsOf(page)
    cursor = page.next_cursor
  } while (cursor !== undefined && cursor !== '')
}
