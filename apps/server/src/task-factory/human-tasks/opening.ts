import type { Insertable } from 'kysely'
import type { RunRow } from '../runs/store.ts'
import type { TaskRow } from '../runs/task-store.ts'
import type { HumanTaskTable } from '../tables.ts'

/** A human task's members after evaluation, as `paramsSourceOf` makes them. */
interface HumanParams {
  readonly title: string
  readonly description?: string
  readonly form?: Readonly<Record<string, unknown>>
  readonly assignees?: readonly string[]
  readonly groups?: readonly string[]
  readonly requester?: string
  readonly quorum?: number
  readonly allow_self_approval?: boolean
  readonly due_seconds?: number
  readonly remind_after_seconds?: number
  readonly escalate_to?: readonly string[]
  readonly on_due?: HumanTaskTable['on_due']
}

/** The row of a human task as it begins. */
export function newHumanTask(
  id: string,
  task: TaskRow,
  { run, at }: { readonly run: Pick<RunRow, 'id' | 'depth'>; readonly at: Date },
): Omit<Insertable<HumanTaskTable>, 'namespace'> {
  // Checked when the definition was saved.
  const params = task.params as HumanParams
  const after = (seconds: number | undefined) =>
    seconds === undefined ? null : new Date(at.getTime() + seconds * 1000)
  return {
    id,
    task_id: task.id,
    run_id: run.id,
    depth: run.depth,
    title: params.title,
    description: params.description ?? null,
    form: params.form === undefined ? null : JSON.stringify(params.form),
    assignees: names(params.assignees),
    groups: names(params.groups),
    requester: names([params.requester ?? ''])[0] ?? null,
    quorum: params.quorum ?? 1,
    allow_self_approval: params.allow_self_approval ?? false,
    escalate_to: names(params.escalate_to),
    on_due: params.on_due ?? 'escalate',
    status: 'open',
    outcome: null,
    claimed_by: null,
    remind_at: after(params.remind_after_seconds),
    due_at: after(params.due_seconds),
    reminded_at: null,
    due_done_at: null,
    created_at: at,
    closed_at: null,
  }
}

/** Each once, and none that a template left empty. */
function names(given: readonly string[] = []): string[] {
  return [...new Set(given.map((name) => name.trim()).filter((name) => name !== ''))]
}
