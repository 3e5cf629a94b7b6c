import { setTimeout as sleep } from 'node:timers/promises'
import type { AttributeChecks } from './attribute-checks.ts'
import type { PollerChecks } from './pollers.ts'
import type { View } from '../view.ts'

/** How long a registration waits for what Temporal says of it. */
const patienceMs = 1_000

/**
 * Looks at what a registration names for the first time while its worker waits, so that the answer can say
 * `ready`: a queue not seen yet, and search attributes, which are made where they are missing.
 */
export function createFirstLook(
  view: View,
  pollers: Pick<PollerChecks, 'checkNow'>,
  attributes: Pick<AttributeChecks, 'checkNow'>,
): (taskQueue: string, workflowTypes: readonly string[]) => Promise<void> {
  const isWaiting = (type: string) =>
    view.findType(type)?.fault?.code === 'search-attribute-not-ready'

  return async (taskQueue, workflowTypes) => {
    const looks: Promise<void>[] = []
    if (view.evidenceOf(taskQueue).kind !== 'checked') looks.push(pollers.checkNow(taskQueue))
    if (workflowTypes.some(isWaiting)) looks.push(attributes.checkNow())
    if (looks.length > 0) await Promise.race([Promise.all(looks), sleep(patienceMs)])
  }
}
