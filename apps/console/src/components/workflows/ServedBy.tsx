import type { WorkflowInfo } from '@temporal-registry/contract/registry'
import { Empty } from '../../ui/Empty.tsx'
import { Tag } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'
import { LeaseMark, StatusMark } from '../StateMark.tsx'
import styles from './ServedBy.module.css'

/** Who serves a type: each task queue with why it is ready or not, and its workers. */
export function ServedBy({ type }: { type: Pick<WorkflowInfo, 'targets' | 'workers'> }) {
  return (
    <Panel title="Served by" flush>
      {type.targets.length === 0 ? (
        <Empty title="No worker has announced it">Start one that does.</Empty>
      ) : (
        <ul className={styles['targets']}>
          {type.targets.map(({ task_queue: queue, state, reason, workers }) => (
            <li key={queue}>
              <div className={styles['line']}>
                <Tag title={queue}>{queue}</Tag>
                <StatusMark status={state} />
              </div>
              <p className="small muted">{reason}</p>
              <ul className={styles['workers']}>
                {type.workers
                  .filter(({ worker_id: id }) => workers.includes(id))
                  .map((worker) => (
                    <li key={worker.worker_id} className={styles['line']}>
                      <span className="code small wrap">{worker.worker_id}</span>
                      <span className="row small">
                        <LeaseMark lease={worker.lease} />
                        <span className="muted">
                          heard <Ago at={worker.last_seen_epoch * 1_000} />
                        </span>
                      </span>
                    </li>
                  ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}
