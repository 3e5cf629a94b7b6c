import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { TriggerOutcome } from '@temporal-registry/contract/triggers'
import { countText, numberText } from '../../count-text.ts'
import { paths } from '../../paths.ts'
import { ledgerOfDayQuery } from '../../queries/overview.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Mark, type Tone } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import styles from './LedgerOfDay.module.css'
import { ListStates } from '../ListStates.tsx'

const tones: Partial<Record<TriggerOutcome, Tone>> = {
  started: 'good',
  failed: 'bad',
  loop_detected: 'bad',
  missed: 'caution',
  rate_limited: 'caution',
  skipped_overlap: 'caution',
  cancelled_new: 'caution',
}

/** What came of the triggers of a day. */
export function LedgerOfDay() {
  const query = useQuery(ledgerOfDayQuery(useGateway()))
  const { counts = [], total = 0, is_complete: isComplete = true } = query.data ?? {}
  const most = Math.max(1, ...counts.map(({ count }) => count))
  return (
    <Panel
      title="Triggers of the last 24 hours"
      aside={
        <span className="small muted">
          {isComplete ? countText(total, 'trigger') : `the newest ${numberText(total)}`}
        </span>
      }
      flush
    >
      <ListStates
        label="the ledger"
        query={query}
        count={counts.length}
        empty={
          <Empty title="Nothing has triggered an activity">
            Events, clocks and people do, by activity definitions.
          </Empty>
        }
      >
        <ul className={styles['outcomes']}>
          {counts.map(({ outcome, count }) => (
            <li key={outcome}>
              <Link {...paths.ledger({ outcome })}>
                <Mark tone={tones[outcome] ?? 'quiet'}>{outcome.replaceAll('_', ' ')}</Mark>
              </Link>
              <span className={styles['track']} aria-hidden="true">
                <span style={{ width: `${Math.max((count / most) * 100, 1)}%` }} />
              </span>
              <span className={styles['count']}>{numberText(count)}</span>
            </li>
          ))}
        </ul>
      </ListStates>
    </Panel>
  )
}
