import { TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { runTriggerKinds, triggerOutcomes } from '@temporal-registry/contract/triggers'
import { ActivityTabs } from '../components/activities/ActivityTabs.tsx'
import { DefinitionChoice } from '../components/activities/DefinitionChoice.tsx'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { LedgerTable } from '../components/activities/LedgerTable.tsx'
import { paths } from '../paths.ts'
import { ledgerQuery, type LedgerFilter } from '../queries/activities.ts'
import { useGateway } from '../session/gateway.tsx'
import { localTime, momentOf } from '../time-text.ts'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** What came of every event, fire and call, and why; also where that was nothing. */
export function LedgerPage() {
  const filter: LedgerFilter = filterOf(useSearch({ from: '/activities/ledger' }))
  const navigate = useNavigate({ from: '/activities/ledger' })
  const query = useInfiniteQuery(ledgerQuery(useGateway(), filter))
  const rows = query.data?.pages.flatMap(({ triggers }) => triggers) ?? []
  const change = (changes: LedgerFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Ledger"
        lead="What came of each event, fire and call for the definitions that it met, at which stage, and why: also where it came to nothing."
      />
      <ActivityTabs />
      <Panel flush>
        <FilteredList
          noun="row"
          query={query}
          count={rows.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <DefinitionChoice
                value={filter.definition}
                onChange={(definition) => change({ definition })}
              />
              <FilterSelect
                label="Outcome"
                placeholder="Any outcome"
                width={150}
                words={triggerOutcomes}
                value={filter.outcome}
                onChange={(outcome) => change({ outcome })}
              />
              <FilterSelect
                label="Trigger"
                placeholder="Any trigger"
                words={runTriggerKinds}
                value={filter.kind}
                onChange={(kind) => change({ kind })}
              />
              <FilterText
                label="Key of the occurrence"
                placeholder="Key of the occurrence"
                width={180}
                value={filter.key ?? ''}
                onChange={(key) => change({ key: key || undefined })}
              />
              <FilterText
                label="Event id"
                placeholder="Event id"
                width={180}
                value={filter.event ?? ''}
                onChange={(event) => change({ event: event || undefined })}
              />
              <TimeFilter label="From" value={filter.from} onChange={(from) => change({ from })} />
              <TimeFilter label="To" value={filter.to} onChange={(to) => change({ to })} />
            </>
          }
          empty={
            <Empty title="Nothing was triggered yet">
              <p>
                When an event meets one of the <Link {...paths.activities()}>definitions</Link>, or
                one fires, what came of it is here.
              </p>
            </Empty>
          }
        >
          {(onEnd) => <LedgerTable rows={rows} onEnd={onEnd} />}
        </FilteredList>
      </Panel>
    </>
  )
}

/** Only the filters of this page: the address may hold more. */
function filterOf({ definition, outcome, kind, key, event, from, to }: LedgerFilter): LedgerFilter {
  return { definition, outcome, kind, key, event, from, to }
}

interface TimeFilterProps {
  readonly label: string
  /** RFC 3339. */
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
}

function TimeFilter({ label, value, onChange }: TimeFilterProps) {
  const at = value === undefined ? undefined : new Date(value)
  return (
    <TextInput
      aria-label={label}
      type="datetime-local"
      w={224}
      leftSection={<span className="small">{label.toLowerCase()}</span>}
      leftSectionWidth={44}
      value={at && !Number.isNaN(at.getTime()) ? localTime(at).slice(0, 16) : ''}
      onChange={({ currentTarget: { value: next } }) =>
        onChange(next === '' ? undefined : momentOf(next))
      }
    />
  )
}
