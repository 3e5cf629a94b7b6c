import type { RunDescription, RunFailure, RunResult } from '@temporal-registry/contract/runs'
import type { Output } from '../output.ts'
import { formatTime } from '../times.ts'

/** Shows to a person how a run ended. */
export function showRunResult(out: Output, run: RunResult): void {
  out.facts([
    ['workflow id', run.workflow_id],
    ['run id', run.run_id || undefined],
    ['status', run.status],
    ['result', run.status === 'completed' ? textOfJson(run.result) : undefined],
    ...textOfFailure(run.failure),
  ])
}

/** Shows to a person how a run stands. */
export function showRun(out: Output, run: RunDescription): void {
  out.facts([
    ['workflow id', run.workflow_id],
    ['run id', run.run_id],
    ['type', run.workflow_type],
    ['status', run.status],
    ['task queue', run.task_queue],
    ['started', formatTime(run.started_at)],
    ['closed', run.closed_at === null ? undefined : formatTime(run.closed_at)],
    ['history', `${run.history_length} events, ${run.history_bytes} bytes`],
    ['parent', run.parent ? `${run.parent.workflow_id} (${run.parent.run_id})` : undefined],
    ['memo', textOfObject(run.memo)],
    ['search attributes', textOfObject(run.search_attributes)],
    ['route', run.route === null ? undefined : textOfJson(run.route)],
    ...run.pending_activities.map((activity) => {
      const failure = activity.last_failure ? `: ${activity.last_failure.message}` : ''
      const text = `${activity.activity_type} ${activity.state}, attempt ${activity.attempt}${failure}`
      return ['pending', text] as const
    }),
  ])
}

export function textOfJson(value: unknown): string {
  return JSON.stringify(value, null, 2) ?? 'null'
}

function textOfObject(value: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(value).length === 0 ? undefined : textOfJson(value)
}

/** A failure and its causes, below each other. */
export function textOfFailure(failure: RunFailure | undefined): (readonly [string, string])[] {
  const lines: (readonly [string, string])[] = []
  for (let each = failure; each; each = each.cause) {
    const kind = [each.kind, each.type].filter(Boolean).join(' ')
    lines.push([each === failure ? 'failure' : 'caused by', `${each.message} (${kind})`])
    if (each.details?.length) lines.push(['details', textOfJson(each.details)])
  }
  return lines
}
