import type { DryRun, DryRunTasks } from '@temporal-registry/contract/activity-dry-run'
import { countText } from '../../count-text.ts'
import { JsonBlock } from '../../ui/CodeBlock.tsx'
import { Mark, Tag, type Tone } from '../../ui/Mark.tsx'
import { Conditions } from './Conditions.tsx'
import { verdictTones } from './ConsideredList.tsx'
import { Stage, Stages } from '../../ui/Stages.tsx'

/** What a definition would make of what it was tried with, step by step. */
export function DryRunSteps({ made }: { made: DryRun }) {
  const { takes, filter, keys, keys_failure: keysFailure, context, condition, tasks } = made
  return (
    <Stages label="What would happen">
      <Stage name="match" tone={takes && filter?.verdict !== 'filtered' ? 'good' : 'caution'}>
        {takes ? null : <p>It does not look at events of this type and source.</p>}
        {filter ? (
          <>
            <Mark tone={verdictTones[filter.verdict]}>{`filter: ${filter.verdict}`}</Mark>
            {filter.failure ? <p>{filter.failure}</p> : null}
            <Conditions conditions={filter.conditions} />
          </>
        ) : takes ? (
          <p className="muted">It is looked at.</p>
        ) : null}
      </Stage>
      {keysFailure || Object.keys(keys).length > 0 ? (
        <Stage name="keys" tone={keysFailure ? 'bad' : 'good'}>
          {keysFailure ? <p>{keysFailure}</p> : null}
          {Object.entries(keys).map(([of, value]) => (
            <p key={of}>
              {of.replaceAll('_', ' ')}: <code>{JSON.stringify(value)}</code>
            </p>
          ))}
        </Stage>
      ) : null}
      {context.length > 0 ? (
        <Stage name="context" tone={context.every(({ given }) => given) ? 'good' : 'caution'}>
          {context.map(({ name, kind, value, given }) => (
            <p key={name}>
              <code>{name}</code> <Tag>{kind.replaceAll('_', ' ')}</Tag>{' '}
              {given ? <code>{shortened(value)}</code> : 'is null: nobody said what it would give'}
            </p>
          ))}
        </Stage>
      ) : null}
      {condition ? (
        <Stage name="condition" tone={condition.value === true ? 'good' : 'caution'}>
          <p>
            {condition.failure ?? (condition.value === true ? 'It holds.' : 'It does not hold.')}
          </p>
          <Conditions conditions={condition.conditions} />
        </Stage>
      ) : null}
      {tasks.map((one) => (
        <Stage key={one.template} name="task" tone={toneOf(one)}>
          <p>
            <code>{one.template}</code> <Tag>{one.kind}</Tag> {tasksText(one)}
          </p>
          {one.params.length > 0 ? (
            <JsonBlock
              value={one.params.length === 1 ? one.params[0] : one.params}
              what={`what ${one.template} would be given`}
              maxHeight={180}
            />
          ) : null}
        </Stage>
      ))}
    </Stages>
  )
}

function toneOf({ failure, count }: DryRunTasks): Tone {
  if (failure) return 'bad'
  return count > 0 ? 'good' : 'quiet'
}

function tasksText({ failure, count, left_out: leftOut }: DryRunTasks): string {
  if (failure) return failure
  const left = leftOut > 0 ? `, ${leftOut} left out by when` : ''
  return `${count === 0 ? 'no task' : countText(count, 'task')}${left}`
}

const shownChars = 160

function shortened(value: unknown): string {
  const text = JSON.stringify(value) ?? 'null'
  return text.length > shownChars ? `${text.slice(0, shownChars)}…` : text
}
