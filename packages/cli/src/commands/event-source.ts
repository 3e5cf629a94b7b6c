import type { EventSource, EventSourceBody } from '@temporal-registry/contract/event-sources'
import { noun, verb } from '../command.ts'
import { exitCodes } from '../exit-code.ts'
import { readFileOrInput, fileFlag, readJson, readObjectFile } from '../json-input.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { UsageError } from '../usage-error.ts'
import { tellTrials } from './event.ts'

const slug = { type: 'positional', description: 'Slug of the source' } as const

const list = verb({
  description: 'List the sources of webhooks',
  flags: {
    ...pageFlags,
  },
  async run({ limit, cursor }, { out, connect }) {
    const page = await (
      await connect()
    ).eventSources.list({
      limit: toLimit(limit),
      cursor,
    })
    if (out.isJson) return out.json(page)
    if (page.event_sources.length === 0) out.note('There is no event source.')
    else
      out.table(
        [
          { title: 'SOURCE' },
          { title: 'PROOF' },
          { title: 'STATE' },
          { title: 'CHANGED' },
          { title: 'DESCRIPTION', shrinks: true },
        ],
        page.event_sources.map((one) => [
          one.slug,
          proofOf(one),
          stateOf(one),
          formatTime(one.updated_at),
          one.description ?? '',
        ]),
      )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show a source of webhooks',
  flags: { slug },
  async run({ slug: name }, { out, connect }) {
    const found = await (await connect()).eventSources.get(name)
    if (out.isJson) return out.json(found)
    out.facts([
      ['source', found.slug],
      ['description', found.description],
      ['state', stateOf(found)],
      ['proof', JSON.stringify(found.verification)],
      ['mapping', found.mapping && JSON.stringify(found.mapping, null, 2)],
      ['version', String(found.version)],
      ['changed', formatTime(found.updated_at)],
    ])
  },
})

const apply = verb({
  description: 'Make or replace a source of webhooks',
  flags: {
    slug,
    file: fileFlag,
  },
  async run({ slug: name, file }, { out, connect }) {
    // The gateway checks the shape, and says what is wrong with it.
    const body = (await readObjectFile('--file', file)) as unknown as EventSourceBody
    const source = await (await connect()).eventSources.put(name, body)
    if (out.isJson) return out.json(source)
    out.line(`${source.slug} has version ${source.version}, and is ${stateOf(source)}`)
  },
})

function setState(word: 'enable' | 'disable', description: string) {
  return verb({
    description,
    flags: { slug },
    async run({ slug: name }, { out, connect }) {
      const source = await (await connect()).eventSources[word](name)
      if (out.isJson) return out.json(source)
      out.line(`${source.slug} is ${stateOf(source)}`)
    },
  })
}

const remove = verb({
  description: 'Remove a source of webhooks; its events stay',
  flags: { slug },
  async run({ slug: name }, { out, connect }) {
    await (await connect()).eventSources.delete(name)
    if (out.isJson) return out.json({ slug: name, deleted: true })
    out.line(`${name} is removed`)
  },
})

const test = verb({
  description: 'Say what event a webhook becomes; nothing is stored, nothing starts',
  flags: {
    slug,
    header: { type: 'string', repeat: true, valueHint: 'name: value', description: 'A header' },
    query: { type: 'string', repeat: true, valueHint: 'name=value', description: 'Of its address' },
    body: { type: 'string', valueHint: 'json', description: 'Its body as JSON, @file or -' },
    text: {
      type: 'string',
      valueHint: 'file',
      description: 'Its body to the last byte, from a file or - , for its signature to be checked',
    },
  },
  async run({ slug: name, header, query, body, text }, { out, connect }) {
    const trial = await (
      await connect()
    ).eventSources.test(name, {
      headers: pairsOf('--header', header, ':'),
      query: pairsOf('--query', query, '='),
      ...(body === undefined ? {} : { body: await readJson('--body', body) }),
      ...(text === undefined ? {} : { text: await readFileOrInput('--text', text) }),
    })
    if (out.isJson) {
      out.json(trial)
      return trial.verified ? exitCodes.ok.code : exitCodes.refused.code
    }
    out.line(trial.verified ? 'The sender is believed' : `The sender is refused: ${trial.reason}`)
    if (trial.challenge !== undefined) out.line(`It is answered its challenge ${trial.challenge}`)
    const code = tellTrials(out, trial.events)
    return trial.verified ? code : exitCodes.refused.code
  },
})

function pairsOf(flag: string, texts: readonly string[], mark: string): Record<string, string> {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf(mark)
      if (at < 1) throw new UsageError(`${flag} takes a name, ${mark} and a value: ${text}`)
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    }),
  )
}

function proofOf({ verification }: EventSource): string {
  return Object.keys(verification).join()
}

function stateOf({ enabled }: EventSource): string {
  return enabled ? 'enabled' : 'disabled'
}

export const eventSource = noun('Event sources: who sends webhooks, and what events they become', {
  list,
  show,
  apply,
  enable: setState('enable', 'Take webhooks of a source again'),
  disable: setState('disable', 'Take no more webhooks of a source'),
  delete: remove,
  test,
})
