import { Select } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import { useMemo, useState } from 'react'
import { ListStates } from '../components/ListStates.tsx'
import { ScheduleForm } from '../components/schedules/ScheduleForm.tsx'
import { StatusMark } from '../components/StateMark.tsx'
import { paths } from '../paths.ts'
import { registryKey, runsKey } from '../queries/keys.ts'
import { typeQuery } from '../queries/registry.ts'
import { newDraft } from '../schedules/draft.ts'
import { useGateway } from '../session/gateway.tsx'
import { readerZone } from '../time-text.ts'
import { PageHead } from '../ui/PageHead.tsx'
import { Panel } from '../ui/Panel.tsx'

/** Makes a schedule of a type, which the address names or the reader chooses first. */
export function NewSchedulePage() {
  const { workflow_type: workflowType } = useSearch({ from: '/new-schedule' })
  const query = useQuery({
    ...typeQuery(useGateway(), workflowType ?? ''),
    enabled: workflowType !== undefined,
  })
  const type = query.data
  return (
    <>
      <PageHead
        title="New schedule"
        above={<Link {...paths.schedules()}>Schedules</Link>}
        beside={type ? <StatusMark status={type.status} reason={type.reason} /> : null}
        lead={type?.description || 'Starts runs of a type by itself.'}
      />
      {workflowType === undefined ? (
        <Panel title="What">
          <TypeChoice value={null} />
        </Panel>
      ) : (
        <ListStates label="the form" query={query} count={type ? 1 : 0} empty={null}>
          {type ? <NewSchedule key={type.workflow_type} type={type} /> : null}
        </ListStates>
      )}
    </>
  )
}

function NewSchedule({ type }: { type: WorkflowInfo }) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const [id, setId] = useState('')
  const initial = useMemo(() => {
    const hasSchema = Object.keys(type.input_schema).length > 0
    const draft = newDraft(readerZone)
    return hasSchema ? draft : { ...draft, others: { input: {} } }
  }, [type.input_schema])
  const creating = useMutation({
    mutationFn: async (body: ScheduleBody) => {
      const { status } = await client.schedules.create(id.trim(), body, { idempotencyKey: 'auto' })
      return status
    },
    onSuccess: async (status) => {
      // That a schedule of this id exists already is shown at the field.
      await queryClient.invalidateQueries({ queryKey: runsKey(namespace) })
      if (status === 'created') await navigate(paths.schedule(id.trim()))
    },
  })
  return (
    <ScheduleForm
      type={type}
      initial={initial}
      id={{ value: id, onChange: setId }}
      above={<TypeChoice value={type.workflow_type} />}
      verb="Create"
      isSaving={creating.isPending}
      error={creating.error}
      onSave={(body) => creating.mutate(body)}
      onEdit={() => creating.reset()}
      onCancel={() => void navigate(paths.schedules())}
    />
  )
}

const offered = 50

/** Finds a type by a part of its name. */
function TypeChoice({ value }: { value: string | null }) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate({ from: '/new-schedule' })
  const [typed, setTyped] = useState(value ?? '')
  const q = typed === value ? '' : typed
  const { data: names = [] } = useQuery({
    queryKey: registryKey(namespace, 'type-names', q),
    queryFn: async ({ signal }) => {
      const page = await client.workflows.list(
        { q: q || undefined, limit: offered, workers: 'none' },
        { signal },
      )
      return page.workflows.map(({ workflow_type: name }) => name)
    },
    placeholderData: keepPreviousData,
  })
  return (
    <Select
      label="Workflow type"
      description="What it starts."
      placeholder="Search for a type"
      searchable
      allowDeselect={false}
      nothingFoundMessage="No type matches"
      data={value && !names.includes(value) ? [value, ...names] : names}
      searchValue={typed}
      onSearchChange={setTyped}
      value={value}
      onChange={(name) =>
        void navigate({ search: (old) => ({ ...old, workflow_type: name ?? undefined }) })
      }
    />
  )
}
