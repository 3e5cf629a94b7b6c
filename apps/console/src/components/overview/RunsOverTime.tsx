import { useQuery } from '@tanstack/react-query'
import { numberText } from '../../count-text.ts'
import { runCountsQuery } from '../../queries/overview.ts'
import { runHours, type RunHour } from '../../runs/run-hours.ts'
import { useGateway } from '../../session/gateway.tsx'
import { clockText, spanText } from '../../time-text.ts'
import { Mark } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { ListStates } from '../ListStates.tsx'
import styles from './RunsOverTime.module.css'

/** The hours of a day, the one under way among them. */
const shownHours = 24

/** What began in each hour of the last day and what became of it, and how long it took. */
export function RunsOverTime() {
  const query = useQuery(runCountsQuery(useGateway()))
  return (
    <Panel
      title="Runs of the last 24 hours"
      aside={
        <span className="row small">
          <Mark tone="good">completed</Mark>
          <Mark tone="bad">failed</Mark>
          <Mark tone="accent">open and others</Mark>
        </span>
      }
    >
      <ListStates
        label="the runs of a day"
        query={query}
        count={query.data?.steps.length ?? 0}
        empty={null}
      >
        {query.data ? <Picture hours={runHours(query.data.steps).slice(-shownHours)} /> : null}
      </ListStates>
    </Panel>
  )
}

function Picture({ hours }: { hours: readonly RunHour[] }) {
  const most = Math.max(1, ...hours.map(totalOf))
  const total = hours.reduce((sum, hour) => sum + totalOf(hour), 0)
  const failed = hours.reduce((sum, hour) => sum + hour.failed, 0)
  const slowest = Math.max(0, ...hours.map(({ duration }) => duration?.p95_seconds ?? 0))
  const words = `${numberText(total)} runs of the last 24 hours, ${numberText(failed)} failed`
  return (
    <>
      <div className={styles['axis']}>
        <span>begun, by the hour</span>
        <span>up to {numberText(most)}</span>
      </div>
      <div className={styles['bars']} role="img" aria-label={words}>
        {hours.map((hour) => (
          <div key={hour.beginsMs} className={styles['hour']} title={wordsOf(hour)}>
            <span className={styles['others']} style={{ height: share(hour.others, most) }} />
            <span className={styles['failed']} style={{ height: share(hour.failed, most) }} />
            <span className={styles['completed']} style={{ height: share(hour.completed, most) }} />
          </div>
        ))}
      </div>
      {slowest > 0 ? (
        <>
          <div className={styles['axis']}>
            <span>duration: median, and 95th percentile</span>
            <span>up to {spanText(slowest * 1_000)}</span>
          </div>
          <div
            className={`${styles['bars']} ${styles['low']}`}
            role="img"
            aria-label={`How long runs took that completed: 95th percentile at most ${spanText(slowest * 1_000)}`}
          >
            {hours.map(({ beginsMs, duration }) => (
              <div key={beginsMs} className={styles['hour']} title={tookWords(beginsMs, duration)}>
                {duration ? (
                  <>
                    <span
                      className={styles['slow']}
                      style={{
                        height: share(duration.p95_seconds - duration.p50_seconds, slowest),
                      }}
                    />
                    <span
                      className={styles['half']}
                      style={{ height: share(duration.p50_seconds, slowest) }}
                    />
                  </>
                ) : null}
              </div>
            ))}
          </div>
        </>
      ) : null}
      <div className={styles['scale']} aria-hidden="true">
        {hours
          .filter((_, at) => at % 6 === 0)
          .map(({ beginsMs }) => (
            <span key={beginsMs}>{hourText(beginsMs)}</span>
          ))}
        <span>now</span>
      </div>
      <p className="small muted" style={{ marginTop: 8 }}>
        {numberText(total)} runs, as Temporal counts them; durations are of at most 100 an hour that
        completed.
      </p>
    </>
  )
}

const totalOf = ({ completed, failed, others }: RunHour) => completed + failed + others

const hourText = (ms: number) => clockText(new Date(ms)).slice(0, 5)

/** The height of a bar: none for zero, and at least 2 % otherwise, so that one run shows beside a thousand. */
const share = (count: number, most: number) =>
  count === 0 ? '0' : `${Math.max((count / most) * 100, 2)}%`

function wordsOf(hour: RunHour): string {
  return `from ${hourText(hour.beginsMs)}: ${numberText(hour.completed)} completed, ${numberText(hour.failed)} failed, ${numberText(hour.others)} open and others`
}

function tookWords(beginsMs: number, duration: RunHour['duration']): string {
  if (!duration) return `from ${hourText(beginsMs)}: none completed`
  const { p50_seconds: half, p95_seconds: slow, of } = duration
  return `from ${hourText(beginsMs)}: median ${spanText(half * 1_000)}, 95th percentile ${spanText(slow * 1_000)}, of ${of} that completed`
}
