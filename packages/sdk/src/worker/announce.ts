import type { Announcement } from './announcement.ts'
import { LeaseKeeper } from './lease-keeper.ts'
import { toParts, type AnnounceOptions } from './options.ts'

/**
 * Announces a worker and keeps its lease alive until `leave()`. Needs no Temporal SDK: for hosts whose
 * worker `runRegistered` cannot run. It keeps no process alive by itself.
 *
 * @throws TypeError when the gateway's URL or the token cannot be used.
 * @example
 * const announcement = announce({
 *   taskQueue: 'invoices',
 *   workflows: [{ workflow_type: 'invoice.send', description: 'Sends one invoice' }],
 * })
 * await announcement.announced
 * // … the worker works …
 * await announcement.leave()
 */
export function announce(options: AnnounceOptions): Announcement {
  return new LeaseKeeper(toParts(options))
}
