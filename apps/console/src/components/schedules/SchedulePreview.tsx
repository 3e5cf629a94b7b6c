import type { SchedulePreview as Preview } from '@temporal-registry/contract/schedule-times'
import type { ApiError } from '@temporal-registry/sdk/client'
import { problemText } from '../../problem-text.ts'
import { Facts } from '../../ui/Facts.tsx'
import { Mark, Tag } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { TimesList } from './TimesList.tsx'

interface SchedulePreviewProps {
  readonly preview: Preview | undefined
  readonly refusal: ApiError | undefined
  /** Something was written; before that, nothing is refused. */
  readonly isBegun: boolean
  readonly zone: string
  readonly hasJitter: boolean
}

/** What would come of a schedule as it stands; its faults are told at their fields. */
export function SchedulePreview(props: SchedulePreviewProps) {
  const { preview, refusal, isBegun, zone, hasJitter } = props
  if (refusal && !isBegun) {
    return (
      <Panel title="Next times">
        <p className="small muted">Say when it fires, and its next ten times are here.</p>
      </Panel>
    )
  }
  if (refusal) {
    const { title, detail, errors } = problemText(refusal)
    return (
      <Panel title="Next times" aside={<Mark tone="caution">would be refused</Mark>}>
        <p className="small">{errors.length > 0 ? `${title}.` : detail}</p>
      </Panel>
    )
  }
  if (!preview) return null
  return (
    <Panel title="Next times" aside={<Mark tone="good">can be saved</Mark>}>
      <div className="stack">
        {preview.times.length > 0 ? (
          <TimesList label="Next times" times={preview.times} zone={zone} />
        ) : (
          <p className="small">It matches no time in the year from now.</p>
        )}
        {hasJitter ? <p className="small muted">Each is late by a part of the span.</p> : null}
        <Facts
          facts={[
            ['Task queue', <Tag key="queue">{preview.task_queue}</Tag>],
            ['Because', preview.route],
            ...preview.warnings.map(
              ({ field, message }) =>
                [
                  'Mind',
                  <span key={field}>
                    <code>{field}</code>: {message}
                  </span>,
                ] as const,
            ),
          ]}
        />
      </div>
    </Panel>
  )
}
