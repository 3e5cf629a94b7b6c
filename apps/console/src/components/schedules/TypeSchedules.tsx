import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { paths } from '../../paths.ts'
import { runsKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import { ListStates } from '../ListStates.tsx'
import { ScheduleMark } from './ScheduleMark.tsx'
import styles from '../workflows/ServedBy.module.css'

const shown = 20

/** What starts a type by itself. */
export function TypeSchedules({ type }: { type: Pick<WorkflowInfo, 'workflow_type'> }) {
  const { client, namespace } = useGateway()
  const filter = { workflow_type: type.workflow_type, limit: shown }
  const query = useQuery({
    queryKey: runsKey(namespace, 'schedules', filter),
    queryFn: async ({ signal }) => (await client.schedules.list(filter, { signal })).schedules,
    refetchInterval: 15_000,
  })
  return (
    <Panel title="Schedules" flush>
      <ListStates
        label="schedules"
        query={query}
        count={query.data?.length ?? 0}
        empty={
          <Empty title="Nothing starts it by itself">
            <Link {...paths.newSchedule(type.workflow_type)}>Schedule it</Link>
          </Empty>
        }
      >
        <ul className={styles['targets']}>
          {query.data?.map((schedule) => (
            <li key={schedule.id}>
              <div className={styles['line']}>
                <Link {...paths.schedule(schedule.id)} className="code small wrap">
                  {schedule.id}
                </Link>
                <ScheduleMark schedule={schedule} />
              </div>
              {schedule.next_fires[0] && !schedule.paused ? (
                <p className="small muted">
                  next <Ago at={schedule.next_fires[0]} />
                </p>
              ) : null}
            </li>
          ))}
        </ul>
      </ListStates>
    </Panel>
  )
}
