import { Link } from '@tanstack/react-router'
import type { Alert } from '@temporal-registry/contract/monitor-history'
import { paths } from '../../paths.ts'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Tag } from '../../ui/Mark.tsx'
import { Ago } from '../Ago.tsx'
import { EdgeMark } from './MonitorMarks.tsx'
import { RowButton } from '../RowButton.tsx'

interface AlertTableProps {
  readonly alerts: readonly Alert[]
  /** Without a column for the monitor, where all are of one. */
  readonly isOfOneMonitor?: boolean
  readonly onOpen: (id: string) => void
  readonly onEnd?: (() => void) | undefined
}

/** Alerts, one a row. */
export function AlertTable({ alerts, isOfOneMonitor = false, onOpen, onEnd }: AlertTableProps) {
  const monitor: Column<Alert> = {
    name: 'Monitor',
    width: '20%',
    isWide: true,
    cell: (alert) => (
      <Link {...paths.monitor(alert.monitor.name)} className="code">
        {alert.monitor.name}
      </Link>
    ),
  }
  const columns: readonly Column<Alert>[] = [
    {
      name: 'Alert',
      cell: ({ id, subject }) => <RowButton onClick={() => onOpen(id)}>{subject}</RowButton>,
    },
    { name: 'Tells', width: '104px', cell: ({ edge }) => <EdgeMark edge={edge} /> },
    ...(isOfOneMonitor ? [] : [monitor]),
    { name: 'Told', width: '24%', isWide: true, cell: (alert) => <ToldTo alert={alert} /> },
    { name: 'When', width: '96px', cell: ({ at }) => <Ago at={at} /> },
  ]
  return (
    <DataTable
      label="Alerts"
      columns={columns}
      rows={alerts}
      keyOf={({ id }) => id}
      onEnd={onEnd}
    />
  )
}

/** Whom an alert was told to, or why nobody. */
export function ToldTo({ alert }: { alert: Alert }) {
  const { muted_by: mutedBy, channels, told_at: toldAt, digest_due_at: due } = alert
  if (mutedBy !== null) return <span className="muted">nobody: {mutedBy || 'muted'}</span>
  if (channels.length === 0) return <span className="muted">no channel, only here</span>
  return (
    <span>
      {channels.map((channel) => (
        <Tag key={channel}>{channel}</Tag>
      ))}
      {toldAt === null && due !== null ? (
        <span className="muted">
          {' '}
          with others, <Ago at={due} />
        </span>
      ) : null}
    </span>
  )
}
