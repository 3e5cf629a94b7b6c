import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { dryRunActivityDefinition } from '@temporal-registry/contract/activity-dry-run'
import { Problem } from '@temporal-registry/contract/problem'
import type { OnEndpoint } from '../../http/on-endpoint.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { TryDefinition } from './dry-run.ts'
import type { LoadEvents } from './seen-event.ts'

/** Binds what is asked of a trigger that has not come. */
export function dryRunRoutes(
  on: OnEndpoint,
  deps: {
    readonly definitions: Pick<Definitions, 'check'>
    readonly events: LoadEvents
    readonly tryDefinition: TryDefinition
  },
): void {
  on(dryRunActivityDefinition, async ({ body }) => {
    const { definition, event, event_id: eventId, input, context = {}, results = {} } = body
    const { errors } = await deps.definitions.check(definition, { allowsUnregistered: true })
    const [first] = errors
    if (first) {
      throw new Problem('activity-definition-invalid', `${first.pointer}: ${first.detail}`, {
        errors: errors.map(({ pointer, detail }) => ({ pointer: `/definition${pointer}`, detail })),
      })
    }
    const [stored] = eventId === undefined ? [] : await deps.events([eventId])
    if (eventId !== undefined && !stored) {
      throw new Problem('event-not-found', `There is no event ${eventId}`)
    }
    // The check says that it has the shape of one, and the store that it took the event in.
    const envelope = event ?? (stored?.envelope as typeof event)
    return deps.tryDefinition(definition as unknown as ActivityDefinitionBody, {
      ...{ envelope, input, context, results },
    })
  })
}
