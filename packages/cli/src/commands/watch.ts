import { changeKinds, type RegistryChange } from '@temporal-registry/contract/changes'
import { verb } from '../command.ts'
import { formatTime } from '../times.ts'
import { UsageError } from '../usage-error.ts'
import { toNumber } from '../values.ts'

export const watch = verb({
  description: 'Follow what changes in the registry: types, workers, targets and their states',
  flags: {
    type: {
      type: 'string',
      description: 'Only changes of this workflow type, its workers and targets',
    },
    label: {
      type: 'string',
      repeat: true,
      valueHint: 'k=v',
      description: 'Only changes of what has this label',
    },
    kind: {
      type: 'string',
      repeat: true,
      description: `Only changes of this kind: ${changeKinds.join(', ')}`,
    },
    since: { type: 'string', valueHint: 'revision', description: 'Begin after this revision' },
  },
  async run({ type, label, kind, since }, { out, connect }) {
    const client = await connect()
    const feed = client.changes({
      workflow_type: type,
      label: label.length > 0 ? label : undefined,
      kind: kind.length > 0 ? kind.map(toKind) : undefined,
      since: toNumber('--since', since, { min: 0, isWhole: true }),
    })
    for await (const item of feed) {
      if (out.isJson) out.json(item, { compact: true })
      else if (item.event === 'change') out.line(textOf(item.change))
      else if (item.event === 'reset')
        out.note(
          `Changes up to revision ${item.start.revision} may be missing: ${item.start.reason}`,
        )
      else out.note(`Following from revision ${item.start.revision}`)
    }
  },
})

function toKind(text: string): (typeof changeKinds)[number] {
  const kind = changeKinds.find((known) => known === text)
  if (!kind) throw new UsageError(`--kind ${text} is none of ${changeKinds.join(', ')}`)
  return kind
}

function textOf(change: RegistryChange): string {
  const { revision, at_epoch: at, kind, state, previous_state: previous, reason, version } = change
  const what = change.workflow_type ?? change.worker_id ?? change.task_queue ?? ''
  const states = [previous, state].filter((known) => known !== undefined).join(' → ')
  const rest = [states, version, reason].filter(Boolean).join('  ')
  const time = formatTime(new Date(at * 1000).toISOString())
  return `${String(revision).padStart(7)}  ${time}  ${kind.padEnd(15)}  ${what}  ${rest}`.trimEnd()
}
