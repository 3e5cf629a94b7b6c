import { Link } from '@tanstack/react-router'
import type { RunSummary } from '@temporal-registry/contract/runs'
import { paths } from '../../paths.ts'
import { spanText } from '../../time-text.ts'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Ago } from '../Ago.tsx'
import { RunMark } from '../StateMark.tsx'

const id: Column<RunSummary> = {
  name: 'Workflow id',
  cell: ({ workflow_id: workflowId, run_id: runId }) => (
    <Link {...paths.run(workflowId, runId)} className="code" title={workflowId}>
      {workflowId}
    </Link>
  ),
}
const status: Column<RunSummary> = {
  name: 'Status',
  width: '116px',
  cell: (run) => <RunMark status={run.status} />,
}
const type: Column<RunSummary> = {
  name: 'Type',
  width: '27%',
  isWide: true,
  cell: ({ workflow_type: name }) => (
    <Link {...paths.workflow(name)} className="code" title={name}>
      {name}
    </Link>
  ),
}
const started: Column<RunSummary> = {
  name: 'Started',
  width: '94px',
  cell: (run) => <Ago at={run.started_at} />,
}
const took: Column<RunSummary> = {
  name: 'Took',
  width: '96px',
  isWide: true,
  isNumber: true,
  cell: (run) => tookText(run),
}

/** Constants: with a new array at each rendering, every row would be drawn again. */
const columns = [id, status, type, started, took]
const columnsOfOneType = [id, status, started, took]

interface RunTableProps {
  readonly runs: readonly RunSummary[]
  /** Without a column for the type, where all are of one. */
  readonly isOfOneType?: boolean
  readonly onEnd?: (() => void) | undefined
}

/** Runs, one a row. */
export function RunTable({ runs, isOfOneType = false, onEnd }: RunTableProps) {
  return (
    <DataTable
      label="Runs"
      columns={isOfOneType ? columnsOfOneType : columns}
      rows={runs}
      keyOf={(run) => run.run_id}
      onEnd={onEnd}
    />
  )
}

/** How long a run took; nothing while it goes on. */
export function tookText(run: Pick<RunSummary, 'started_at' | 'closed_at'>): string {
  if (!run.started_at || !run.closed_at) return ''
  return spanText(Date.parse(run.closed_at) - Date.parse(run.started_at))
}
