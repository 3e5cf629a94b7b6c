import { ActionIcon, SegmentedControl, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import type { countFires } from '@temporal-registry/contract/schedule-times'
import { countText, numberText } from '../../count-text.ts'
import { daysQuery, shownTimes, timesBetweenQuery } from '../../queries/schedules.ts'
import { hoursOf, isMonth, monthAfter, strengthOf, weeksOf } from '../../schedules/month.ts'
import { useGateway } from '../../session/gateway.tsx'
import { readerZone, zonedClock } from '../../time-text.ts'
import { Icon } from '../../ui/icons.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ProblemNotice } from '../ProblemNotice.tsx'
import styles from './ScheduleMonth.module.css'

type Day = ResponseOf<typeof countFires>['days'][number]

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const monthText = new Intl.DateTimeFormat(undefined, {
  ...{ month: 'long', year: 'numeric', timeZone: 'UTC' },
})
const weekdayText = new Intl.DateTimeFormat(undefined, { weekday: 'long', timeZone: 'UTC' })
const monthNameText = new Intl.DateTimeFormat(undefined, { month: 'long', timeZone: 'UTC' })
const dayText = new Intl.DateTimeFormat(undefined, {
  ...{ weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' },
})
/** More in an hour than this are only counted. */
const shownInHour = 12

/** A month of a schedule: how often it fires on each day, and on a day that is chosen, when. */
export function ScheduleMonth({ id, zone }: { id: string; zone: string }) {
  const gateway = useGateway()
  const search = useSearch({ from: '/schedules/$scheduleId' })
  const navigate = useNavigate({ from: '/schedules/$scheduleId' })
  const isTheirs = search.zone === 'schedule'
  const shownZone = isTheirs ? zone : readerZone
  const today = dateIn(new Date(), shownZone)
  const month = search.month && isMonth(search.month) ? search.month : today.slice(0, 7)
  const { data: days = [], error } = useQuery(daysQuery(gateway, id, { month, zone: shownZone }))
  const byDate = new Map(days.map((day) => [day.date, day]))
  const chosen = search.day === undefined ? undefined : byDate.get(search.day)
  const change = (changes: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, ...changes }), replace: true })
  const turn = (months: number) => change({ month: monthAfter(month, months), day: undefined })

  return (
    <Panel title="Calendar">
      <div className={styles['head']}>
        <ActionIcon variant="default" aria-label="Month before" onClick={() => turn(-1)}>
          <span style={{ display: 'flex', transform: 'scaleX(-1)' }}>
            <Icon name="right" size={14} />
          </span>
        </ActionIcon>
        <ActionIcon variant="default" aria-label="Month after" onClick={() => turn(1)}>
          <Icon name="right" size={14} />
        </ActionIcon>
        <span className={styles['month']} aria-live="polite">
          {monthText.format(new Date(`${month}-01T00:00:00Z`))}
        </span>
        {zone === readerZone ? null : (
          <SegmentedControl
            className={styles['zone'] ?? ''}
            aria-label="Days of which time zone"
            value={isTheirs ? 'schedule' : 'mine'}
            data={[
              { value: 'mine', label: readerZone },
              { value: 'schedule', label: zone },
            ]}
            onChange={(next) =>
              change({ zone: next === 'schedule' ? 'schedule' : undefined, day: undefined })
            }
          />
        )}
      </div>
      {error ? <ProblemNotice error={error} /> : null}
      <table className={styles['grid']} aria-label={`Fires in ${month}`}>
        <thead>
          <tr>
            {weekdays.map((name) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week, at) => (
            // A week has no other name than its place.
            <tr key={`${month} ${at}`}>
              {week.map((date, place) => (
                <td key={weekdays[place]}>
                  {date ? (
                    <Cell
                      date={date}
                      day={byDate.get(date)}
                      today={today}
                      isChosen={date === search.day}
                      onChoose={() => change({ day: date === search.day ? undefined : date })}
                    />
                  ) : null}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {chosen ? <DayTimes id={id} day={chosen} zone={shownZone} /> : null}
    </Panel>
  )
}

interface CellProps {
  readonly date: string
  readonly day: Day | undefined
  readonly today: string
  readonly isChosen: boolean
  readonly onChoose: () => void
}

function Cell({ date, day, today, isChosen, onChoose }: CellProps) {
  const strength = strengthOf(day?.fires ?? 0)
  const className = [
    styles['day'],
    strength > 0 ? styles[`strength${strength}`] : '',
    // What it matched then, whether or not it fired.
    date < today ? styles['past'] : '',
    date === today ? styles['today'] : '',
    isChosen ? styles['chosen'] : '',
  ].join(' ')
  const number = Number(date.slice(-2))
  if (!day) {
    return (
      <span className={className}>
        <span className={styles['number']}>{number}</span>
      </span>
    )
  }
  const at = new Date(`${date}T00:00:00Z`)
  return (
    <button type="button" className={className} aria-pressed={isChosen} onClick={onChoose}>
      <span className={styles['number']}>
        <VisuallyHidden>{weekdayText.format(at)} </VisuallyHidden>
        {number}
        <VisuallyHidden> {monthNameText.format(at)}: </VisuallyHidden>
      </span>
      <span className={styles['fires']}>
        {numberText(day.fires)}
        {day.is_complete ? '' : '+'}
        <VisuallyHidden> {day.fires === 1 ? 'fire' : 'fires'}</VisuallyHidden>
      </span>
    </button>
  )
}

/** When it fires on a day, by the hour. */
function DayTimes({ id, day, zone }: { id: string; day: Day; zone: string }) {
  const span = { from: day.begins_at, to: day.ends_at }
  const { data, error } = useQuery(timesBetweenQuery(useGateway(), id, span))
  const name = dayText.format(new Date(`${day.date}T00:00:00Z`))
  return (
    <section className={styles['times']} aria-label={`Times on ${name}`}>
      <h3>
        {name} <span className="muted">{zone}</span>
      </h3>
      {error ? <ProblemNotice error={error} /> : null}
      <dl className={styles['hours']} tabIndex={0} aria-label="Times by the hour">
        {hoursOf(data?.times ?? [], (time) => zonedClock(new Date(time), zone)).map(
          ({ hour, times }) => (
            <div key={`${hour} ${times[0]}`}>
              <dt>{hour} h</dt>
              <dd>
                {times.length > shownInHour
                  ? `${countText(times.length, 'time')}, from ${times[0]} to ${times.at(-1)}`
                  : times.join(', ')}
              </dd>
            </div>
          ),
        )}
      </dl>
      {data?.more ? (
        <p className="small muted">These are the first {numberText(shownTimes)} of the day.</p>
      ) : null}
    </section>
  )
}

/** The day that it is in a zone: `2026-11-30`. */
function dateIn(at: Date, zone: string): string {
  const { year, month, day } = Object.fromEntries(
    new Intl.DateTimeFormat('en', {
      ...{ timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' },
    })
      .formatToParts(at)
      .map((part) => [part.type, part.value]),
  )
  return `${year}-${month}-${day}`
}
