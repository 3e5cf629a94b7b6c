import type { ActivityDefinitionBody } from '@temporal-registry/contract/activity-definition'
import { flowOf, type FlowPart } from '../../activities/definition-flow.ts'
import { triggerText } from '../../activities/trigger-text.ts'
import { Tag } from '../../ui/Mark.tsx'
import { Stage, Stages } from '../../ui/Stages.tsx'
import styles from './FlowPicture.module.css'

/** What a definition does, from the moment it fires to its last task, as a line to follow. */
export function FlowPicture({ definition }: { definition: ActivityDefinitionBody }) {
  const { trigger } = definition
  const { rules, sources, condition, steps } = flowOf(definition)
  const { filter } = trigger.event ?? {}
  return (
    <Stages label="What it does">
      <Stage name="When">
        <p className={styles['says']}>{triggerText(trigger, { withFilter: false })}</p>
        {filter ? <Expression words="if" text={filter} /> : null}
      </Stage>
      {rules.length > 0 ? (
        <Stage name="Limits">
          {rules.map(([words, expression]) => (
            <div key={words}>
              <p className={styles['says']}>{words}</p>
              {expression ? <Expression words="of" text={expression} /> : null}
            </div>
          ))}
        </Stage>
      ) : null}
      {sources.length > 0 ? (
        <Stage name="Looks at">
          <Parts parts={sources} />
        </Stage>
      ) : null}
      {condition ? (
        <Stage name="Goes on if">
          <Expression text={condition} />
        </Stage>
      ) : null}
      {steps.map((parts, at) => (
        <Stage key={parts.map(({ name }) => name).join()} name={at === 0 ? 'Does' : 'Then'}>
          <Parts parts={parts} />
        </Stage>
      ))}
    </Stages>
  )
}

function Expression({ words, text }: { words?: string; text: string }) {
  return (
    <p className={styles['expression']}>
      {words ? <span className="muted">{words} </span> : null}
      <code>{text}</code>
    </p>
  )
}

function Parts({ parts }: { parts: readonly FlowPart[] }) {
  return (
    <ul className={styles['parts']}>
      {parts.map(({ name, kind, says, conditions, after }) => (
        <li key={name} className={styles['part']}>
          <div className={styles['head']}>
            <code>{name}</code>
            <Tag>{kind.replaceAll('_', ' ')}</Tag>
          </div>
          <p className={styles['does']}>{says}</p>
          {conditions.map(([words, expression]) => (
            <Expression key={words} words={words} text={expression} />
          ))}
          {after.length > 0 ? <p className={styles['after']}>after {after.join(', ')}</p> : null}
        </li>
      ))}
    </ul>
  )
}
