import { Link } from '@tanstack/react-router'
import type { RegistryChange } from '@temporal-registry/contract/changes'
import { paths } from '../../paths.ts'
import { useLiveFeed } from '../../session/live-feed.tsx'
import { clockText } from '../../time-text.ts'
import { Empty } from '../../ui/Empty.tsx'
import { Panel } from '../../ui/Panel.tsx'
import styles from './ChangeList.module.css'

const shown = 14

/** What changed in the registry since this page was opened, as it happens. */
export function ChangeList() {
  const { changes } = useLiveFeed()
  return (
    <Panel title="What changes" flush>
      {changes.length === 0 ? (
        <Empty title="Nothing has changed since this page was opened" />
      ) : (
        <ol className={styles['changes']}>
          {changes.slice(0, shown).map((change, at) => (
            <li key={`${change.at_epoch} ${at}`}>
              <time className="muted">{clockText(new Date(change.at_epoch * 1_000))}</time>
              <span className="wrap">
                <Subject change={change} /> {wordsOf(change)}
              </span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  )
}

function Subject({ change }: { change: RegistryChange }) {
  const { kind, workflow_type: type, worker_id: worker, task_queue: queue } = change
  if (type && kind.startsWith('type.')) {
    return (
      <Link {...paths.workflow(type)} className="code">
        {type}
      </Link>
    )
  }
  return <span className="code">{worker ?? queue ?? type ?? ''}</span>
}

function wordsOf({ kind, state, previous_state: before, version }: RegistryChange): string {
  if (kind === 'type.stored') return version ? `stored, version ${version}` : 'stored'
  if (state) return before ? `${before} → ${state}` : `is ${state}`
  return kind.slice(kind.indexOf('.') + 1)
}
