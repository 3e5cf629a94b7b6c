import type { HumanTask, HumanTaskSummary } from '@temporal-registry/contract/human-tasks'
import { isEscalated } from './human-task-states.ts'
import type { DecisionRow, HumanTaskRow, StepRow } from './store.ts'

export function summaryOf(task: HumanTaskRow): HumanTaskSummary {
  const { id, task_id: taskId, run_id: runId, title, status, outcome, version } = task
  const { assignees, groups, requester, claimed_by: claimedBy, quorum, agreed } = task
  return {
    ...{ id, task_id: taskId, run_id: runId, title, status, outcome, version },
    ...{ assignees, groups, requester, claimed_by: claimedBy, quorum, agreed },
    due_at: task.due_at?.toISOString() ?? null,
    escalated_at: isEscalated(task) ? (task.due_done_at?.toISOString() ?? null) : null,
    created_at: task.created_at.toISOString(),
    closed_at: task.closed_at?.toISOString() ?? null,
  }
}

export function humanTaskOf(
  task: HumanTaskRow,
  decisions: readonly DecisionRow[],
  history: readonly StepRow[],
): HumanTask {
  return {
    ...summaryOf(task),
    description: task.description,
    form: task.form,
    allow_self_approval: task.allow_self_approval,
    escalate_to: task.escalate_to,
    on_due: task.on_due,
    decisions: decisions.map(({ actor, decision, answer, comment, at }) => ({
      ...{ actor, decision, answer, comment },
      at: at.toISOString(),
    })),
    history: history.map(({ actor, step, details, at }) => ({
      ...{ actor, step, details },
      at: at.toISOString(),
    })),
  }
}
