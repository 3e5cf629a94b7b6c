import type { ConsideredDefinition, EventEnvelope } from '@temporal-registry/contract/events'

/** Says of an event which active definitions name its type and source, and what their filters say. */
export type Consider = (envelope: EventEnvelope) => Promise<readonly ConsideredDefinition[]>
