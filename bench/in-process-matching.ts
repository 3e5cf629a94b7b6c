import { createExpressions } from '../apps/server/src/expressions/expressions.ts'
import { createLog } from '../apps/server/src/platform/log.ts'
import { createActiveDefinitions } from '../apps/server/src/task-factory/definitions/active-definitions.ts'
import type { StoredDefinition } from '../apps/server/src/task-factory/definitions/store.ts'
import { createMatching } from '../apps/server/src/task-factory/triggers/matching.ts'

/** A definition as far as matching looks at it. */
export interface FilteredDefinition {
  readonly type: string
  readonly filter: string
}

export interface InProcessMatching extends AsyncDisposable {
  /** How many definitions an event passes the filters of. */
  count(event: Readonly<Record<'type' | 'subject' | 'data', unknown>>): Promise<number>
}

/** Matching over these definitions, with nothing but memory and the threads of expressions behind it. */
export async function inProcessMatching(
  definitions: readonly FilteredDefinition[],
): Promise<InProcessMatching> {
  const written = definitions.map(storedOf)
  const changes = { revision: 1, written, enabledIds: written.map(({ id }) => id) }
  const store = { changesSince: async (seen: number) => (seen === 1 ? undefined : changes) }
  const active = createActiveDefinitions({ store, log: createLog('fatal') })
  await active.upToDate()
  const expressions = createExpressions()
  const notStored = () => Promise.reject(new Error('nothing is stored here'))
  const matching = createMatching({
    definitions: { active, get: notStored, bodyOf: notStored },
    expressions,
    now: () => new Date(),
  })
  return {
    count: (event) =>
      matching.countMatches({
        envelope: { specversion: '1.0', id: '1', source: '/bench', ...event },
      }),
    [Symbol.asyncDispose]: () => expressions.close(),
  }
}

function storedOf({ type, filter }: FilteredDefinition, at: number): StoredDefinition {
  const name = `definition-${at}`
  return {
    ...{ id: `id-${at}`, name, version: 1, trigger_kind: 'event', enabled: true, revision: 1 },
    ...{ paused_at: null, pause_reason: null, labels: {} },
    ...{ created_at: new Date(0), updated_at: new Date(0) },
    body: { name, trigger: { event: { types: [type], filter } }, tasks: [] },
  }
}
