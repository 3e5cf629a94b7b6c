import type { Alert } from '@temporal-registry/contract/monitor-history'
import { verb } from '../command.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'

const monitor = { type: 'positional', description: 'Name or id of the monitor' } as const

export const show = verb({
  description: 'Show a monitor: how it stands, and what it says',
  flags: { monitor },
  async run({ monitor: name }, { out, connect }) {
    const found = await (await connect()).monitors.get(name)
    if (out.isJson) return out.json(found)
    out.facts([
      ['monitor', found.name],
      ['id', found.id],
      ['description', found.description ?? undefined],
      ['status', found.status],
      ['paused', found.pause_reason ?? undefined],
      ['health', found.health],
      ['why', found.health_reason ?? undefined],
      ['since', formatTime(found.health_since)],
      [
        'suppressed',
        found.suppressed_until === null || Date.parse(found.suppressed_until) <= Date.now()
          ? undefined
          : `until ${formatTime(found.suppressed_until)}: ${found.suppress_reason ?? ''}`,
      ],
      ['last look', formatTime(found.last_look_at)],
      ['next look', formatTime(found.next_look_at)],
      ['last alert', formatTime(found.last_alert_at)],
      ['says', JSON.stringify(found.monitor, null, 2)],
    ])
  },
})

export const observations = verb({
  description: 'List what a monitor found, the newest first; or show one look with its evidence',
  flags: {
    monitor,
    observation: { type: 'positional', required: false, description: 'Id of one of them' },
    ...pageFlags,
  },
  async run({ monitor: name, observation, limit, cursor }, { out, connect }) {
    const { monitors } = await connect()
    if (observation !== undefined) {
      const found = await monitors.observation(observation)
      return out.isJson ? out.json(found) : out.line(JSON.stringify(found, null, 2))
    }
    const page = await monitors.observations(name, { limit: toLimit(limit), cursor })
    if (out.isJson) return out.json(page)
    if (page.observations.length === 0) out.note('It has not looked yet.')
    else
      out.table(
        [
          { title: 'OBSERVATION' },
          { title: 'AT' },
          { title: 'STATUS' },
          { title: 'HOLDS' },
          { title: 'CHANGED' },
          { title: 'WHY', shrinks: true },
        ],
        page.observations.map((one) => [
          ...[one.id, formatTime(one.at), one.status, yesOrNo(one.holds), yesOrNo(one.changed)],
          one.failure?.message ?? one.explanation ?? '',
        ]),
      )
    noteMore(out, page)
  },
})

export const alerts = verb({
  description: 'List alerts, the newest first: those told, and those that nobody was told of',
  flags: { monitor: { ...monitor, required: false }, ...pageFlags },
  async run({ monitor: name, limit, cursor }, { out, connect }) {
    const page = await (
      await connect()
    ).monitors.alerts({
      ...{ monitor: name, limit: toLimit(limit), cursor },
    })
    if (out.isJson) return out.json(page)
    if (page.alerts.length === 0) out.note('There are no alerts.')
    else
      out.table(
        [
          { title: 'AT' },
          { title: 'EDGE' },
          { title: 'SUBJECT', shrinks: true },
          { title: 'TOLD' },
        ],
        page.alerts.map((one) => [...[formatTime(one.at), one.edge, one.subject], toldOf(one)]),
      )
    noteMore(out, page)
  },
})

/** When it was told, or why nobody was. */
function toldOf({ muted_by: muted, channels, told_at: at }: Alert): string {
  if (muted !== null) return `nobody: ${muted}`
  if (channels.length === 0) return 'nobody: no channel'
  return at === null ? 'in a digest, later' : formatTime(at)
}

function yesOrNo(value: boolean | null): string {
  if (value === null) return ''
  return value ? 'yes' : 'no'
}
