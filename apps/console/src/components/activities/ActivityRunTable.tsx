import { Link } from '@tanstack/react-router'
import type { ActivityRunSummary } from '@temporal-registry/contract/activity-runs'
import { countText } from '../../count-text.ts'
import { paths } from '../../paths.ts'
import { spanText } from '../../time-text.ts'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { ActivityRunMark } from './ActivityMarks.tsx'
import { Ago } from '../Ago.tsx'

const status: Column<ActivityRunSummary> = {
  name: 'Status',
  width: '112px',
  cell: (run) => (
    <Link {...paths.activityRun(run.id)} title={run.id}>
      <ActivityRunMark status={run.status} />
    </Link>
  ),
}
const definition: Column<ActivityRunSummary> = {
  name: 'Definition',
  width: '24%',
  cell: (run) => (
    <Link {...paths.activityRun(run.id)} className="code" title={run.definition.name}>
      {run.definition.name}
    </Link>
  ),
}
const where: Column<ActivityRunSummary> = {
  name: 'Where, and why',
  isWide: true,
  cell: ({ stage, reason }) => (
    <span className="muted" title={reason ?? stage}>
      {reason ? `${stage}: ${reason}` : stage}
    </span>
  ),
}
const trigger: Column<ActivityRunSummary> = {
  name: 'Trigger',
  width: '84px',
  isWide: true,
  cell: (run) => <span className="muted">{run.trigger_kind}</span>,
}
const tasks: Column<ActivityRunSummary> = {
  name: 'Tasks',
  width: '84px',
  isWide: true,
  cell: (run) => (run.tasks_spawned === 0 ? '' : countText(run.tasks_spawned, 'task')),
}
const took: Column<ActivityRunSummary> = {
  name: 'Took',
  width: '84px',
  isWide: true,
  isNumber: true,
  cell: (run) => activityTookText(run),
}
const at: Column<ActivityRunSummary> = {
  name: 'When',
  width: '96px',
  cell: (run) => <Ago at={run.fired_at} />,
}

interface ActivityRunTableProps {
  readonly runs: readonly ActivityRunSummary[]
  /** Without a column for the definition, where all are of one. */
  readonly isOfOne?: boolean
  readonly onEnd?: (() => void) | undefined
}

/** Activity runs, one a row. */
export function ActivityRunTable({ runs, isOfOne = false, onEnd }: ActivityRunTableProps) {
  const columns = isOfOne
    ? [status, where, trigger, tasks, took, at]
    : [status, definition, where, trigger, tasks, took, at]
  return (
    <DataTable
      label="Activity runs"
      columns={columns}
      rows={runs}
      keyOf={(run) => run.id}
      onEnd={onEnd}
    />
  )
}

/** How long a run took; nothing while it goes on, or where it never began. */
export function activityTookText(
  run: Pick<ActivityRunSummary, 'started_at' | 'finished_at'>,
): string {
  if (!run.started_at || !run.finished_at) return ''
  return spanText(Date.parse(run.finished_at) - Date.parse(run.started_at))
}
