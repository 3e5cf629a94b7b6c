import { Select, Switch } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ownKinds, type OwnScheduleEntry } from '@temporal-registry/contract/temporal-admin'
import { countText } from '../../count-text.ts'
import { ownSchedulesQuery, ownWorkflowsQuery } from '../../queries/administration.ts'
import { nextOf } from '../../query.ts'
import { timesWords } from '../../schedules/times-words.ts'
import { useGateway } from '../../session/gateway.tsx'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Mark, type Tone } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import { FilterBar } from '../FilterBar.tsx'
import { ListStates } from '../ListStates.tsx'
import { RunTable } from '../runs/RunTable.tsx'

const driftTones: Readonly<Record<OwnScheduleEntry['drift'], Tone>> = {
  none: 'good',
  missing: 'caution',
  changed: 'caution',
  orphan: 'bad',
}

const driftWords: Readonly<Record<OwnScheduleEntry['drift'], string>> = {
  none: 'as it is to be',
  missing: 'missing',
  changed: 'changed',
  orphan: 'to be gone',
}

/** As it stands in the address. */
interface Filter {
  readonly kind?: OwnScheduleEntry['kind'] | undefined
  readonly drifting?: 'yes' | undefined
  readonly open?: 'yes' | undefined
}

interface AdminTemporalProps {
  readonly filter: Filter
  readonly onFilter: (filter: Filter) => void
}

/** What of the gateway's own is in Temporal: its schedules and the runs of its workflows. */
export function AdminTemporal({ filter, onFilter }: AdminTemporalProps) {
  const gateway = useGateway()
  const { kind, drifting, open } = filter
  const isDrifting = drifting === 'yes'
  const schedules = useInfiniteQuery(
    ownSchedulesQuery(gateway, { kind, drifting: isDrifting || undefined }),
  )
  const workflows = useInfiniteQuery(ownWorkflowsQuery(gateway, open === 'yes'))
  const entries = schedules.data?.pages.flatMap((page) => page.schedules) ?? []
  const runs = workflows.data?.pages.flatMap((page) => page.workflows) ?? []
  return (
    <div className="stack" style={{ gap: 'var(--space-4)' }}>
      <Panel title="Temporal schedules" flush>
        <FilterBar
          label="Temporal schedules"
          count={schedules.data ? countText(entries.length, 'schedule') : ''}
        >
          <Select
            aria-label="For"
            placeholder="For anything"
            clearable
            w={170}
            data={[
              { value: 'definition', label: 'for definitions' },
              { value: 'monitor', label: 'for monitors' },
              { value: 'system', label: 'for the gateway itself' },
            ]}
            value={kind ?? null}
            onChange={(value) => onFilter({ kind: ownKinds.find((one) => one === value) })}
          />
          <Switch
            size="xs"
            label="Only those that drift"
            checked={isDrifting}
            onChange={(event) => onFilter({ drifting: yesIf(event.currentTarget.checked) })}
          />
        </FilterBar>
        <ListStates
          label="Temporal schedules"
          query={schedules}
          count={entries.length}
          empty={
            <Empty title={isDrifting ? 'None drifts' : 'There is none'}>
              Definitions and monitors on a clock have one each.
            </Empty>
          }
        >
          <DataTable
            label="Temporal schedules"
            columns={columns}
            rows={entries}
            keyOf={({ schedule_id: id }) => id}
            onEnd={nextOf(schedules)}
          />
        </ListStates>
      </Panel>
      <Panel title="Temporal workflows" flush>
        <FilterBar
          label="Temporal workflows"
          count={workflows.data ? countText(runs.length, 'run') : ''}
        >
          <Switch
            size="xs"
            label="Only open ones"
            checked={open === 'yes'}
            onChange={(event) => onFilter({ open: yesIf(event.currentTarget.checked) })}
          />
        </FilterBar>
        <ListStates
          label="Temporal workflows"
          query={workflows}
          count={runs.length}
          empty={<Empty title="None of its workflows runs" />}
        >
          <RunTable runs={runs} onEnd={nextOf(workflows)} />
        </ListStates>
      </Panel>
    </div>
  )
}

const yesIf = (isSo: boolean) => (isSo ? ('yes' as const) : undefined)

const columns: readonly Column<OwnScheduleEntry>[] = [
  {
    name: 'Of',
    cell: ({ of, schedule_id: id, kind }) => (
      <span title={id}>
        {of ? of.name : <span className="code">{id}</span>} <span className="muted">{kind}</span>
      </span>
    ),
  },
  {
    name: 'State',
    width: '128px',
    cell: ({ drift }) => <Mark tone={driftTones[drift]}>{driftWords[drift]}</Mark>,
  },
  {
    name: 'Next',
    width: '92px',
    cell: ({ next_at: at, paused: isPaused }) =>
      isPaused ? <span className="muted">paused</span> : <Ago at={at} />,
  },
  {
    name: 'When',
    width: '34%',
    isWide: true,
    cell: ({ times }) => {
      const words = times ? timesOf(times) : ''
      return (
        <span className="muted" title={words}>
          {words}
        </span>
      )
    },
  },
]

/** The times of a definition are written like those of a schedule, with moments besides. */
function timesOf(times: NonNullable<OwnScheduleEntry['times']>): string {
  const words = timesWords(times).map((one) => one.words)
  const moments = Array.isArray(times['at']) ? times['at'].length : 0
  return [...words, ...(moments > 0 ? [`at ${countText(moments, 'moment')}`] : [])].join('; ')
}
