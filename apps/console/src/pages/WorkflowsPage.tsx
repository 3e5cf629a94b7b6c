import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { workflowStatuses } from '@temporal-registry/contract/workflow-status'
import { useMemo } from 'react'
import { FilteredList } from '../components/FilteredList.tsx'
import { FilterSelect } from '../components/FilterSelect.tsx'
import { FilterText } from '../components/FilterText.tsx'
import { StatusMark } from '../components/StateMark.tsx'
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
]
const columnsWithOwner: readonly Column<WorkflowInfo>[] = [
  ...columns,
  { name: 'Owner', width: '128px', isWide: true, cell: ({ owner }) => owner },
]

/** What can be started, and whether it can run now. */
export function WorkflowsPage() {
  const gateway = useGateway()
  const filter = filterOf(useSearch({ from: '/workflows' }))
  const navigate = useNavigate({ from: '/workflows' })
  const query = useInfiniteQuery(typesQuery(gateway, filter))
  const { data } = query
  const types = useMemo(() => data?.pages.flatMap(({ workflows }) => workflows) ?? [], [data])
  // Without owners, descriptions have the room of the column.
  const hasOwner = useMemo(() => types.some(({ owner }) => owner), [types])
  const total = data?.pages[0]?.count
  const change = (changes: TypeFilter) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })

  return (
    <>
      <PageHead
        title="Workflows"
        lead="Every type that workers have announced: what it takes, who serves it, and whether it can run now."
      />
      <Panel flush>
        <FilteredList
          noun="type"
          total={total}
          query={query}
          count={types.length}
          filter={filter}
          onFilter={change}
          filters={
            <>
              <FilterText
                label="Search type, description or owner"
                isSearch
                width={300}
                value={filter.q ?? ''}
                onChange={(q) => change({ q: q || undefined })}
              />
              <FilterSelect
                label="Status"
                placeholder="Any status"
                width={140}
                words={workflowStatuses}
                value={filter.status}
                onChange={(status) => change({ status })}
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
            </>
          }
          empty={<NothingRegistered />}
        >
          {(onEnd) => (
            <DataTable
              label="Workflow types"
              columns={hasOwner ? columnsWithOwner : columns}
              rows={types}
              keyOf={(type) => type.workflow_type}
              onEnd={onEnd}
            />
          )}
        </FilteredList>
      </Panel>
    </>
  )
}

/** Only the filters: the address also holds the namespace. */
function filterOf({ q, status, owner, label }: TypeFilter): TypeFilter {
  return { q, status, owner, label }
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
