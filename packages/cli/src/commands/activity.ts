import type { DefinitionFinding } from '@temporal-registry/contract/activity-definitions'
import { triggerKinds } from '@temporal-registry/contract/activity-definition'
import { noun, verb } from '../command.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { toNumber } from '../values.ts'
import { backfill, backfills, resume, upcoming } from './activity-backfill.ts'
import { apply, exportAll, importAll, validate } from './activity-files.ts'
import { ledger } from './activity-ledger.ts'
import { activityRun, trigger } from './activity-run.ts'
import { activityTask } from './activity-task.ts'

const definition = { type: 'positional', description: 'Name or id of the definition' } as const
const unregistered = {
  'allow-unregistered': {
    type: 'boolean',
    description: 'Take workflow types that no worker has announced',
  },
} as const

const list = verb({
  description: 'List activity definitions',
  flags: {
    q: { type: 'string', valueHint: 'text', description: 'Only with this in name, text or owner' },
    label: { type: 'string', repeat: true, valueHint: 'k=v', description: 'Only with this label' },
    trigger: { type: 'enum', options: triggerKinds, description: 'Only with this trigger' },
    disabled: { type: 'boolean', description: 'Only disabled ones' },
    paused: { type: 'boolean', description: 'Only paused ones' },
    ...pageFlags,
  },
  async run({ q, label, trigger, disabled, paused, limit, cursor }, { out, connect }) {
    const { activityDefinitions } = await connect()
    const page = await activityDefinitions.list({
      ...{ q, cursor, trigger_kind: trigger },
      label: label.length > 0 ? label : undefined,
      enabled: disabled ? false : undefined,
      paused: paused || undefined,
      limit: toLimit(limit),
    })
    if (out.isJson) return out.json(page)
    if (page.activity_definitions.length === 0) out.note('No activity definition matches.')
    else
      out.table(
        [
          { title: 'DEFINITION', shrinks: true },
          { title: 'TRIGGER' },
          { title: 'VERSION' },
          { title: 'STATE' },
          { title: 'CHANGED' },
          { title: 'DESCRIPTION', shrinks: true },
        ],
        page.activity_definitions.map((one) => [
          one.name,
          one.trigger_kind,
          String(one.version),
          stateOf(one),
          formatTime(one.updated_at),
          one.description ?? '',
        ]),
      )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show an activity definition, or what it said in one version',
  flags: {
    definition,
    version: { type: 'positional', required: false, description: 'What it said in this version' },
  },
  async run({ definition: name, version: wanted }, { out, connect }) {
    const { activityDefinitions } = await connect()
    const number = toNumber('the version', wanted, { min: 1, isWhole: true })
    if (number !== undefined) {
      const version = await activityDefinitions.getVersion(name, number)
      return out.isJson ? out.json(version) : out.line(JSON.stringify(version.definition, null, 2))
    }
    const found = await activityDefinitions.get(name)
    if (out.isJson) return out.json(found)
    out.facts([
      ['definition', found.name],
      ['id', found.id],
      ['description', found.description ?? undefined],
      ['owner', found.owner ?? undefined],
      ['trigger', found.trigger_kind],
      ['version', String(found.version)],
      ['state', stateOf(found)],
      ['paused', found.paused_at === null ? undefined : formatTime(found.paused_at)],
      ['reason', found.pause_reason ?? undefined],
      ['changed', formatTime(found.updated_at)],
      ['says', JSON.stringify(found.definition, null, 2)],
    ])
  },
})

const versions = verb({
  description: 'List the versions of an activity definition, the newest first',
  flags: {
    definition,
    limit: { type: 'string', valueHint: 'n', description: 'How many. Default: 100' },
  },
  async run({ definition: name, limit }, { out, connect }) {
    const query = { limit: toLimit(limit) }
    const page = await (await connect()).activityDefinitions.versions(name, query)
    if (out.isJson) return out.json(page)
    out.table(
      [{ title: 'VERSION' }, { title: 'STATE' }, { title: 'MADE' }, { title: 'BY' }],
      page.versions.map((one) => [
        String(one.version),
        one.active ? 'in force' : '',
        formatTime(one.created_at),
        one.created_by ?? '',
      ]),
    )
  },
})

const activate = verb({
  description: 'Let an activity definition say again what it said in an earlier version',
  flags: {
    definition,
    version: { type: 'positional', description: 'The version' },
    ...unregistered,
  },
  async run({ definition: name, version, ...flags }, { out, connect }) {
    const number = toNumber('the version', version, { min: 1, isWhole: true }) ?? 0
    const options = { allowUnregistered: flags['allow-unregistered'] || undefined }
    const written = await (await connect()).activityDefinitions.activate(name, number, options)
    if (out.isJson) return out.json(written)
    out.line(
      `${written.name} has version ${written.version}, which says what version ${number} said`,
    )
    tell(out, written.warnings)
  },
})

/** What changes the state and takes no more than the definition. */
function setState(word: 'enable' | 'disable', description: string) {
  return verb({
    description,
    flags: { definition },
    async run({ definition: name }, { out, connect }) {
      const found = await (await connect()).activityDefinitions[word](name)
      if (out.isJson) return out.json(found)
      out.line(`${found.name} is ${stateOf(found)}`)
    },
  })
}

const pause = verb({
  description: 'Let an activity definition make no runs for now',
  flags: { definition, reason: { type: 'positional', description: 'Why, for those who wonder' } },
  async run({ definition: name, reason }, { out, connect }) {
    const found = await (await connect()).activityDefinitions.pause(name, reason)
    if (out.isJson) return out.json(found)
    out.line(`${found.name} is ${stateOf(found)}: ${found.pause_reason}`)
  },
})

const remove = verb({
  description: 'Delete an activity definition; its runs go on',
  flags: { definition },
  async run({ definition: name }, { out, connect }) {
    await (await connect()).activityDefinitions.delete(name)
    if (out.isJson) return out.json({ definition: name })
    out.line(`${name} is deleted`)
  },
})

function stateOf({ enabled, paused_at: at }: { enabled: boolean; paused_at: string | null }) {
  if (!enabled) return 'disabled'
  return at === null ? 'enabled' : 'paused'
}

function tell(out: { note(text: string): void }, warnings: readonly DefinitionFinding[]): void {
  for (const { pointer, detail } of warnings) out.note(`${pointer}: ${detail}`)
}

export const activity = noun('Activity definitions: when something happens, what is made of it', {
  list,
  show,
  apply,
  validate,
  versions,
  activate,
  enable: setState('enable', 'Let an activity definition match again'),
  disable: setState('disable', 'Let an activity definition match nothing'),
  pause,
  resume,
  delete: remove,
  export: exportAll,
  import: importAll,
  trigger,
  upcoming,
  backfill,
  backfills,
  run: activityRun,
  task: activityTask,
  ledger,
})
