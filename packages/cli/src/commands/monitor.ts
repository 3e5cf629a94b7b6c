import {
  monitorHealths,
  monitorStatuses,
  type MonitorBody,
} from '@temporal-registry/contract/monitor'
import type { MonitorPreview } from '@temporal-registry/contract/monitor-history'
import { noun, verb } from '../command.ts'
import { exitCodes } from '../exit-code.ts'
import { fileFlag } from '../json-input.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { UsageError } from '../usage-error.ts'
import { readMonitorFile } from './monitor-file.ts'
import { alerts, observations, show } from './monitor-reads.ts'

const monitorName = { type: 'positional', description: 'Name or id of the monitor' } as const
const reason = { type: 'positional', description: 'Why, for those who wonder' } as const
const file = fileFlag

const list = verb({
  description: 'List monitors',
  flags: {
    q: { type: 'string', valueHint: 'text', description: 'Only with this in name, text or owner' },
    label: { type: 'string', repeat: true, valueHint: 'k=v', description: 'Only with this label' },
    status: { type: 'enum', options: monitorStatuses, description: 'Only these' },
    health: { type: 'enum', options: monitorHealths, description: 'Only these' },
    ...pageFlags,
  },
  async run({ label, limit, ...filter }, { out, connect }) {
    const page = await (
      await connect()
    ).monitors.list({
      ...{ q: filter.q, status: filter.status, health: filter.health, cursor: filter.cursor },
      label: label.length > 0 ? label : undefined,
      limit: toLimit(limit),
    })
    if (out.isJson) return out.json(page)
    if (page.monitors.length === 0) out.note('No monitor matches.')
    else
      out.table(
        [
          { title: 'MONITOR', shrinks: true },
          { title: 'STATUS' },
          { title: 'HEALTH' },
          { title: 'LAST LOOK' },
          { title: 'LAST ALERT' },
        ],
        page.monitors.map((one) => [
          ...[one.name, one.status, one.health],
          formatTime(one.last_look_at),
          formatTime(one.last_alert_at),
        ]),
      )
    noteMore(out, page)
  },
})

const apply = verb({
  description: 'Create or change the monitor of a file',
  flags: { file },
  async run({ file: path }, { out, connect }) {
    const body = await readMonitorFile(path)
    const written = await (await connect()).monitors.put(body.name, body)
    if (out.isJson) return out.json(written)
    out.line(`${written.name} is stored, version ${written.version}`)
    if (written.heartbeat_path) out.line(`Signs of life go to ${written.heartbeat_path}`)
    for (const { pointer, detail } of written.warnings) out.note(`${pointer}: ${detail}`)
  },
})

const validate = verb({
  description: 'Say everything that is wrong with a monitor, and store nothing',
  flags: { file },
  async run({ file: path }, { out, connect }) {
    const found = await (await connect()).monitors.validate(await readMonitorFile(path))
    if (out.isJson) out.json(found)
    else {
      if (found.valid) out.line('It is valid')
      for (const { pointer, detail } of found.errors) out.line(`${pointer || '(root)'}: ${detail}`)
      for (const { pointer, detail } of found.warnings) out.note(`${pointer}: ${detail}`)
    }
    return found.valid ? undefined : exitCodes.refused.code
  },
})

const preview = verb({
  description: 'Say what a look would find and tell now; store and tell nothing',
  flags: { monitor: { ...monitorName, required: false }, file },
  async run({ monitor: name, file: path }, { out, connect }) {
    const of: string | MonitorBody = name ?? (await readMonitorFile(path))
    const found: MonitorPreview = await (await connect()).monitors.preview(of)
    if (out.isJson) return out.json(found)
    out.facts([
      ['holds', found.holds === null ? undefined : found.holds ? 'yes' : 'no'],
      ['failure', found.failure?.message],
      ['state', JSON.stringify(found.state)],
      ...found.would_tell.map(({ edge, subject, muted_by: muted }): [string, string] => [
        edge,
        muted === null ? subject : `${subject} (nobody: ${muted})`,
      ]),
    ])
  },
})

const look = verb({
  description: 'Let a monitor look now',
  flags: { monitor: monitorName },
  async run({ monitor: name }, { out, connect }) {
    const asked = await (await connect()).monitors.look(name)
    if (out.isJson) return out.json(asked)
    out.line(asked.run ? `It looks as run ${asked.run.id}` : asked.reason)
  },
})

/** What changes the status and takes no more than the monitor. */
function setStatus(word: 'resume' | 'complete' | 'unsuppress', description: string) {
  return verb({
    description,
    flags: { monitor: monitorName },
    async run({ monitor: name }, { out, connect }) {
      const found = await (await connect()).monitors[word](name)
      if (out.isJson) return out.json(found)
      out.line(`${found.name} is ${found.status}`)
    },
  })
}

const pause = verb({
  description: 'Let a monitor not look for now',
  flags: { monitor: monitorName, reason },
  async run({ monitor: name, reason: why }, { out, connect }) {
    const found = await (await connect()).monitors.pause(name, why)
    if (out.isJson) return out.json(found)
    out.line(`${found.name} is ${found.status}: ${found.pause_reason}`)
  },
})

const suppress = verb({
  description: 'Let a monitor look, and tell nobody until a time',
  flags: {
    monitor: monitorName,
    until: { type: 'positional', description: 'RFC 3339, as 2026-12-01T08:00:00Z' },
    reason,
  },
  async run({ monitor: name, until, reason: why }, { out, connect }) {
    const found = await (await connect()).monitors.suppress(name, { until, reason: why })
    if (out.isJson) return out.json(found)
    out.line(`${found.name} tells nobody until ${formatTime(found.suppressed_until)}`)
  },
})

const fork = verb({
  description: 'Make a paused monitor that says the same, but channels and secrets',
  flags: { monitor: monitorName, name: { type: 'positional', description: 'Name of the new one' } },
  async run({ monitor: source, name }, { out, connect }) {
    const made = await (await connect()).monitors.fork(source, name)
    if (out.isJson) return out.json(made)
    out.line(`${made.name} is made of ${source}, and is ${made.status}`)
  },
})

const template = verb({
  description: 'List monitors to begin with, or write one of them',
  flags: {
    name: { type: 'positional', required: false, description: 'Writes this one as JSON' },
  },
  async run({ name }, { out, connect }) {
    const { templates } = await (await connect()).monitors.templates()
    const wanted = templates.find((one) => one.name === name)
    if (name !== undefined && !wanted) {
      const names = templates.map((one) => one.name).join(', ')
      throw new UsageError(`There is no template «${name}»`, { remedy: `There are: ${names}` })
    }
    if (out.isJson) return out.json(wanted?.monitor ?? templates)
    if (wanted) return out.line(JSON.stringify(wanted.monitor, null, 2))
    out.table(
      [{ title: 'TEMPLATE' }, { title: 'IS FOR', shrinks: true }],
      templates.map((one) => [one.name, one.description]),
    )
  },
})

const remove = verb({
  description: 'Delete a monitor; what it found stays until its retention ends',
  flags: { monitor: monitorName },
  async run({ monitor: name }, { out, connect }) {
    await (await connect()).monitors.delete(name)
    if (out.isJson) return out.json({ monitor: name })
    out.line(`${name} is deleted`)
  },
})

export const monitor = noun('Monitors: tell me when it becomes true', {
  ...{ list, show, apply, validate, preview, look, observations, alerts, pause },
  resume: setStatus('resume', 'Let a monitor look again'),
  complete: setStatus('complete', 'End a monitor whose work is done'),
  suppress,
  unsuppress: setStatus('unsuppress', 'Let a monitor tell again'),
  ...{ fork, template, delete: remove },
})
