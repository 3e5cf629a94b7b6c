import { Button, Select } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { workflowStatuses } from '@temporal-registry/contract/workflow-status'
import { FilterBar } from '../components/FilterBar.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { ListStates } from '../components/ListStates.tsx'
import { StatusMark } from '../components/StateMark.tsx'
import { countText } from '../count-text.ts'
import { paths } from '../paths.ts'
import { typesQuery, type TypeFilter } from '../queries/registry.ts'
import { useGateway } from '../session/gateway.tsx'
import { CodeBlock } from '../ui/CodeBlock.tsx'
import { DataTable, type Column } from '../ui/DataTable.tsx'
import { Empty } from '../ui/Empty.tsx'
import { Tag } from '../ui/Mark.tsx'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

const columns: readonly Column<WorkflowInfo>[] = [
  {
    name: 'Type',
    width: '30%',
    cell: (type) => (
      <Link {...paths.workflow(type.workflow_type)} className="code" title={type.workflow_type}>
        {type.workflow_type}
      </Link>
    ),
  },
  {
    name: 'Status',
    width: '112px',
    cell: ({ status, reason }) => <StatusMark status={status} reason={reason} />,
  },
  {
    name: 'Description',
    isWide: true,
    cell: ({ description }) => (
      <span className="muted" title={description}>
        {description}
      </span>
    ),
  },
  {
    name: 'Task queue',
    width: '132px',
    isWide: true,
    cell: ({ task_queue: queue }) => <Tag title={queue}>{queue}</Tag>,
  },
  { name: 'Owner', width: '128px', isWide: true, cell: ({ owner }) => owner },
]

/** What can be started, and whether it can run now. */
export function WorkflowsPage() {
  const gateway = useGateway()
  const filter = filterOf(useSearch({ from: '/workflows' }))
  const navigate = useNavigate({ from: '/workflows' })
  const query = useInfiniteQuery(typesQuery(gateway, filter))
  const types = query.data?.pages.flatMap(({ workflows }) => workflows) ?? []
  const count = query.data?.pages[0]?.count ?? 0
  const isFiltered = Object.values(filter).some((value) => value !== undefined)
  const change = (changes: TypeFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Workflows"
        lead="Every type that workers have announced: what it takes, who serves it, and whether it can run now."
      />
      <Panel flush>
        <FilterBar count={query.data ? countText(count, 'type') : ''}>
          <FilterText
            label="Search type, description or owner"
            isSearch
            width={300}
            value={filter.q ?? ''}
            onChange={(q) => change({ q: q || undefined })}
          />
          <Select
            aria-label="Status"
            placeholder="Any status"
            clearable
            w={140}
            data={workflowStatuses}
            value={filter.status ?? null}
            onChange={(status) => change({ status: status ?? undefined })}
          />
          <FilterText
            label="Owner"
            width={150}
            value={filter.owner ?? ''}
            onChange={(owner) => change({ owner: owner || undefined })}
          />
          <FilterText
            label="Label"
            placeholder="label=value"
            width={150}
            value={filter.label ?? ''}
            onChange={(label) => change({ label: label || undefined })}
          />
          {isFiltered ? (
            <Button
              variant="subtle"
              onClick={() =>
                change({ q: undefined, status: undefined, owner: undefined, label: undefined })
              }
            >
              Clear
            </Button>
          ) : null}
        </FilterBar>
        <ListStates
          label="workflow types"
          query={query}
          count={types.length}
          empty={isFiltered ? <NothingMatches /> : <NothingRegistered />}
        >
          <DataTable
            label="Workflow types"
            columns={columns}
            rows={types}
            keyOf={(type) => type.workflow_type}
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

/** The address says more than the filters: the namespace. */
function filterOf({ q, status, owner, label }: TypeFilter): TypeFilter {
  return { q, status, owner, label }
}

function NothingMatches() {
  return <Empty title="No type matches">Search for less, or clear the filters.</Empty>
}

const announcing = `import { runRegistered } from '@temporal-registry/sdk/worker'

await runRegistered(worker, { workflows: [{ workflow_type: 'sendInvoice' }] })`

function NothingRegistered() {
  return (
    <Empty title="Nothing is registered yet">
      <p>A worker announces what it serves in one line, in any language over HTTP:</p>
      <div style={{ textAlign: 'left', width: '100%' }}>
        <CodeBlock text={announcing} what="a worker that announces itself" />
      </div>
    </Empty>
  )
}
