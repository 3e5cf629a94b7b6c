import { useQuery } from '@tanstack/react-query'
import type { Trigger } from '@temporal-registry/contract/activity-definition'
import { previewActivityTimes } from '@temporal-registry/contract/activity-schedules'
import { activitiesKey } from '../../queries/keys.ts'
import { useGateway } from '../../session/gateway.tsx'
import { timeText } from '../../time-text.ts'
import { Empty } from '../../ui/Empty.tsx'
import { Panel } from '../../ui/Panel.tsx'
import styles from '../activities/DefinitionTimes.module.css'
import { ListStates } from '../ListStates.tsx'

const shown = 6

/** When a trigger that is being written would fire, as Temporal says. */
export function TimesPreview({ schedule }: { schedule: NonNullable<Trigger['schedule']> }) {
  const { client, namespace } = useGateway()
  const query = useQuery({
    queryKey: activitiesKey(namespace, 'preview-times', schedule),
    queryFn: ({ signal }) =>
      client.call(previewActivityTimes, { body: { schedule, limit: shown }, signal }),
    staleTime: 60_000,
  })
  const { times = [] } = query.data ?? {}
  return (
    <Panel title="It would fire next">
      <ListStates
        label="times"
        query={query}
        count={times.length}
        empty={<Empty title="It would not fire within a year" />}
      >
        <ol className={styles['times']}>
          {times.map((time) => (
            <li key={time}>{timeText(new Date(time))}</li>
          ))}
        </ol>
      </ListStates>
    </Panel>
  )
}
