import { Link } from '@tanstack/react-router'
import type { Monitor } from '@temporal-registry/contract/monitor'
import { cadenceText, probeNames } from '../../monitors/watch-text.ts'
import { paths } from '../../paths.ts'
import { spanText } from '../../time-text.ts'
import { Facts } from '../../ui/Facts.tsx'
import { Tag } from '../../ui/Mark.tsx'
import { Panel } from '../../ui/Panel.tsx'
import { Ago } from '../Ago.tsx'

const memories = {
  once: 'the first time that it holds, and is then completed',
  always: 'each look at which it holds',
  track_state: 'when it comes to hold, and each other state in which it holds',
} as const

/** What a monitor says, in words. */
export function MonitorFacts({ monitor }: { monitor: Monitor }) {
  const { monitor: body, labels, channels, forked_from: forkedFrom } = monitor
  const { alert = {}, condition, until, memory = 'track_state', parents = [] } = body
  return (
    <>
      <Panel title="When">
        <Facts
          facts={[
            ['Looks', cadenceText(body.schedule)],
            ['Next', monitor.next_look_at ? <Ago at={monitor.next_look_at} /> : 'no time'],
            ['Last', <Ago key="last" at={monitor.last_look_at} />],
            ['Health since', <Ago key="since" at={monitor.health_since} />],
            ['Last alert', <Ago key="alert" at={monitor.last_alert_at} />],
          ]}
        />
      </Panel>
      <Panel title="What counts">
        <Facts
          facts={[
            ['Probe', probeNames[monitor.probe_kind]],
            [
              'Condition',
              condition ? <code>{condition}</code> : 'the probe’s verdict, or a change',
            ],
            ['Until', until ? <code>{until}</code> : undefined],
            ['Tells', alert.on ? alert.on.join(', ') : memories[memory]],
            ['Has to hold', holdText(alert.for)],
            ['Cooldown', secondsText(alert.cooldown_seconds)],
            ['Reminder', secondsText(alert.reminder_seconds, 'after ')],
            ['Erroring', `after ${alert.after_failures ?? 3} looks that fail`],
            ['Depends on', parents.length > 0 ? <Names names={parents} /> : undefined],
          ]}
        />
      </Panel>
      <Panel title="Whose">
        <Facts
          facts={[
            [
              'Channels',
              channels.length === 0
                ? 'none: alerts are only to be read here'
                : channels.map((channel) => (
                    <Link key={channel} {...paths.channel(channel)} className="code">
                      {channel}{' '}
                    </Link>
                  )),
            ],
            ['Owner', monitor.owner],
            [
              'Labels',
              Object.keys(labels).length > 0
                ? Object.entries(labels).map(([name, value]) => (
                    <Tag key={name}>{`${name}=${value}`}</Tag>
                  ))
                : undefined,
            ],
            ['Version', monitor.version],
            ['Forked from', forkedFrom ? <Link {...paths.monitor(forkedFrom)}>this one</Link> : ''],
            ['Id', <code key="id">{monitor.id}</code>],
          ]}
        />
      </Panel>
    </>
  )
}

function Names({ names }: { names: readonly string[] }) {
  return names.map((name) => (
    <Link key={name} {...paths.monitor(name)} className="code">
      {name}{' '}
    </Link>
  ))
}

function holdText(holds: { checks?: number; seconds?: number } | undefined): string | undefined {
  if (!holds) return undefined
  return [
    holds.checks === undefined ? '' : `for ${holds.checks} looks`,
    holds.seconds === undefined ? '' : `for ${spanText(holds.seconds * 1_000)}`,
  ]
    .filter(Boolean)
    .join(' and ')
}

const secondsText = (seconds: number | undefined, before = '') =>
  seconds === undefined ? undefined : `${before}${spanText(seconds * 1_000)}`
