import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import { listOrphans, type OrphanRun } from '@temporal-registry/contract/orphans'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** Open runs and schedules that nobody is known to serve. */
export interface Orphans {
  /** Answers what there is by type and task queue, and one page of the runs. */
  list(
    query?: Loose<QueryOf<typeof listOrphans>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listOrphans>>
  /** Walks the runs, page by page. */
  all(
    query?: Loose<QueryOf<typeof listOrphans>>,
    options?: CallOptions,
  ): AsyncGenerator<OrphanRun, void, undefined>
}

export function createOrphans({ call }: Caller): Orphans {
  const list: Orphans['list'] = (query, options) => call(listOrphans, { query, ...options })

  return {
    list,
    all: (query, options) =>
      walkPages(
        (cursor) => list({ ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.runs,
      ),
  }
}
