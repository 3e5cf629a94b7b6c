import { Link } from '@tanstack/react-router'
import type { DeliverySummary } from '@temporal-registry/contract/deliveries'
import { paths } from '../../paths.ts'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Ago } from '../Ago.tsx'
import { DeliveryMark } from '../monitors/MonitorMarks.tsx'

const message: Column<DeliverySummary> = {
  name: 'Message',
  cell: ({ id, subject, about }) => {
    const text = subject ?? `about ${about.kind} ${about.id}`
    return (
      <Link {...paths.delivery(id)} title={text}>
        {text}
      </Link>
    )
  },
}
const channelColumn: Column<DeliverySummary> = {
  name: 'Channel',
  width: '150px',
  isWide: true,
  cell: ({ channel }) => (
    <Link {...paths.channel(channel)} className="code">
      {channel}
    </Link>
  ),
}
const others: readonly Column<DeliverySummary>[] = [
  { name: 'Status', width: '116px', cell: ({ status }) => <DeliveryMark status={status} /> },
  { name: 'About', width: '64px', isWide: true, cell: ({ about }) => about.kind },
  {
    name: 'Why',
    width: '26%',
    isWide: true,
    cell: ({ failure }) => (
      <span className="muted" title={failure?.detail ?? ''}>
        {failure?.detail}
      </span>
    ),
  },
  {
    name: 'Attempts',
    width: '76px',
    isWide: true,
    isNumber: true,
    cell: ({ attempts }) => attempts,
  },
  {
    name: 'Next',
    width: '84px',
    isWide: true,
    cell: ({ next_attempt_at: at }) => (at === null ? '' : <Ago at={at} />),
  },
  { name: 'Written', width: '92px', cell: ({ created_at: at }) => <Ago at={at} /> },
]

/** Constants: with a new array at each rendering, every row would be drawn again. */
const columns = [message, channelColumn, ...others]
const columnsOfOneChannel = [message, ...others]

interface DeliveryTableProps {
  readonly deliveries: readonly DeliverySummary[]
  /** Without a column for the channel, where all are of one. */
  readonly isOfOneChannel?: boolean
  readonly onEnd?: (() => void) | undefined
}

/** Deliveries, one a row. */
export function DeliveryTable({ deliveries, isOfOneChannel, onEnd }: DeliveryTableProps) {
  return (
    <DataTable
      label="Deliveries"
      columns={isOfOneChannel ? columnsOfOneChannel : columns}
      rows={deliveries}
      keyOf={({ id }) => id}
      onEnd={onEnd}
    />
  )
}
