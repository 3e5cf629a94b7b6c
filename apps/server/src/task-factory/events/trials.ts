import type { EventEnvelope, EventTrial } from '@temporal-registry/contract/events'
import { toProblemJson, type Problem } from '@temporal-registry/contract/problem'
import type { Explain } from './explain.ts'
import type { ReadEvents } from './http-binding.ts'
import type { Interest } from './interest.ts'

/** Says what would become of events, and does nothing. */
export interface Trials {
  of(read: ReadEvents): Promise<EventTrial[]>
  refused(problem: Problem): EventTrial
}

export function createTrials(
  interest: Pick<Interest, 'upToDate' | 'consider'>,
  explain: Pick<Explain, 'considered'>,
): Trials {
  const refused = (problem: Problem): EventTrial => ({ problem: toProblemJson(problem, '') })

  async function tried(envelope: EventEnvelope): Promise<EventTrial> {
    await interest.upToDate()
    const considered = await interest.consider(envelope)
    return { envelope, definitions: await explain.considered(considered, envelope) }
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
