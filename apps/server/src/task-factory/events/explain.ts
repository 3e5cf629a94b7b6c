import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import type {
  ConsideredDefinition,
  EventEnvelope,
  EventExplanation,
  FilterCondition,
} from '@temporal-registry/contract/events'
import { Problem } from '@temporal-registry/contract/problem'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import type { EventStore, StoredEvent } from './store.ts'

/** More of a kind would be no explanation. */
const most = { triggers: 1_000, conditions: 100, runs: 100 }

/** What is known of what came of events; the triggers' side of the room. */
export interface Consequences {
  /** The ledger's rows about an event, the newest first. */
  triggers(eventId: string, limit: number): Promise<readonly TriggerRecord[]>
  /** Runs that an event had a part in, the newest first. */
  runs(eventId: string, limit: number): Promise<readonly ActivityRunSummary[]>
  /** The conditions of the filter that a version of a definition has, against an event. */
  conditions(
    definition: { readonly id: string; readonly version: number },
    envelope: EventEnvelope,
  ): Promise<readonly FilterCondition[]>
}

/** Says what came of an event, and why. */
export interface Explain {
  /** @throws Problem `event-not-found` */
  event(id: string): Promise<EventExplanation>
  /** Adds to each definition whose filter did not hold what it compared. */
  considered(
    definitions: readonly ConsideredDefinition[],
    envelope: EventEnvelope,
  ): Promise<ConsideredDefinition[]>
  /** @throws Problem `event-not-found` */
  withRuns(
    id: string,
  ): Promise<{ readonly event: StoredEvent; readonly runs: readonly ActivityRunSummary[] }>
}

export function createExplain(
  store: Pick<EventStore, 'find' | 'isWaiting'>,
  consequences: Consequences,
): Explain {
  async function get(id: string): Promise<StoredEvent> {
    const event = await store.find(id)
    if (!event) throw new Problem('event-not-found', `There is no event ${id}`)
    return event
  }

  /** What cannot be explained is told without: an explanation is never the fault. */
  async function conditionsOf(
    definition: { readonly id: string; readonly version: number },
    envelope: EventEnvelope,
  ): Promise<{ conditions?: FilterCondition[] }> {
    try {
      const conditions = await consequences.conditions(definition, envelope)
      return conditions.length === 0 ? {} : { conditions: [...conditions] }
    } catch (error) {
      if (error instanceof Problem) return {}
      throw error
    }
  }

  return {
    async event(id) {
      const { envelope } = await get(id)
      const isPending = await store.isWaiting(id)
      const rows = await consequences.triggers(id, most.triggers)
      let explained = 0
      const triggers = await Promise.all(
        rows.map(async (row) => {
          const isOfFilter = row.stage === 'match' && row.definition !== null
          if (!isOfFilter || ++explained > most.conditions) return row
          return { ...row, ...(await conditionsOf(row.definition, envelope)) }
        }),
      )
      return { event_id: id, pending: isPending, triggers }
    },

    considered: (definitions, envelope) =>
      Promise.all(
        definitions.map(async (one, at) =>
          one.verdict === 'passed' || at >= most.conditions
            ? one
            : { ...one, ...(await conditionsOf(one, envelope)) },
        ),
      ),

    async withRuns(id) {
      return { event: await get(id), runs: await consequences.runs(id, most.runs) }
    },
  }
}
