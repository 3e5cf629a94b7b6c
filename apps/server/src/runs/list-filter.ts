import { Problem } from '@temporal-registry/contract/problem'
import type { RunStatus } from '@temporal-registry/contract/runs'
import { statusInFilter } from './describe.ts'

export interface RunFilter {
  readonly workflow_type?: string
  readonly status?: RunStatus
  readonly workflow_id?: string
  readonly task_queue?: string
  readonly query?: string
}

/**
 * Temporal's list filter for named filters and a caller's own, less the registry's own workflows.
 *
 * @throws Problem `visibility-query-invalid` for a filter that would not stay in its brackets.
 */
export function filterText(filter: RunFilter, systemTaskQueue: string): string {
  const { query } = filter
  if (query !== undefined && !isBalanced(query)) {
    const detail = 'has a bracket or a quote without its other half'
    throw new Problem('visibility-query-invalid', `?query ${detail}`, {
      errors: [{ pointer: '?query', detail }],
    })
  }
  const terms = [
    `TaskQueue != ${quoted(systemTaskQueue)}`,
    filter.workflow_type === undefined ? '' : `WorkflowType = ${quoted(filter.workflow_type)}`,
    filter.status === undefined ? '' : `ExecutionStatus = '${statusInFilter(filter.status)}'`,
    filter.workflow_id === undefined ? '' : `WorkflowId = ${quoted(filter.workflow_id)}`,
    filter.task_queue === undefined ? '' : `TaskQueue = ${quoted(filter.task_queue)}`,
    query === undefined || query.trim() === '' ? '' : `(${query})`,
  ]
  return terms.filter((term) => term !== '').join(' AND ')
}

/** Which of the gateway's own runs. */
export interface OwnFilter {
  readonly taskQueues: readonly string[]
  readonly workflowType?: string | undefined
  readonly isOpen?: boolean | undefined
}

/** Temporal's list filter for runs on task queues of ours. */
export function ownFilterText({ taskQueues, workflowType, isOpen }: OwnFilter): string {
  const terms = [
    `TaskQueue IN (${taskQueues.map(quoted).join(', ')})`,
    workflowType === undefined ? '' : `WorkflowType = ${quoted(workflowType)}`,
    isOpen === undefined ? '' : `ExecutionStatus ${isOpen ? '=' : '!='} 'Running'`,
  ]
  return terms.filter((term) => term !== '').join(' AND ')
}

/** Temporal reads both a doubled quote and a backslash as an escape. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`
}

const pieces = /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`|['"`()]/gs

function isBalanced(text: string): boolean {
  let depth = 0
  for (const [piece] of text.matchAll(pieces)) {
    if (piece === '(') depth++
    else if (piece === ')') depth--
    else if (piece.length === 1) return false
    if (depth < 0) return false
  }
  return depth === 0
}
