import { canonicalJson } from '@temporal-registry/contract/canonical-json'
import type { HumanTask, HumanTaskSummary } from '@temporal-registry/contract/human-tasks'
import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { Kysely } from 'kysely'
import type { Tables } from '../../platform/database/database.ts'
import type { RunStore } from '../runs/store.ts'
import type { FactoryTables } from '../tables.ts'
import type { OutboxStore } from '../triggers/outbox-store.ts'
import { humanTaskOf, summaryOf } from './answers.ts'
import { createClosing } from './closing.ts'
import { outcomeOf, outcomes } from './human-task-states.ts'
import type { Actor, Groups } from './people.ts'
import {
  assertFits,
  assertFor,
  assertNoSelfApproval,
  assertNotClaimed,
  closedProblem,
  notFound,
  type SaidDecision,
} from './refusals.ts'
import type { DecisionRow, HumanTaskFilter, HumanTaskRow, HumanTaskStore } from './store.ts'

type Db = Kysely<FactoryTables>

/** A request may be about one version of a task only. */
interface Guard {
  readonly version?: number | undefined
}

/**
 * Tasks that people decide; the room's door for callers. Every change is refused with
 * `human-task-not-found`, and but for what was done already with `human-task-closed`; a guarded one with
 * `human-task-changed`.
 */
export interface HumanTasks {
  list(filter: HumanTaskFilter, limit: number): Promise<readonly HumanTaskSummary[]>
  /** How many match; 10,000 stands for that or more. */
  count(filter: HumanTaskFilter): Promise<number>
  /** @throws Problem `human-task-not-found` */
  get(id: string): Promise<HumanTask>
  /** @throws Problem `human-task-claimed`, `not-for-you` */
  claim(id: string, actor: Actor, guard?: Guard): Promise<HumanTask>
  /** @throws Problem `human-task-claimed` when somebody else has it */
  release(id: string, actor: Actor, guard?: Guard): Promise<HumanTask>
  /** @throws Problem `human-task-claimed`, `not-for-you` */
  delegate(
    id: string,
    actor: Actor,
    to: Guard & { readonly to: string; readonly comment?: string | undefined },
  ): Promise<HumanTask>
  comment(id: string, actor: Actor, comment: string): Promise<HumanTask>
  /** @throws Problem `human-task-claimed`, `not-for-you`, `self-approval-refused`, `decision-invalid` */
  decide(id: string, actor: Actor, said: Guard & SaidDecision): Promise<HumanTask>
}

export function createHumanTasks(deps: {
  readonly tables: Tables<FactoryTables>
  readonly store: HumanTaskStore
  readonly runs: Pick<RunStore, 'moveTask'>
  readonly outbox: Pick<OutboxStore, 'put'>
  readonly groups: Groups
  /** Says what keeps an answer from fitting a form. */
  readonly formFaults: (
    form: Readonly<Record<string, unknown>>,
    answer: unknown,
  ) => readonly ProblemError[]
  readonly wake: () => void
  readonly newId: () => string
  readonly now: () => Date
}): HumanTasks {
  const { tables, store, outbox, groups, wake, newId, now } = deps
  const close = createClosing(store, deps.runs)

  async function shown(db: Db, task: HumanTaskRow): Promise<HumanTask> {
    return humanTaskOf(task, await store.decisions(db, task.id), await store.history(db, task.id))
  }

  /** Changes a task while it is held; `work` gives nothing when there is nothing to be changed. */
  async function change(
    id: string,
    work: (db: Db, task: HumanTaskRow) => Promise<HumanTaskRow | undefined>,
  ): Promise<HumanTask> {
    return tables.transaction(async (trx) => {
      const task = await store.hold(trx, id)
      if (!task) throw notFound(id)
      return shown(trx, (await work(trx, task)) ?? task)
    })
  }

  async function assertOpen(db: Db, task: HumanTaskRow, { version }: Guard = {}): Promise<void> {
    if (task.closed_at) throw closedProblem(task, await store.decisions(db, task.id))
    if (version === undefined || version === task.version) return
    throw new Problem('human-task-changed', `It has version ${task.version} by now`, {
      version: task.version,
    })
  }

  const note = (
    db: Db,
    task: HumanTaskRow,
    step: Omit<Parameters<typeof store.addStep>[2], 'id' | 'at'>,
  ) => store.addStep(db, task.id, { id: newId(), at: now(), ...step })

  return {
    list: (filter, limit) =>
      tables.query(async (db) => (await store.list(db, filter, limit)).map(summaryOf)),

    count: (filter) => tables.query((db) => store.count(db, filter)),

    get: (id) =>
      tables.query(async (db) => {
        const task = await store.find(db, id)
        if (!task) throw notFound(id)
        return shown(db, task)
      }),

    claim: (id, actor, guard) =>
      change(id, async (db, task) => {
        if (!task.closed_at && task.claimed_by === actor.name) return undefined
        await assertOpen(db, task, guard)
        assertNotClaimed(task, actor)
        assertFor(groups, task, actor)
        await note(db, task, { actor: actor.name, step: 'claimed' })
        return store.change(db, id, { status: 'claimed', claimed_by: actor.name })
      }),

    release: (id, actor, guard) =>
      change(id, async (db, task) => {
        if (task.status === 'open') return undefined
        await assertOpen(db, task, guard)
        if (!actor.isAdmin) assertNotClaimed(task, actor)
        await note(db, task, { actor: actor.name, step: 'released' })
        return store.change(db, id, { status: 'open', claimed_by: null })
      }),

    delegate: (id, actor, { to, comment, ...guard }) =>
      change(id, async (db, task) => {
        if (!task.closed_at && task.claimed_by === to) return undefined
        await assertOpen(db, task, guard)
        if (!actor.isAdmin) {
          assertNotClaimed(task, actor)
          assertFor(groups, task, actor)
        }
        const details = { to, ...(comment === undefined ? {} : { comment }) }
        await note(db, task, { actor: actor.name, step: 'delegated', details })
        const assignees = [...new Set([...task.assignees, to])]
        return store.change(db, id, { status: 'claimed', claimed_by: to, assignees })
      }),

    comment: (id, actor, comment) =>
      change(id, async (db, task) => {
        await assertOpen(db, task)
        await note(db, task, { actor: actor.name, step: 'commented', details: { comment } })
        return store.change(db, id, {})
      }),

    async decide(id, actor, { version, ...said }) {
      const asked = await tables.query((db) => store.find(db, id))
      // What is asked never changes, and an answer may take long to check.
      if (asked && !asked.closed_at) assertFits(asked, said, deps.formFaults)
      const task = await change(id, async (db, task) => {
        const before = await store.decisions(db, id)
        const own = before.find((one) => one.actor === actor.name)
        if (own && saysTheSame(own, said)) return undefined
        await assertOpen(db, task, { version })
        if (own) throw new Problem('human-task-changed', `«${actor.name}» has decided it before`)
        assertNotClaimed(task, actor)
        assertFor(groups, task, actor)
        assertNoSelfApproval(task, actor, said)
        return write(db, task, actor, said)
      })
      wake()
      return task
    },
  }

  async function write(db: Db, task: HumanTaskRow, actor: Actor, said: SaidDecision) {
    const { decision, answer = null, comment = null } = said
    const at = now()
    const row = { human_task_id: task.id, actor: actor.name, decision, answer, comment, at }
    await store.addDecision(db, row)
    const details = comment === null ? {} : { comment }
    await note(db, task, { actor: actor.name, step: outcomes[decision], details })
    const agreed = decision === 'reject' ? task.agreed : task.agreed + 1
    // The next of the quorum may have it.
    const counted = await store.change(db, task.id, { agreed, status: 'open', claimed_by: null })
    const outcome = outcomeOf(decision, counted)
    if (outcome === undefined) return counted
    await outbox.put(db, { id: newId(), kind: 'human', ref: task.id, dueAt: at }, at)
    return close(db, counted, { status: 'decided', outcome, at })
  }
}

function saysTheSame(row: DecisionRow, { decision, answer = null }: SaidDecision): boolean {
  return row.decision === decision && canonicalJson(row.answer) === canonicalJson(answer)
}
