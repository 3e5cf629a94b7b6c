import { TextInput } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import type { AuditEntry } from '@temporal-registry/contract/audit'
import { auditQuery, type AuditFilter } from '../../queries/administration.ts'
import { useGateway } from '../../session/gateway.tsx'
import { DataTable, type Column } from '../../ui/DataTable.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Tag } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import { FilteredList } from '../FilteredList.tsx'
import { FilterText } from '../FilterText.tsx'

interface AdminAuditProps {
  readonly filter: AuditFilter
  readonly onFilter: (filter: AuditFilter) => void
}

/** Who changed what. */
export function AdminAudit({ filter, onFilter }: AdminAuditProps) {
  const query = useInfiniteQuery(auditQuery(useGateway(), filter))
  const entries = query.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <Panel title="Who changed what" flush>
      <FilteredList
        noun="change"
        query={query}
        count={entries.length}
        filter={filter}
        onFilter={onFilter}
        filters={
          <>
            {(['actor', 'action', 'subject'] as const).map((name) => (
              <FilterText
                key={name}
                label={{ actor: 'Who', action: 'Action', subject: 'Subject' }[name]}
                placeholder={{ actor: 'Who', action: 'monitor.put', subject: 'monitor' }[name]}
                width={150}
                value={filter[name] ?? ''}
                onChange={(value) => onFilter({ [name]: value || undefined })}
              />
            ))}
            {(['from', 'to'] as const).map((name) => (
              <TextInput
                key={name}
                type="datetime-local"
                aria-label={name === 'from' ? 'From' : 'To'}
                value={filter[name] ?? ''}
                onChange={(event) => onFilter({ [name]: event.currentTarget.value || undefined })}
              />
            ))}
          </>
        }
        empty={
          <Empty title="Nobody changed anything yet">
            Changes of activity definitions, monitors, channels, event sources and secrets are kept
            here. What Temporal keeps is not: a schedule has its notes, a run its history.
          </Empty>
        }
      >
        {(onEnd) => (
          <DataTable
            label="Changes"
            columns={columns}
            rows={entries}
            keyOf={({ id }) => id}
            onEnd={onEnd}
          />
        )}
      </FilteredList>
    </Panel>
  )
}

const columns: readonly Column<AuditEntry>[] = [
  { name: 'When', width: '104px', cell: ({ at }) => <Ago at={at} /> },
  { name: 'Who', width: '128px', cell: ({ actor }) => actor },
  { name: 'Action', width: '168px', cell: ({ action }) => <Tag>{action}</Tag> },
  {
    name: 'Subject',
    width: '30%',
    isWide: true,
    cell: ({ subject }) => (
      <span className="code" title={subject}>
        {subject}
      </span>
    ),
  },
  {
    name: 'Details',
    isWide: true,
    cell: ({ details }) => {
      const words = Object.entries(details)
        .map(([name, value]) => `${name} ${textOf(value)}`)
        .join(', ')
      return (
        <span className="muted" title={words}>
          {words}
        </span>
      )
    },
  },
]

const textOf = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
