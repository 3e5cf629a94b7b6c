import type { HistoryEvent } from '@temporal-registry/contract/runs'
import { timelineOf, type Span } from '../../runs/timeline.ts'
import { spanText } from '../../time-text.ts'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import { Empty } from '../../ui/Empty.tsx'
import type { Tone } from '../../ui/Mark.tsx'
import { SpanBar } from '../../ui/SpanBar.tsx'
import { useNow } from '../use-now.ts'
import styles from './Timeline.module.css'

interface TimelineProps {
  readonly events: readonly HistoryEvent[]
  readonly isOpen: boolean
}

const shown = 300

const tones: Readonly<Record<Span['state'], Tone>> = {
  done: 'good',
  open: 'accent',
  failed: 'bad',
  canceled: 'quiet',
}

/** What a run did, each as a bar on one scale of time; opened, with what went in and what came out. */
export function Timeline({ events, isOpen }: TimelineProps) {
  const now = useNow(1_000)
  const spans = timelineOf(events)
  const [first] = events
  const last = events.at(-1)
  if (spans.length === 0 || !first?.event_time || !last?.event_time) {
    return <Empty title="It has called nothing and waited for nothing yet" />
  }
  const beginMs = Date.parse(first.event_time)
  const endMs = Math.max(isOpen ? now.getTime() : Date.parse(last.event_time), beginMs + 1)
  const place = (ms: number) => ((Math.min(ms, endMs) - beginMs) / (endMs - beginMs)) * 100

  return (
    <div className={styles['timeline']}>
      <div className={styles['scale']} aria-hidden="true">
        <span>0</span>
        <span>{spanText((endMs - beginMs) / 2)}</span>
        <span>{spanText(endMs - beginMs)}</span>
      </div>
      {spans.slice(0, shown).map((span) => (
        <details key={span.eventId} className={styles['span']}>
          <summary>
            <span className={styles['kind']}>{span.kind}</span>
            <span className={`code ${styles['name']}`} title={span.name}>
              {span.name}
            </span>
            <SpanBar
              from={place(span.fromMs)}
              to={place(span.toMs ?? endMs)}
              tone={tones[span.state]}
              className={styles['track']}
            />
            <span className={styles['took']}>{wordsOf(span)}</span>
          </summary>
          <div className={styles['parts']}>
            <Part name="Given" value={span.input} />
            <Part name="Came of it" value={span.outcome} />
            {span.input === undefined && span.outcome === undefined ? (
              <p className="muted small">Event {span.eventId} carries nothing.</p>
            ) : null}
          </div>
        </details>
      ))}
      {spans.length > shown ? (
        <p className="muted small">and {spans.length - shown} more, among the events</p>
      ) : null}
    </div>
  )
}

function wordsOf({ state, fromMs, toMs, kind }: Span): string {
  if (toMs === undefined) return 'open'
  if (kind === 'signal' || kind === 'local activity') return state === 'failed' ? 'failed' : ''
  const took = spanText(toMs - fromMs)
  return state === 'done' ? took : `${state}, ${took}`
}

function Part({ name, value }: { name: string; value: unknown }) {
  if (value === undefined) return null
  return (
    <div className="stack" style={{ gap: 4 }}>
      <h3>{name}</h3>
      <JsonBlock value={value} what={name} maxHeight={220} />
    </div>
  )
}
