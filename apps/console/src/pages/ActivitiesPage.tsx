import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { triggerKinds } from '@temporal-registry/contract/activity-definition'
import type { ListedActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { useState } from 'react'
import { templates } from '../activities/templates.ts'
import { triggerText } from '../activities/trigger-text.ts'
import { DefinitionMark, OutcomeMark } from '../components/activities/ActivityMarks.tsx'
import { ActivityTabs } from '../components/activities/ActivityTabs.tsx'
import { Ago } from '../components/Ago.tsx'
import { ExportButton } from '../components/activities/ExportButton.tsx'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { ImportDialog } from '../components/activities/ImportDialog.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { paths } from '../paths.ts'
import {
  definitionsQuery,
  definitionStates,
  upcomingQuery,
  type DefinitionFilter,
} from '../queries/activities.ts'
import { useGateway } from '../session/gateway.tsx'
import { DataTable, type Column } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const columns: readonly Column<ListedActivityDefinition>[] = [
  {
    name: 'Definition',
    width: '24%',
    cell: ({ name, description }) => (
      <Link {...paths.activity(name)} className="code" title={description ?? name}>
        {name}
      </Link>
    ),
  },
  {
    name: 'State',
    width: '104px',
    cell: (definition) => <DefinitionMark definition={definition} />,
  },
  {
    name: 'When',
    isWide: true,
    cell: ({ trigger }) => <span title={triggerText(trigger)}>{triggerText(trigger)}</span>,
  },
  { name: 'Next', width: '88px', isWide: true, cell: (one) => <Next definition={one} /> },
  {
    name: 'Came of it last',
    width: '140px',
    cell: ({ last_trigger: last }) =>
      last ? (
        <span title={last.reason}>
          <OutcomeMark outcome={last.outcome} />
        </span>
      ) : (
        <span className="muted">nothing yet</span>
      ),
  },
  {
    name: 'At',
    width: '92px',
    isWide: true,
    cell: ({ last_trigger: last }) => (last ? <Ago at={last.at} /> : null),
  },
]

/** What happens by itself: when something comes or a clock says so, and what is made of it. */
export function ActivitiesPage() {
  const gateway = useGateway()
  const { q, label, state, trigger_kind } = useSearch({ from: '/activities' })
  const filter: DefinitionFilter = { q, label, state, trigger_kind }
  const navigate = useNavigate({ from: '/activities' })
  const query = useInfiniteQuery(definitionsQuery(gateway, filter))
  const [isImporting, setIsImporting] = useState(false)
  const rows = query.data?.pages.flatMap((page) => page.activity_definitions) ?? []
  const change = (changes: DefinitionFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Activities"
        lead="What is done when something happens or a clock says so: each definition, whether it is active, and what came of it last."
        actions={
          <>
            <ExportButton label={label} />
            <ScopedButton scope="admin" onClick={() => setIsImporting(true)}>
              Import…
            </ScopedButton>
            <ScopedButton
              scope="admin"
              variant="filled"
              onClick={() => void navigate(paths.newActivity())}
            >
              New definition
            </ScopedButton>
          </>
        }
      />
      <ActivityTabs />
      <Panel flush>
        <FilteredList
          noun="definition"
          query={query}
          count={rows.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <FilterText
                label="Search name, description or owner"
                isSearch
                width={300}
                value={filter.q ?? ''}
                onChange={(value) => change({ q: value || undefined })}
              />
              <FilterSelect
                label="State"
                placeholder="Any state"
                words={definitionStates}
                value={state}
                onChange={(state) => change({ state })}
              />
              <FilterSelect
                label="Trigger"
                placeholder="Any trigger"
                words={triggerKinds}
                value={trigger_kind}
                onChange={(trigger_kind) => change({ trigger_kind })}
              />
              <FilterText
                label="Label"
                placeholder="label=value"
                width={150}
                value={label ?? ''}
                onChange={(value) => change({ label: value || undefined })}
              />
            </>
          }
          empty={<Beginnings />}
        >
          {(onEnd) => (
            <DataTable
              label="Activity definitions"
              columns={columns}
              rows={rows}
              keyOf={({ id }) => id}
              onEnd={onEnd}
            />
          )}
        </FilteredList>
      </Panel>
      {isImporting ? <ImportDialog onClose={() => setIsImporting(false)} /> : null}
    </>
  )
}

/** When a definition on a clock fires next. */
function Next({
  definition: { id, trigger_kind: kind },
}: {
  definition: ListedActivityDefinition
}) {
  const query = useQuery({ ...upcomingQuery(useGateway(), id, 1), enabled: kind === 'schedule' })
  const [next] = query.data?.times ?? []
  return next ? <Ago at={next} /> : null
}

/** Where there is nothing: what people begin with. */
function Beginnings() {
  return (
    <Empty title="Nothing happens by itself yet">
      <p>Begin with one of these, and make it yours:</p>
      <ul style={{ margin: 0, padding: 0, listStyle: 'none', display: 'grid', gap: 6 }}>
        {templates.map(({ slug, title, says }) => (
          <li key={slug}>
            <Link {...paths.newActivity({ template: slug })}>{title}</Link>
            <div>{says}</div>
          </li>
        ))}
      </ul>
    </Empty>
  )
}
