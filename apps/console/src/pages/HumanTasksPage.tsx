import { Button, SegmentedControl, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, Outlet, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ActingAs } from '../components/human-tasks/ActingAs.tsx'
import { FilterBar } from '../components/FilterBar.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { HumanTaskList } from '../components/human-tasks/HumanTaskList.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { countText } from '../count-text.ts'
import { paths } from '../paths.ts'
import {
  humanTaskDues,
  humanTasksQuery,
  humanTaskStates,
  inboxes,
  type HumanTaskFilter,
} from '../queries/human-tasks.ts'
import { nextOf } from '../query.ts'
import { useActing } from '../session/acting.ts'
import { useGateway } from '../session/gateway.tsx'
import { Empty } from '../ui/Empty.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'
import { Panes } from '../ui/Panes.tsx'

const inboxWords = {
  me: 'For me',
  name: 'By name',
  group: 'My groups’',
  all: 'Everybody’s',
} as const
const stateWords = {
  open: 'To be decided',
  decided: 'Decided',
  expired: 'Expired',
  cancelled: 'Cancelled',
  all: 'In any state',
} as const
const dueWords = { overdue: 'Overdue', day: 'Due within a day' } as const

/** What people are asked: a list, and beside it the task that is open. */
export function HumanTasksPage() {
  const gateway = useGateway()
  const acting = useActing()
  const asked = useSearch({ from: '/human-tasks' })
  const isOneOpen =
    useParams({ strict: false, select: ({ humanTaskId }) => humanTaskId }) !== undefined
  // Without a name nothing is addressed to the reader: everybody's tasks are shown instead.
  const filter: HumanTaskFilter = {
    ...asked,
    inbox: asked.inbox ?? (acting.isSomebody ? 'me' : 'all'),
  }
  const query = useInfiniteQuery(humanTasksQuery(gateway, filter, acting.actor))
  const tasks = query.data?.pages.flatMap((page) => page.human_tasks) ?? []
  const count = query.data?.pages[0]?.count
  return (
    <>
      <PageHead
        title="Human tasks"
        lead="What runs ask of people, the newest first. A run goes on once enough have decided."
        actions={<ActingAs />}
      />
      <Panes
        isOneOpen={isOneOpen}
        back={<Link {...paths.humanTasks(asked)}>All human tasks</Link>}
        list={
          <Panel flush>
            <Filters filter={filter} count={count} />
            <ListStates
              label="human tasks"
              query={query}
              count={tasks.length}
              empty={<Nothing filter={asked} />}
            >
              <HumanTaskList tasks={tasks} filter={asked} onEnd={nextOf(query)} />
            </ListStates>
          </Panel>
        }
      >
        {isOneOpen ? <Outlet /> : <NoneOpen />}
      </Panes>
    </>
  )
}

function Filters({ filter, count }: { filter: HumanTaskFilter; count: number | undefined }) {
  const navigate = useNavigate()
  const change = (changes: HumanTaskFilter) =>
    void navigate({ to: '.', search: (old) => ({ ...old, ...changes }), replace: true })
  return (
    <FilterBar count={count === undefined ? '' : countText(count, 'task')}>
      <SegmentedControl
        aria-label="Whose"
        fullWidth
        w="100%"
        value={filter.inbox ?? 'all'}
        data={inboxes.map((value) => ({ value, label: inboxWords[value] }))}
        onChange={(value) => change({ inbox: inboxes.find((one) => one === value) })}
      />
      <FilterText
        label="Title"
        isSearch
        width={150}
        value={filter.q ?? ''}
        onChange={(value) => change({ q: value || undefined })}
      />
      <FilterText
        label="Group"
        width={90}
        value={filter.group ?? ''}
        onChange={(value) => change({ group: value || undefined })}
      />
      <Select
        aria-label="State"
        w={140}
        allowDeselect={false}
        data={humanTaskStates.map((value) => ({ value, label: stateWords[value] }))}
        value={filter.state ?? 'open'}
        onChange={(value) => change({ state: humanTaskStates.find((one) => one === value) })}
      />
      <Select
        aria-label="Due"
        placeholder="Due whenever"
        clearable
        w={150}
        data={humanTaskDues.map((value) => ({ value, label: dueWords[value] }))}
        value={filter.due ?? null}
        onChange={(value) => change({ due: humanTaskDues.find((one) => one === value) })}
      />
    </FilterBar>
  )
}

function NoneOpen() {
  return (
    <Panel>
      <Empty title="No task is open">
        <p>
          Choose one, or walk the list with <kbd>j</kbd> and <kbd>k</kbd> and open one with{' '}
          <kbd>Enter</kbd>.
        </p>
      </Empty>
    </Panel>
  )
}

function Nothing({ filter }: { filter: HumanTaskFilter }) {
  const navigate = useNavigate()
  const isNarrowed = Object.values(filter).some((value) => value !== undefined)
  if (!isNarrowed)
    return (
      <Empty title="Nothing waits for a decision">
        <p>
          An activity definition asks people with a task of the kind <code>human</code>;
          docs/human-tasks.md says how.
        </p>
      </Empty>
    )
  return (
    <Empty title="No task matches">
      <Button
        variant="subtle"
        onClick={() => void navigate({ to: '.', search: { inbox: 'all' }, replace: true })}
      >
        Show everybody’s
      </Button>
    </Empty>
  )
}
