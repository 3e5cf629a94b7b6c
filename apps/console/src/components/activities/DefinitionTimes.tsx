import { Progress } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ActivityBackfill } from '@temporal-registry/contract/activity-backfills'
import type { ActivityDefinition } from '@temporal-registry/contract/activity-definitions'
import { useState } from 'react'
import { triggerText } from '../../activities/trigger-text.ts'
import { countText, numberText } from '../../count-text.ts'
import { backfillsQuery, upcomingQuery } from '../../queries/activities.ts'
import { activitiesKey } from '../../queries/keys.ts'
import { useChange } from '../../queries/use-change.ts'
import { useGateway } from '../../session/gateway.tsx'
import { timeText } from '../../time-text.ts'
import { Columns } from '../../ui/Columns.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Mark, type Tone } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import { DefinitionBackfillDialog } from './DefinitionBackfillDialog.tsx'
import { ConfirmDialog } from '../ConfirmDialog.tsx'
import styles from './DefinitionTimes.module.css'
import { ListStates } from '../ListStates.tsx'
import { ScopedButton } from '../ScopedButton.tsx'

const shown = 12

/** When a definition on a clock fires next, and what runs for times that are past. */
export function DefinitionTimes({ definition }: { definition: ActivityDefinition }) {
  return (
    <Columns beside={<Upcoming definition={definition} />}>
      <Backfills definition={definition} />
    </Columns>
  )
}

function Upcoming({ definition }: { definition: ActivityDefinition }) {
  const query = useQuery(upcomingQuery(useGateway(), definition.name, shown))
  const { times = [], more = false } = query.data ?? {}
  return (
    <Panel title="Next times">
      <p className="small muted" style={{ marginBottom: 10 }}>
        {triggerText(definition.trigger)}
      </p>
      <ListStates
        label="times"
        query={query}
        count={times.length}
        empty={<Empty title="It fires no more">Its times are over, or excluded for a year.</Empty>}
      >
        <ol className={styles['times']}>
          {times.map((time) => (
            <li key={time}>
              <span>{timeText(new Date(time))}</span>
              <span className="muted">
                <Ago at={time} />
              </span>
            </li>
          ))}
        </ol>
        {more ? <p className="muted small">and so on</p> : null}
      </ListStates>
    </Panel>
  )
}

function Backfills({ definition }: { definition: ActivityDefinition }) {
  const query = useQuery(backfillsQuery(useGateway(), definition.name))
  const backfills = query.data ?? []
  const [isAsking, setIsAsking] = useState(false)
  const [cancelling, setCancelling] = useState<ActivityBackfill>()
  return (
    <Panel
      title="Backfills"
      aside={
        <ScopedButton
          scope="start"
          whyNot={definition.enabled ? undefined : 'It is disabled'}
          onClick={() => setIsAsking(true)}
        >
          Backfill…
        </ScopedButton>
      }
    >
      <ListStates
        label="backfills"
        query={query}
        count={backfills.length}
        empty={
          <Empty title="Nothing was made up for yet">
            A backfill runs it for times that are past: those before it was made, or that were
            missed.
          </Empty>
        }
      >
        <ul className={styles['backfills']} aria-label="Backfills">
          {backfills.map((backfill) => (
            <Backfill
              key={backfill.id}
              backfill={backfill}
              onCancel={() => setCancelling(backfill)}
            />
          ))}
        </ul>
      </ListStates>
      {isAsking ? (
        <DefinitionBackfillDialog definition={definition} onClose={() => setIsAsking(false)} />
      ) : null}
      {cancelling ? (
        <CancelDialog backfill={cancelling} onClose={() => setCancelling(undefined)} />
      ) : null}
    </Panel>
  )
}

const tones: Readonly<Record<ActivityBackfill['status'], Tone>> = {
  running: 'accent',
  finished: 'good',
  cancelled: 'quiet',
  failed: 'bad',
}

function Backfill({ backfill, onCancel }: { backfill: ActivityBackfill; onCancel: () => void }) {
  const { status, from, to, planned, decided, started, duplicate, open, failed, reason } = backfill
  const counts = [
    `${numberText(decided)} of ${planned === null ? 'some' : numberText(planned)} decided`,
    countText(started, 'run'),
    ...(duplicate > 0 ? [`${numberText(duplicate)} had one already`] : []),
    ...(open > 0 ? [`${numberText(open)} open`] : []),
    ...(failed > 0 ? [`${numberText(failed)} failed`] : []),
  ]
  return (
    <li className={styles['backfill']}>
      <div className={styles['line']}>
        <Mark tone={tones[status]}>{status}</Mark>
        <span>
          {timeText(new Date(from))} to {to === null ? 'now' : timeText(new Date(to))}
        </span>
        {status === 'running' ? (
          <ScopedButton scope="start" size="compact-xs" onClick={onCancel}>
            Cancel…
          </ScopedButton>
        ) : (
          <span className="muted">
            <Ago at={backfill.created_at} />
          </span>
        )}
      </div>
      <Progress
        size={5}
        color={failed > 0 ? 'red.8' : 'cobalt'}
        value={planned ? (decided / planned) * 100 : planned === 0 ? 100 : 0}
        aria-label="How much of it is decided"
      />
      <p className="small muted">
        {counts.join(', ')}
        {reason ? `: ${reason}` : ''}
      </p>
    </li>
  )
}

function CancelDialog({ backfill, onClose }: { backfill: ActivityBackfill; onClose: () => void }) {
  const { client, namespace } = useGateway()
  const cancelling = useChange(
    () => client.activityBackfills.cancel(backfill.definition.name, backfill.id),
    { refreshes: activitiesKey(namespace), onDone: onClose },
  )
  return (
    <ConfirmDialog
      title="Cancel this backfill?"
      onClose={onClose}
      verb="Cancel the backfill"
      onConfirm={() => cancelling.mutate()}
      change={cancelling}
    >
      <p>It makes no more runs from then on. Those that it made go on.</p>
    </ConfirmDialog>
  )
}
