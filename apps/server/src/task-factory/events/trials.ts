import type { EventEnvelope, EventTrial } from '@temporal-registry/contract/events'
import { toProblemJson, type Problem } from '@temporal-registry/contract/problem'
import type { Consider } from './consider.ts'
import type { Explain } from './explain.ts'
import type { ReadEvents } from './http-binding.ts'

/** Says what would become of events, and does nothing. */
export interface Trials {
  of(read: ReadEvents): Promise<EventTrial[]>
  refused(problem: Problem): EventTrial
}

export function createTrials(consider: Consider, explain: Pick<Explain, 'considered'>): Trials {
  const refused = (problem: Problem): EventTrial => ({ problem: toProblemJson(problem, '') })

  async function tried(envelope: EventEnvelope): Promise<EventTrial> {
    return { envelope, definitions: await explain.considered(await consider(envelope), envelope) }
  }

  return {
    refused,
    async of(read) {
      if (read.kind === 'one') return [await tried(read.envelope)]
      return Promise.all(
        read.items.map((item) =>
          'envelope' in item ? tried(item.envelope) : Promise.resolve(refused(item.problem)),
        ),
      )
    },
  }
}
