import type { Kysely } from 'kysely'
import type { RunEnding, RunRow, RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import type { FlowStore } from './flow-store.ts'
import type { OutboxStore } from './outbox-store.ts'
import { nextInLine } from './places.ts'

type Db = Kysely<FactoryTables>

/** Ends a run, inside a transaction. @returns the run as it is then, or nothing when it had ended before. */
export type EndRun = (db: Db, run: RunRow, ending: RunEnding) => Promise<RunRow | undefined>

/** Whoever ends a run lets go of what it held: its dedupe keys, and its place, which goes to the next in line. */
export function createEndRun(deps: {
  readonly flow: FlowStore
  readonly outbox: OutboxStore
  readonly runs: RunStore
  /** Closes what the run asked of people. */
  readonly closeHumanTasks: (db: Db, runId: string, at: Date) => Promise<void>
  readonly newId: () => string
  readonly now: () => Date
}): EndRun {
  const { flow, outbox, runs, newId, now } = deps

  return async (db, run, ending) => {
    await flow.lock(db, run.definition_id)
    const ended = await runs.end(db, run.id, ending, now())
    if (!ended) return undefined
    // Before its tasks: who decides one holds them in this order.
    await deps.closeHumanTasks(db, run.id, now())
    await runs.endOpenTasks(db, run.id, now())
    // Of one that runs it is gone, or finds that there is nothing to begin.
    if (run.status !== 'running') await outbox.removeAbout(db, 'start', run.id)
    await flow.releaseKeys(db, run.id)
    if (run.backfill_id !== null) await tellBackfill(db, run.id, run.backfill_id)
    for (const next of await nextInLine(db, runs, ended)) {
      await runs.move(db, next.id, ['queued'], { status: 'starting' })
      await outbox.put(db, { id: newId(), kind: 'start', ref: next.id, dueAt: now() }, now())
    }
    return ended
  }

  /** There is room for another run of it. */
  async function tellBackfill(db: Db, runId: string, backfillId: string): Promise<void> {
    const payload = { backfill_id: backfillId }
    const row = { id: newId(), kind: 'backfill' as const, ref: runId, payload, dueAt: now() }
    await outbox.put(db, row, now())
  }
}
