import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { Problem } from '@temporal-registry/contract/problem'
import type { TriggerStage } from '@temporal-registry/contract/triggers'
import type { Tables } from '../../platform/database/database.ts'
import type { Definitions } from '../definitions/definitions.ts'
import type { FactoryTables } from '../tables.ts'
import type { LoadEvents } from '../triggers/seen-event.ts'
import { standInsOf } from './reaching/secrets-in-use.ts'
import type { RunRow, RunStore } from './store.ts'

/** A run with what its definition said when it was decided. */
export interface DefinedRun {
  readonly run: RunRow
  readonly body: ActivityDefinitionBody
}

/** What expressions of a run may name, by name; `placesOf` says where which of them may be. */
export type Seen = Readonly<Record<string, unknown>>

/** Gathers what the expressions of a run see, each as JSON. */
export function createSeen(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly events: LoadEvents
}) {
  const { tables, runs, events } = deps

  /** What set the run off. */
  async function ofTrigger({ run }: DefinedRun): Promise<Seen> {
    const envelopes = (await events(run.event_ids)).map(({ envelope }) => envelope)
    return {
      event: envelopes.at(-1) ?? null,
      events: envelopes,
      input: run.input,
      trigger: {
        kind: run.trigger_kind,
        scheduled_for: run.scheduled_for?.toISOString() ?? null,
        fired_at: run.fired_at.toISOString(),
        occurrence_key: run.occurrence_key,
        attempt: run.attempt,
      },
      definition: {
        id: run.definition_id,
        name: run.definition_name,
        version: run.version_used,
      },
      // The same at every attempt: what was made once is made the same again.
      now: run.fired_at.toISOString(),
    }
  }

  async function withContext(defined: DefinedRun): Promise<Seen> {
    const { run } = defined
    const [seen, context] = await Promise.all([
      ofTrigger(defined),
      defined.body.context?.length ? tables.query((db) => runs.findContext(db, run.id)) : undefined,
    ])
    const standIns = standInsOf(defined.body, context?.stand_in_key)
    const secrets = standIns.filter(({ source }) => context?.snapshot[source] !== null)
    return {
      ...seen,
      context: {
        ...context?.snapshot,
        ...Object.fromEntries(secrets.map(({ source, standIn }) => [source, standIn])),
      },
    }
  }

  return {
    ofTrigger,
    withContext,
    /** With what came of the tasks of templates that have finished: one result, or a list for `for_each`. */
    async withTasks(defined: DefinedRun): Promise<Seen> {
      const { run, body } = defined
      const [seen, rows] = await Promise.all([
        withContext(defined),
        run.tasks_spawned === 0 ? [] : tables.query((db) => runs.taskResults(db, run.id)),
      ])
      const tasks = body.tasks.map(({ name, for_each: forEach }) => {
        const results = rows
          .filter((row) => row.template === name)
          .map(({ status, result }) => ({ status, result }))
        return [name, forEach === undefined ? (results[0] ?? null) : results] as const
      })
      return { ...seen, tasks: Object.fromEntries(tasks), run: { id: run.id } }
    },
  }
}

/** Runs with what their definitions said. */
export interface DefinedRuns {
  /** @throws Problem `activity-run-not-found` */
  find(runId: string): Promise<DefinedRun>
  /** Finds a run, and writes down at which stage it is. @throws as `find` */
  enter(runId: string, stage: TriggerStage): Promise<DefinedRun>
  of(run: RunRow): Promise<DefinedRun>
}

export function createDefinedRuns(deps: {
  readonly tables: Tables<FactoryTables>
  readonly runs: RunStore
  readonly definitions: Pick<Definitions, 'bodyOf'>
}): DefinedRuns {
  const { tables, runs, definitions } = deps

  async function of(run: RunRow): Promise<DefinedRun> {
    return { run, body: await definitions.bodyOf(run.definition_id, run.version_used) }
  }

  async function present(runId: string, run: RunRow | undefined): Promise<DefinedRun> {
    if (run) return of(run)
    throw new Problem('activity-run-not-found', `There is no activity run «${runId}»`)
  }

  return {
    of,
    find: async (runId) => present(runId, await tables.query((db) => runs.find(db, runId))),
    enter: async (runId, stage) =>
      present(runId, await tables.query((db) => runs.enter(db, runId, stage))),
  }
}
