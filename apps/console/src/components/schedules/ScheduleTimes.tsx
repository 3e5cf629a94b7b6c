import type { ScheduleBody } from '@temporal-registry/contract/schedule-body'
import { timesWords } from '../../schedules/times-words.ts'
import { offsetText, readerZone, spanText, zonedText } from '../../time-text.ts'
import { Panel } from '../../ui/Panel.tsx'
import styles from './ScheduleTimes.module.css'

/** When a schedule fires, in words, and as it is written. */
export function ScheduleTimes({ definition }: { definition: ScheduleBody }) {
  const { time_zone: zone = 'UTC', jitter_seconds: jitter, start_at: from, end_at: to } = definition
  const bounds = [
    from ? `not before ${boundText(from)}` : '',
    to ? `not after ${boundText(to)}` : '',
    jitter ? `each late by up to ${spanText(jitter * 1_000)}` : '',
  ].filter(Boolean)
  return (
    <Panel
      title="When"
      aside={
        <span className="small muted">
          {zone}, {offsetText(zone)}
        </span>
      }
    >
      <div className="stack" style={{ gap: 6 }}>
        <ul className={styles['rules']}>
          {timesWords(definition).map(({ words, written, is }, at) => (
            // Rules have no name, and two may be alike.
            <li key={`${at} ${words}`}>
              <span>
                {is === 'never' ? <span className={styles['never']}>Never </span> : null}
                <span className={is === 'never' ? '' : styles['words']}>{words}</span>
              </span>
              {written ? <code className="muted">{written}</code> : null}
            </li>
          ))}
        </ul>
        {bounds.length > 0 ? <p className="small muted">{bounds.join(' · ')}</p> : null}
      </div>
    </Panel>
  )
}

function boundText(bound: string | number): string {
  return zonedText(new Date(typeof bound === 'number' ? bound * 1_000 : bound), readerZone)
}
