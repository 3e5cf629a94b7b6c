/** An event as the triggers see it. */
export interface SeenEvent {
  readonly id: string
  readonly depth: number
  /** sha256 of source and id, as `events` keeps it. */
  readonly dedupeHash: string
  readonly envelope: Readonly<Record<string, unknown>>
}

/** Finds events by id, in the order asked for; one that is gone is left out. */
export type LoadEvents = (ids: readonly string[]) => Promise<readonly SeenEvent[]>

/** What expressions see of an event that nothing else goes with. */
export function ofEvent(envelope: Readonly<Record<string, unknown>>) {
  return { event: envelope, events: [envelope], input: null, trigger: { kind: 'event' } }
}
