import { useQuery } from '@tanstack/react-query'
import { numberText } from '../count-text.ts'
import { dayOfRunsQuery, picturedRuns } from '../queries/overview.ts'
import { runDurations, runHours, type RunHour } from '../runs/run-hours.ts'
import { useGateway } from '../session/gateway.tsx'
import { clockText, spanText } from '../time-text.ts'
import { Mark } from '../ui/Mark.tsx'
import { Panel } from '../ui/Panel.tsx'
import { useNow } from './Ago.tsx'
import styles from './RunsOverTime.module.css'

/** What began in each hour of the last day and what became of it, and how long it took. */
export function RunsOverTime() {
  const runs = useQuery(dayOfRunsQuery(useGateway())).data
  const now = useNow(30_000)
  if (!runs) return null
  const hours = runHours(runs, now)
  const most = Math.max(1, ...hours.map(totalOf))
  const durations = runDurations(runs)
  const failed = hours.reduce((total, hour) => total + hour.failed, 0)
  const isAll = runs.length < picturedRuns
  const words = `${numberText(runs.length)} runs of the last 24 hours${isAll ? '' : ', the newest'}, ${numberText(failed)} failed`
  return (
    <Panel
      title="Runs of a day"
      aside={
        <span className="row small">
          <Mark tone="good">completed</Mark>
          <Mark tone="bad">failed</Mark>
          <Mark tone="accent">open and others</Mark>
        </span>
      }
    >
      <div className={styles['bars']} role="img" aria-label={words}>
        {hours.map((hour) => (
          <div key={hour.beginsMs} className={styles['hour']} title={wordsOf(hour)}>
            <span className={styles['others']} style={{ height: share(hour.others, most) }} />
            <span className={styles['failed']} style={{ height: share(hour.failed, most) }} />
            <span className={styles['completed']} style={{ height: share(hour.completed, most) }} />
          </div>
        ))}
      </div>
      <div className={styles['scale']} aria-hidden="true">
        {hours
          .filter((_, at) => at % 6 === 0)
          .map(({ beginsMs }) => (
            <span key={beginsMs}>{clockText(new Date(beginsMs)).slice(0, 5)}</span>
          ))}
        <span>now</span>
      </div>
      <p className="small muted" style={{ marginTop: 8 }}>
        {isAll ? '' : `Of the newest ${numberText(picturedRuns)} runs. `}
        {durations
          ? `What completed took ${spanText(durations.p50Ms)} at half of the runs, ${spanText(durations.p95Ms)} at 95 of 100.`
          : 'Nothing has completed yet.'}
      </p>
    </Panel>
  )
}

const totalOf = ({ completed, failed, others }: RunHour) => completed + failed + others

/** Nothing is nothing, and one run can be seen beside a thousand. */
const share = (count: number, most: number) =>
  count === 0 ? '0' : `${Math.max((count / most) * 100, 2)}%`

function wordsOf(hour: RunHour): string {
  const from = clockText(new Date(hour.beginsMs)).slice(0, 5)
  return `from ${from}: ${hour.completed} completed, ${hour.failed} failed, ${hour.others} open and others`
}
