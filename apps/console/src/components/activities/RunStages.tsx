import { Link } from '@tanstack/react-router'
import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import type { ActivityRun } from '@temporal-registry/contract/activity-runs'
import { triggerStages } from '@temporal-registry/contract/triggers'
import { countText } from '../../count-text.ts'
import { paths } from '../../paths.ts'
import { clockText } from '../../time-text.ts'
import { Mark, Tag, type Tone } from '../../ui/Mark.tsx'
import { OutcomeMark } from './ActivityMarks.tsx'
import { Stage, Stages } from '../../ui/Stages.tsx'

interface RunStagesProps {
  readonly run: ActivityRun
  /** What its version says; undefined while that is not known. */
  readonly definition: ActivityDefinitionBody | undefined
}

/** The way of a run, stage by stage: what set it off, what was decided, what it looked at, what it made. */
export function RunStages({ run, definition }: RunStagesProps) {
  const { context, triggers, event_ids: events } = run
  return (
    <Stages label="Stages">
      <Stage name="trigger" aside={clock(run.fired_at)} tone="good">
        <p>
          {run.trigger_kind === 'event' ? countText(events.length, 'event') : run.trigger_kind}{' '}
          {events.slice(0, 5).map((id) => (
            <Link key={id} {...paths.event(id)} className="code" title={id}>
              {id.slice(-8)}{' '}
            </Link>
          ))}
          {events.length > 5 ? <span className="muted">and {events.length - 5} more</span> : null}
        </p>
      </Stage>
      {triggers.toReversed().map((row) => (
        <Stage key={row.id} name={row.stage} aside={clock(row.at)} tone="good">
          <p className="row">
            <OutcomeMark outcome={row.outcome} /> <span className="wrap">{row.reason}</span>
          </p>
        </Stage>
      ))}
      <Stage name="context" aside={clock(context?.resolved_at)} tone={toneOf(run, 'context')}>
        {context ? (
          // As the gateway tells of each source that a run has read.
          <Sources sources={context.sources as unknown as readonly ToldSource[]} />
        ) : (
          <p className="muted">{whyEmpty(run, 'context', 'It looks at nothing.')}</p>
        )}
      </Stage>
      <Stage name="condition" tone={toneOf(run, 'condition')}>
        <p className={run.stage === 'condition' ? undefined : 'muted'}>
          {run.stage === 'condition'
            ? (run.reason ?? 'It is being asked.')
            : whyEmpty(
                run,
                'condition',
                definition && !definition.condition ? 'There is none.' : 'It held.',
              )}
        </p>
        {definition?.condition ? <code className="wrap">{definition.condition}</code> : null}
      </Stage>
      <Stage
        name="tasks"
        aside={clock(run.stage === 'tasks' ? run.finished_at : null)}
        tone={toneOf(run, 'tasks')}
      >
        <p className={run.stage === 'tasks' ? undefined : 'muted'}>{tasksText(run)}</p>
      </Stage>
    </Stages>
  )
}

const clock = (at: string | null | undefined) => (at ? clockText(new Date(at)) : undefined)

type LateStage = 'context' | 'condition' | 'tasks'
const placeOf = (stage: string) => triggerStages.findIndex((one) => one === stage)

/** How the run stands at a stage that its workflow carries out. */
function toneOf({ stage, status }: ActivityRun, of: LateStage): Tone {
  if (placeOf(stage) < placeOf(of)) return 'quiet'
  if (stage !== of) return 'good'
  const tones: Readonly<Record<ActivityRun['status'], Tone>> = {
    ...{ queued: 'accent', starting: 'accent', running: 'accent' },
    ...{ succeeded: 'good', failed: 'bad', cancelled: 'quiet', skipped: 'caution' },
  }
  return tones[status]
}

function whyEmpty({ stage, finished_at: end, status }: ActivityRun, of: LateStage, passed: string) {
  if (placeOf(stage) > placeOf(of)) return passed
  if (stage !== of) return end ? 'It did not come to this.' : 'Not yet.'
  return status === 'failed' ? 'It failed here.' : 'Under way.'
}

function tasksText(run: ActivityRun): string {
  const { tasks, tasks_spawned: made } = run
  if (run.stage !== 'tasks') return whyEmpty(run, 'tasks', '')
  const open = tasks.filter(({ finished_at: end }) => end === null).length
  const failed = tasks.filter(({ status }) => status === 'failed').length
  return [
    countText(made, 'task'),
    ...(open > 0 ? [`${open} open`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ].join(', ')
}

interface ToldSource {
  readonly name: string
  readonly kind: string
  readonly status: 'ok' | 'absent'
  readonly took_ms: number
  readonly reason?: string
}

/** How each source was read. */
function Sources({ sources }: { sources: readonly ToldSource[] }) {
  if (sources.length === 0) return <p className="muted">It looks at nothing.</p>
  return sources.map(({ name, kind, status, took_ms: tookMs, reason = '' }) => (
    <p key={name}>
      <code>{name}</code> <Tag>{kind.replaceAll('_', ' ')}</Tag>{' '}
      {status === 'ok' ? (
        <span className="muted">in {tookMs} ms</span>
      ) : (
        <Mark tone="caution">{`could not be had: ${reason}`}</Mark>
      )}
    </p>
  ))
}
