import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import {
  claimWorkflowId,
  listWorkflowIds,
  resetWorkflowId,
  type Claim,
} from '@temporal-registry/contract/workflow-ids'
import type { CallOptions } from './call.ts'
import type { Caller } from './caller.ts'
import { toIdempotencyKey, type IdempotencyKey } from './idempotency-key.ts'

/** Workflow ids that people can read: a name's slug and a counter, `tui-build-r3`. */
export interface WorkflowIds {
  /** Claims the next id of a name. Repeated by the client only with a key. @throws `slug-empty` */
  claim(
    name: string,
    options?: CallOptions & { readonly idempotencyKey?: IdempotencyKey },
  ): Promise<Claim>
  /** Sets a name's counter back to 0. @throws `slug-empty` */
  reset(name: string, options?: CallOptions): Promise<ResponseOf<typeof resetWorkflowId>>
  /** Lists the counters. */
  list(options?: CallOptions): Promise<ResponseOf<typeof listWorkflowIds>>
}

export function createWorkflowIds({ call }: Caller): WorkflowIds {
  return {
    claim: (name, { idempotencyKey, ...options } = {}) =>
      call(claimWorkflowId, {
        headers: { 'idempotency-key': toIdempotencyKey(idempotencyKey) },
        body: { name },
        ...options,
      }),
    reset: (name, options) => call(resetWorkflowId, { body: { name }, ...options }),
    list: (options) => call(listWorkflowIds, { ...options }),
  }
}
