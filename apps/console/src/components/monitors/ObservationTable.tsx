import type { ObservationSummary } from '@temporal-registry/contract/monitor-history'
import { timeText } from '../../time-text.ts'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Ago } from '../Ago.tsx'
import { VerdictMark } from './MonitorMarks.tsx'
import { RowButton } from '../RowButton.tsx'

interface ObservationTableProps {
  readonly observations: readonly ObservationSummary[]
  readonly onOpen: (id: string) => void
  readonly onEnd: (() => void) | undefined
}

/** What looks found, one a row; each opens beside the page. */
export function ObservationTable({ observations, onOpen, onEnd }: ObservationTableProps) {
  const columns: readonly Column<ObservationSummary>[] = [
    {
      name: 'Look',
      width: '190px',
      cell: ({ id, at }) => (
        <RowButton onClick={() => onOpen(id)}>{timeText(new Date(at))}</RowButton>
      ),
    },
    { name: 'Verdict', width: '128px', cell: (look) => <VerdictMark verdict={verdictOf(look)} /> },
    { name: 'State', width: '92px', isWide: true, cell: ({ changed }) => changeText(changed) },
    {
      name: 'Says',
      isWide: true,
      cell: ({ failure, explanation }) => {
        const text = failure?.message ?? explanation ?? ''
        return (
          <span className="muted" title={text}>
            {text}
          </span>
        )
      },
    },
    { name: 'When', width: '92px', isWide: true, cell: ({ at }) => <Ago at={at} /> },
  ]
  return (
    <DataTable
      label="Observations"
      columns={columns}
      rows={observations}
      keyOf={({ id }) => id}
      onEnd={onEnd}
    />
  )
}

/** How one look ended. */
export function verdictOf({ status, holds }: Pick<ObservationSummary, 'status' | 'holds'>) {
  if (status === 'failed') return 'failed'
  if (status === 'looked') return 'open'
  return holds ? 'holds' : 'not'
}

function changeText(changed: boolean | null): string {
  if (changed === null) return ''
  return changed ? 'changed' : 'the same'
}
