import type { HistoryEvent } from '@temporal-registry/contract/runs'
import { shownEvents } from '../../runs/use-run-events.ts'
import { clockText } from '../../time-text.ts'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import styles from './EventList.module.css'

/** A run's history as it is, the newest first. */
export function EventList({ events }: { events: readonly HistoryEvent[] }) {
  return (
    <div className={styles['events']}>
      {events.length >= shownEvents ? (
        <p className="muted small" style={{ padding: '8px 16px' }}>
          The first {shownEvents} events; the API and Temporal’s UI have the others.
        </p>
      ) : null}
      {events.toReversed().map((event) => (
        <details key={event.event_id}>
          <summary>
            <span className={styles['number']}>{event.event_id}</span>
            <span>{event.event_type.replaceAll('_', ' ')}</span>
            <time className="muted">
              {event.event_time === null ? '' : clockText(new Date(event.event_time))}
            </time>
          </summary>
          <div className={styles['attributes']}>
            <JsonBlock value={event.attributes} what={`event ${event.event_id}`} maxHeight={320} />
          </div>
        </details>
      ))}
    </div>
  )
}
