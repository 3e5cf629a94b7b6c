import type { Channel, ChannelBody } from '@temporal-registry/contract/channels'
import { noun, verb } from '../command.ts'
import { exitCodes } from '../exit-code.ts'
import { fileFlag, readObjectFile } from '../json-input.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'

const name = { type: 'positional', description: 'Name of the channel' } as const

const list = verb({
  description: 'List channels, those of the configuration among them',
  flags: { ...pageFlags },
  async run({ limit, cursor }, { out, connect }) {
    const page = await (await connect()).channels.list({ limit: toLimit(limit), cursor })
    if (out.isJson) return out.json(page)
    if (page.channels.length === 0) out.note('There are no channels.')
    else
      out.table(
        [
          { title: 'CHANNEL', shrinks: true },
          { title: 'KIND' },
          { title: 'STATE' },
          { title: 'ORIGIN' },
          { title: 'TO', shrinks: true },
        ],
        page.channels.map((one) => [one.name, one.kind, stateOf(one), one.origin, placeOf(one)]),
      )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show a channel',
  flags: { name },
  async run({ name: channel }, { out, connect }) {
    const found = await (await connect()).channels.get(channel)
    if (out.isJson) return out.json(found)
    out.facts([
      ['channel', found.name],
      ['description', found.description ?? undefined],
      ['state', stateOf(found)],
      ['because', found.disabled_reason ?? undefined],
      ['origin', found.origin],
      ['to', JSON.stringify(found.to)],
      ['template', found.template === null ? undefined : JSON.stringify(found.template)],
      ['an hour', found.max_per_hour === null ? undefined : `${found.max_per_hour} at most`],
      ['version', String(found.version)],
    ])
  },
})

const apply = verb({
  description: 'Make or replace a channel',
  flags: {
    name,
    file: fileFlag,
  },
  async run({ name: channel, file }, { out, connect }) {
    // The gateway checks the shape, and says what is wrong with it.
    const body = (await readObjectFile('--file', file)) as unknown as ChannelBody
    const stored = await (await connect()).channels.put(channel, body)
    if (out.isJson) return out.json(stored)
    out.line(`${stored.name} has version ${stored.version}, and is ${stateOf(stored)}`)
  },
})

const verify = verb({
  description: 'Have a code mailed to the address of a channel, or give the code back',
  flags: {
    name,
    code: { type: 'string', valueHint: 'digits', description: 'The code that was mailed' },
  },
  async run({ name: channel, code }, { out, connect }) {
    const found = await (await connect()).channels.verify(channel, { code })
    if (out.isJson) return out.json(found)
    if (found.verified) out.line(`${found.name} is verified`)
    else out.line('A code was mailed: give it back with --code')
  },
})

const test = verb({
  description: 'Send a message to a channel, once, and say what was answered',
  flags: { name },
  async run({ name: channel }, { out, connect }) {
    const trial = await (await connect()).channels.test(channel)
    const code = trial.delivered ? exitCodes.ok.code : exitCodes.refused.code
    if (out.isJson) {
      out.json(trial)
      return code
    }
    out.facts([
      ['delivered', trial.delivered ? 'yes' : 'no'],
      ['status', trial.status === null ? undefined : String(trial.status)],
      ['took', `${trial.took_ms} ms`],
      ['because', trial.detail ?? undefined],
      ['answer', trial.response_excerpt ?? undefined],
    ])
    return code
  },
})

function setState(word: 'enable' | 'disable', description: string) {
  return verb({
    description,
    flags: { name },
    async run({ name: channel }, { out, connect }) {
      const changed = await (await connect()).channels[word](channel)
      if (out.isJson) return out.json(changed)
      out.line(`${changed.name} is ${stateOf(changed)}`)
    },
  })
}

const remove = verb({
  description: 'Remove a channel; what still waits for it is dead',
  flags: { name },
  async run({ name: channel }, { out, connect }) {
    await (await connect()).channels.delete(channel)
    if (out.isJson) return out.json({ name: channel, deleted: true })
    out.line(`${channel} is removed`)
  },
})

function stateOf({ enabled, verified }: Channel): string {
  if (!enabled) return 'disabled'
  return verified ? 'enabled' : 'unverified'
}

function placeOf({ to: { webhook, email, slack } }: Channel): string {
  const secret = webhook?.url_secret ?? slack?.url_secret
  return email?.address ?? webhook?.url ?? `secret ${secret ?? ''}`
}

export const channel = noun('Places that messages are sent to', {
  list,
  show,
  apply,
  verify,
  test,
  enable: setState('enable', 'Send to a channel again'),
  disable: setState('disable', 'Send nothing more to a channel'),
  delete: remove,
})
