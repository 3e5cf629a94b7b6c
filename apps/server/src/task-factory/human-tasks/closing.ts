import type { HumanOutcome, HumanTaskStatus } from '@temporal-registry/contract/human-tasks'
import type { Kysely } from 'kysely'
import type { RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import { outcomes } from './human-task-states.ts'
import type { HumanTaskRow, HumanTaskStore } from './store.ts'

type Db = Kysely<FactoryTables>

/** How a task ends. */
export interface HumanEnding {
  readonly status: Exclude<HumanTaskStatus, 'open' | 'claimed'>
  readonly outcome?: HumanOutcome
  readonly at: Date
}

/** Closes human tasks inside a transaction that holds them. Who closed it writes the step of its history. */
export function createClosing(store: HumanTaskStore, runs: Pick<RunStore, 'moveTask'>) {
  return async function close(
    db: Db,
    task: HumanTaskRow,
    { status, outcome, at }: HumanEnding,
  ): Promise<HumanTaskRow> {
    const closed = await store.change(db, task.id, {
      status,
      outcome: outcome ?? null,
      closed_at: at,
    })
    if (outcome === undefined) return closed
    await runs.moveTask(db, task.task_id, ['pending', 'running'], {
      status: 'succeeded',
      finished_at: at,
      result: JSON.stringify(await resultOf(db, store, closed)),
    })
    return closed
  }
}

/** What the run goes on with: who brought the outcome about, and what each of them said. */
async function resultOf(db: Db, store: HumanTaskStore, { id, outcome }: HumanTaskRow) {
  const said = (await store.decisions(db, id)).filter(
    ({ decision }) => (decision === 'reject') === (outcome === outcomes.reject),
  )
  return {
    decision: outcome,
    decided_by: said.map(({ actor }) => actor),
    answers: said.map(({ answer }) => answer),
    comments: said.map(({ comment }) => comment),
  }
}
