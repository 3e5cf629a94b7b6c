import { listAudit, type AuditEntry } from '@temporal-registry/contract/audit'
import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import { listOwnSchedules, listOwnWorkflows } from '@temporal-registry/contract/temporal-admin'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** What only operators ask: who changed what, and what of the gateway's own is in Temporal. */
export interface Administration {
  /** Answers one page of who changed what, the newest first. */
  audit(
    query?: Loose<QueryOf<typeof listAudit>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listAudit>>
  /** Walks all changes that match, page by page. */
  auditAll(
    query?: Loose<QueryOf<typeof listAudit>>,
    options?: CallOptions,
  ): AsyncGenerator<AuditEntry, void, undefined>
  /** Answers one page of the gateway's own schedules in Temporal, and which are not as they are to be. */
  schedules(
    query?: Loose<QueryOf<typeof listOwnSchedules>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listOwnSchedules>>
  /** Answers one page of the runs of the gateway's own workflows, the newest first. */
  workflows(
    query?: Loose<QueryOf<typeof listOwnWorkflows>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listOwnWorkflows>>
}

export function createAdministration({ call }: Caller): Administration {
  const audit: Administration['audit'] = (query, options) => call(listAudit, { query, ...options })
  return {
    audit,
    auditAll: (query, options) =>
      walkPages(
        (cursor) => audit({ ...query, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.entries,
      ),
    schedules: (query, options) => call(listOwnSchedules, { query, ...options }),
    workflows: (query, options) => call(listOwnWorkflows, { query, ...options }),
  }
}
