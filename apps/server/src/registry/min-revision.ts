import { Problem } from '@temporal-registry/contract/problem'
import type { View } from './view.ts'

/** A replica reads what another wrote within milliseconds; what takes longer is better said. */
const patienceMs = 2_000

/**
 * Waits until a view has read a revision, so that an answer made of it is not older than a write.
 *
 * @throws Problem `revision-not-reached`
 */
export async function reachRevision(view: View, asked: number): Promise<void> {
  if (await view.until(() => view.revision() >= asked, patienceMs)) return
  const revision = view.revision()
  const detail = `This replica has read revision ${revision}, not ${asked} yet`
  throw new Problem('revision-not-reached', detail, {
    revision,
    min_revision: asked,
    retry_after_seconds: 1,
  })
}
