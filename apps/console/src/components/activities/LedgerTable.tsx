import { Link } from '@tanstack/react-router'
import type { TriggerRecord } from '@temporal-registry/contract/triggers'
import { paths } from '../../paths.ts'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { OutcomeMark } from './ActivityMarks.tsx'
import { Ago } from '../Ago.tsx'

const outcome: Column<TriggerRecord> = {
  name: 'Outcome',
  width: '136px',
  cell: (row) => <OutcomeMark outcome={row.outcome} />,
}
const definition: Column<TriggerRecord> = {
  name: 'Definition',
  width: '20%',
  cell: ({ definition: of, subject }) =>
    of ? (
      <Link
        {...(subject === 'monitor' ? paths.monitor(of.id) : paths.activity(of.id))}
        className="code"
        title={`${subject === 'monitor' ? 'Monitor ' : ''}${of.name}, version ${of.version}`}
      >
        {of.name}
      </Link>
    ) : (
      <span className="muted">none</span>
    ),
}
const why: Column<TriggerRecord> = {
  name: 'Why',
  isWide: true,
  cell: ({ reason, stage }) => <span title={`${reason} (at ${stage})`}>{reason}</span>,
}
const kind: Column<TriggerRecord> = {
  name: 'Trigger',
  width: '84px',
  isWide: true,
  cell: ({ trigger_kind: name }) => <span className="muted">{name}</span>,
}
const came: Column<TriggerRecord> = {
  name: 'Look at',
  width: '92px',
  cell: ({ run_id: run, event_id: event }) => (
    <>
      {run ? <Link {...paths.activityRun(run)}>run</Link> : null}{' '}
      {event ? <Link {...paths.event(event)}>event</Link> : null}
    </>
  ),
}
const at: Column<TriggerRecord> = {
  name: 'When',
  width: '96px',
  cell: (row) => <Ago at={row.at} />,
}

interface LedgerTableProps {
  readonly rows: readonly TriggerRecord[]
  /** Without a column for the definition, where all are of one. */
  readonly isOfOne?: boolean
  readonly onEnd?: (() => void) | undefined
}

/** What came of triggers, and why, one a row. */
export function LedgerTable({ rows, isOfOne = false, onEnd }: LedgerTableProps) {
  const columns = isOfOne
    ? [outcome, why, kind, came, at]
    : [outcome, definition, why, kind, came, at]
  return (
    <DataTable label="Ledger" columns={columns} rows={rows} keyOf={(row) => row.id} onEnd={onEnd} />
  )
}
