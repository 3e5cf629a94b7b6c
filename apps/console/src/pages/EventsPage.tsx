import { Button } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import type { listEvents } from '@temporal-registry/contract/events'
import { ActivityTabs } from '../components/activities/ActivityTabs.tsx'
import { Ago } from '../components/Ago.tsx'
import { FilterBar } from '../components/FilterBar.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { ScopedButton } from '../components/ScopedButton.tsx'
import { countText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { eventsQuery, type EventFilter } from '../queries/events.ts'
import { useGateway } from '../session/gateway.tsx'
import { DataTable, type Column } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const columns: readonly Column<ResponseOf<typeof listEvents>['events'][number]>[] = [
  {
    name: 'Type',
    width: '28%',
    cell: ({ event_id: id, type }) => (
      <Link {...paths.event(id)} className="code" title={type}>
        {type}
      </Link>
    ),
  },
  { name: 'Source', width: '22%', cell: ({ source }) => <span title={source}>{source}</span> },
  { name: 'Subject', isWide: true, cell: ({ subject }) => subject },
  { name: 'Id', isWide: true, cell: ({ id }) => <code title={id}>{id}</code> },
  {
    name: 'Came by',
    width: '116px',
    isWide: true,
    cell: ({ event_source: source, depth }) => (
      <span className="muted">{source ?? (depth > 0 ? 'a run' : 'the API')}</span>
    ),
  },
  { name: 'When', width: '96px', cell: ({ received_at: at }) => <Ago at={at} /> },
]

/** Every event that came in, the newest first. */
export function EventsPage() {
  const { q, type, source } = useSearch({ from: '/activities/events' })
  const filter: EventFilter = { q, type, source }
  const navigate = useNavigate({ from: '/activities/events' })
  const query = useInfiniteQuery(eventsQuery(useGateway(), filter))
  const events = query.data?.pages.flatMap((page) => page.events) ?? []
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const change = (changes: EventFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Events"
        lead="What came in over HTTP, as webhooks or from runs; of each what came of it, definition by definition."
        actions={
          <ScopedButton
            scope="start"
            variant="filled"
            onClick={() => void navigate(paths.newEvent())}
          >
            Try or send one
          </ScopedButton>
        }
      />
      <ActivityTabs />
      <Panel flush>
        <FilterBar
          count={
            query.data ? `${countText(events.length, 'event')}${query.hasNextPage ? '+' : ''}` : ''
          }
        >
          <FilterText
            label="Search id, type, source or subject"
            isSearch
            width={280}
            value={q ?? ''}
            onChange={(value) => change({ q: value || undefined })}
          />
          <FilterText
            label="Type"
            placeholder="Type, or order.*"
            width={190}
            value={type ?? ''}
            onChange={(value) => change({ type: value || undefined })}
          />
          <FilterText
            label="Source"
            width={190}
            value={source ?? ''}
            onChange={(value) => change({ source: value || undefined })}
          />
          {isFiltered ? (
            <Button variant="subtle" onClick={() => void navigate({ search: {}, replace: true })}>
              Clear
            </Button>
          ) : null}
        </FilterBar>
        <ListStates
          label="events"
          query={query}
          count={events.length}
          empty={
            isFiltered ? (
              <Empty title="No event matches">Search for less, or clear the filters.</Empty>
            ) : (
              <Empty title="No event came in yet">
                <p>
                  Services send them to <code>POST /events</code>. To see what would come of
                  one,{' '}
                </p>
                <p>
                  <Link {...paths.newEvent()}>try one here</Link>
                </p>
              </Empty>
            )
          }
        >
          <DataTable
            label="Events"
            columns={columns}
            rows={events}
            keyOf={({ event_id: id }) => id}
            onEnd={
              query.hasNextPage && !query.isFetchingNextPage
                ? () => void query.fetchNextPage()
                : undefined
            }
          />
        </ListStates>
      </Panel>
    </>
  )
}
