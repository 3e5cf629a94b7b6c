import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import type { ReadSchedule } from '@temporal-registry/sdk/client'
import { useState } from 'react'
import { ListStates } from '../components/ListStates.tsx'
import { ScheduleForm } from '../components/schedules/ScheduleForm.tsx'
import { paths } from '../paths.ts'
import { runsKey } from '../queries/keys.ts'
import { typeQuery } from '../queries/registry.ts'
import { scheduleQuery } from '../queries/schedules.ts'
import { draftOf } from '../schedules/draft.ts'
import { useGateway } from '../session/gateway.tsx'
import { PageHead } from '../ui/PageHead.tsx'

/** Changes what a schedule says. */
export function EditSchedulePage() {
  const { scheduleId: id } = useParams({ from: '/schedules/$scheduleId/edit' })
  const gateway = useGateway()
  const query = useQuery(scheduleQuery(gateway, id))
  const schedule = query.data
  const typeName = schedule?.workflow_type
  const type = useQuery({ ...typeQuery(gateway, typeName ?? ''), enabled: typeName !== undefined })
  const isRead = schedule !== undefined && type.data !== undefined
  return (
    <>
      <PageHead
        title={`Edit ${id}`}
        above={<Link {...paths.schedule(id)}>{id}</Link>}
        lead={
          schedule?.declared_by
            ? `${schedule.declared_by} declares this schedule: what is edited here is kept, and told as drift.`
            : 'Runs that are open go on as they are.'
        }
      />
      <ListStates
        label="the form"
        query={schedule ? type : query}
        count={isRead ? 1 : 0}
        empty={null}
      >
        {isRead ? <EditForm schedule={schedule} type={type.data} /> : null}
      </ListStates>
    </>
  )
}

function EditForm({ schedule, type }: { schedule: ReadSchedule; type: WorkflowInfo }) {
  const { client, namespace } = useGateway()
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  // As it was when the form was opened: what others change meanwhile is not overwritten.
  const [opened] = useState(schedule)
  const [initial] = useState(() => draftOf(schedule.definition))
  const { id, etag } = opened
  const saving = useMutation({
    mutationFn: (body: ScheduleBody) => client.schedules.put(id, body, { etag }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: runsKey(namespace) })
      await navigate(paths.schedule(id))
    },
  })
  return (
    <ScheduleForm
      type={type}
      initial={initial}
      id={id}
      verb="Save"
      isSaving={saving.isPending}
      error={saving.error}
      onSave={(body) => saving.mutate(body)}
      onEdit={() => saving.reset()}
      onCancel={() => void navigate(paths.schedule(id))}
    />
  )
}
