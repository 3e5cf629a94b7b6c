import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { ResponseOf } from '@temporal-registry/contract/endpoint'
import type { getRegistryStatus } from '@temporal-registry/contract/registry'
import { countText } from '../../count-text.ts'
import { paths } from '../../paths.ts'
import {
  alarmsQuery,
  deadOfDayQuery,
  driftQuery,
  mostAlarms,
  orphansQuery,
} from '../../queries/overview.ts'
import { useGateway } from '../../session/gateway.tsx'
import { Empty } from '../../ui/Empty.tsx'
import { Mark, Tag, type Tone } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import styles from './Attention.module.css'

/** One thing that somebody should look at. */
interface Concern {
  readonly key: string
  readonly tone: Tone
  readonly word: string
  readonly says: ReactNode
}

interface AttentionProps {
  readonly status: ResponseOf<typeof getRegistryStatus> | undefined
}

/** What is not as it should be, each with the way to it. */
export function Attention({ status }: AttentionProps) {
  const gateway = useGateway()
  const orphans = useQuery(orphansQuery(gateway)).data
  const drift = useQuery(driftQuery(gateway)).data ?? []
  const blind = useQuery(alarmsQuery(gateway, 'erroring')).data ?? 0
  const dead = useQuery(deadOfDayQuery(gateway)).data ?? 0
  const concerns: readonly Concern[] = [
    ...(status ? concernsOf(status) : []),
    ...gateway.namespaces
      .filter(({ state }) => state === 'not_ready')
      .map(({ name, parts }) => ({
        key: `namespace ${name}`,
        tone: 'bad' as const,
        word: 'namespace',
        says: `${name} cannot be used: ${Object.values(parts).join('; ')}`,
      })),
    ...unheard(blind, dead),
    ...(orphans?.groups ?? []).map((group) => ({
      key: `orphan ${group.workflow_type} ${group.task_queue}`,
      tone: 'caution' as const,
      word: 'orphans',
      says: (
        <>
          {countText(group.run_count, 'open run')} of{' '}
          <Link {...paths.runs({ workflow_type: group.workflow_type, status: 'running' })}>
            {group.workflow_type}
          </Link>{' '}
          on <Tag>{group.task_queue}</Tag>: {group.detail}
        </>
      ),
    })),
    ...drift.map((one) => ({
      key: `drift ${one.schedule_id} ${one.kind}`,
      tone: one.heals ? ('accent' as const) : ('caution' as const),
      word: 'drift',
      says: (
        <>
          Schedule{' '}
          <Link {...paths.schedule(one.schedule_id)} className="code">
            {one.schedule_id}
          </Link>
          : {one.detail}
          {one.heals ? ' It is set right by itself.' : ''}
        </>
      ),
    })),
  ]

  return (
    <Panel title="Needs attention" flush>
      {concerns.length === 0 ? (
        <Empty title="Nothing does">
          No orphans, no drift, no type without a worker; every monitor can look, every message of a
          day was delivered, and the view is fresh.
        </Empty>
      ) : (
        <ul className={styles['concerns']}>
          {concerns.slice(0, 12).map(({ key, tone, word, says }) => (
            <li key={key}>
              <Mark tone={tone}>{word}</Mark>
              <span className="wrap">{says}</span>
            </li>
          ))}
          {concerns.length > 12 ? <li className="muted">and {concerns.length - 12} more</li> : null}
        </ul>
      )}
    </Panel>
  )
}

/** What would have told somebody something, and could not. */
function unheard(blind: number, dead: number): readonly Concern[] {
  const concerns: (Concern | false)[] = [
    blind > 0 && {
      key: 'blind',
      tone: 'caution',
      word: 'monitors',
      says: (
        <Link {...paths.monitors({ health: 'erroring' })}>
          {atLeastText(blind, 'monitor')} cannot look
        </Link>
      ),
    },
    dead > 0 && {
      key: 'dead',
      tone: 'bad',
      word: 'messages',
      says: (
        <Link {...paths.deliveries({ status: 'dead', within: '24h' })}>
          {atLeastText(dead, 'message')} of the last 24 hours could not be delivered
        </Link>
      ),
    },
  ]
  return concerns.filter((concern) => concern !== false)
}

const atLeastText = (count: number, noun: string) =>
  `${count < mostAlarms ? '' : 'at least '}${countText(count, noun)}`

const unready = ['suspect', 'draining', 'gone', 'unavailable'] as const

function concernsOf(status: NonNullable<AttentionProps['status']>): readonly Concern[] {
  const by = status.workflows_by_status
  const concerns: (Concern | false)[] = [
    ...unready.map(
      (word): Concern | false =>
        by[word] > 0 && {
          key: word,
          tone: word === 'draining' ? 'accent' : word === 'suspect' ? 'caution' : 'bad',
          word,
          says: (
            <Link {...paths.workflows({ status: word })}>
              {countText(by[word], 'workflow type')} cannot be started as usual
            </Link>
          ),
        },
    ),
    status.stale && {
      key: 'stale',
      tone: 'bad',
      word: 'stale view',
      says: `This replica cannot follow the registry; what it shows is ${Math.round(status.view_age_seconds)} s old.`,
    },
    status.frozen_worker_count > 0 && {
      key: 'frozen',
      tone: 'caution',
      word: 'frozen',
      says: `${countText(status.frozen_worker_count, 'worker')} kept although most leases ran out at once.`,
    },
    status.poller_checks.error !== null && {
      key: 'pollers',
      tone: 'caution',
      word: 'pollers',
      says: `Temporal was asked who polls, and did not say: ${status.poller_checks.error}`,
    },
    status.search_attributes.error !== null && {
      key: 'attributes',
      tone: 'caution',
      word: 'attributes',
      says: `Search attributes cannot be looked at: ${status.search_attributes.error}`,
    },
    ...status.refused_signals.slice(-3).map(({ at_epoch: at, signal, detail }): Concern => ({
      key: `signal ${at} ${detail}`,
      tone: 'caution',
      word: 'refused',
      says: `Signal ${signal}: ${detail}`,
    })),
  ]
  return concerns.filter((concern) => concern !== false)
}
