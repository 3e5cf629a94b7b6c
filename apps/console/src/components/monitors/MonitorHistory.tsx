import { Button, SegmentedControl } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { MonitorSeries, SeriesPoint } from '@temporal-registry/contract/monitor-series'
import { linesOf, verdictOf } from '../../monitors/chart.ts'
import { spanNames, spans, type SpanName } from '../../monitors/spans.ts'
import { figureText } from '../../monitors/watch-text.ts'
import { seriesQuery } from '../../queries/monitors.ts'
import { useGateway } from '../../session/gateway.tsx'
import { timeText } from '../../time-text.ts'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ListStates } from '../ListStates.tsx'
import { VerdictMark } from './MonitorMarks.tsx'
import { nameOf, StateChart } from './StateChart.tsx'

/** What the page's address says of the history: which span is shown, and how. */
export interface HistoryChoice {
  readonly range?: SpanName | undefined
  /** Where the span ends; absent: now. */
  readonly to?: string | undefined
  readonly as?: 'table' | undefined
}

interface MonitorHistoryProps {
  readonly monitor: string
  readonly choice: HistoryChoice
  readonly onChoose: (choice: HistoryChoice) => void
  readonly onOpen: (observationId: string) => void
}

/** What a monitor found over time, as a picture or as a table of the same. */
export function MonitorHistory({ monitor, choice, onChoose, onOpen }: MonitorHistoryProps) {
  const { range = '24h', to, as } = choice
  const spanMs = spans[range] * 3_600_000
  const query = useQuery(seriesQuery(useGateway(), monitor, { spanMs, to }))
  const series = query.data
  const endMs = to === undefined ? Date.now() : Date.parse(to)

  function move(byMs: number) {
    const nextMs = endMs + byMs
    onChoose({ to: nextMs >= Date.now() ? undefined : new Date(nextMs).toISOString() })
  }

  return (
    <Panel
      title="What it found"
      aside={
        <div className="row" style={{ justifyContent: 'flex-end' }}>
          <SegmentedControl
            aria-label="How far back"
            value={range}
            data={spanNames}
            onChange={(value) => onChoose({ range: value, to: undefined })}
          />
          <SegmentedControl
            aria-label="How it is shown"
            value={as ?? 'chart'}
            data={[
              { value: 'chart', label: 'Chart' },
              { value: 'table', label: 'Table' },
            ]}
            onChange={(value) => onChoose({ as: value === 'table' ? 'table' : undefined })}
          />
        </div>
      }
    >
      <ListStates
        label="what it found"
        query={query}
        count={series?.points.length ?? 0}
        empty={
          <Empty title="There was no look in this time">
            Look further back, or let it look now.
          </Empty>
        }
      >
        {series && as === 'table' ? <SeriesTable series={series} onOpen={onOpen} /> : null}
        {series && as !== 'table' ? <StateChart series={series} onOpen={onOpen} /> : null}
      </ListStates>
      <div className="row" style={{ justifyContent: 'space-between', marginTop: 'var(--space-2)' }}>
        <Button variant="subtle" size="compact-xs" onClick={() => move(-spanMs)}>
          Earlier
        </Button>
        <span className="small muted">
          {series
            ? `${timeText(new Date(series.from))} to ${to === undefined ? 'now' : timeText(new Date(series.to))}`
            : ''}
        </span>
        <Button
          variant="subtle"
          size="compact-xs"
          disabled={to === undefined}
          onClick={() => move(spanMs)}
        >
          Later
        </Button>
      </div>
    </Panel>
  )
}

function SeriesTable({ series, onOpen }: { series: MonitorSeries; onOpen: (id: string) => void }) {
  const lines = linesOf(series.points)
  const columns: readonly Column<SeriesPoint>[] = [
    {
      name: 'At',
      width: '190px',
      cell: ({ id, at }) => (
        <Button variant="transparent" size="compact-xs" p={0} onClick={() => onOpen(id)}>
          {timeText(new Date(at))}
        </Button>
      ),
    },
    { name: 'Verdict', cell: (point) => <VerdictMark verdict={verdictOf(point)} /> },
    ...lines.map(({ pointer }) => ({
      name: nameOf(pointer),
      width: '130px',
      isNumber: true,
      cell: ({ numbers }: SeriesPoint) => {
        const value = numbers[pointer]
        return value === undefined ? '' : figureText(value)
      },
    })),
    {
      name: 'Looks',
      width: '70px',
      isWide: true,
      isNumber: true,
      cell: ({ looks }) => looks,
    },
    {
      name: 'Failed',
      width: '70px',
      isWide: true,
      isNumber: true,
      cell: ({ failed }) => failed,
    },
  ]
  return (
    <DataTable
      label="Looks over time"
      columns={columns}
      rows={series.points.toReversed()}
      keyOf={({ id }) => id}
    />
  )
}
