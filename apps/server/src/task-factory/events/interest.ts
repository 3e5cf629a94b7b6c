import type { ConsideredDefinition, EventEnvelope } from '@temporal-registry/contract/events'

/** Who would act on an event: the definitions that are enabled now. */
export interface Interest {
  /** Settles when what is asked next knows every change that was committed before, or `withinMs` before. */
  upToDate(withinMs?: number): Promise<void>
  /** How many name the event's type and source, and let it pass their filter. */
  count(envelope: EventEnvelope): Promise<number>
  /** Those that name its type and source, by name, and what their filters say. */
  consider(envelope: EventEnvelope): Promise<readonly ConsideredDefinition[]>
}
