import type { EventEnvelope, EventTrial } from '@temporal-registry/contract/events'
import { noun, verb } from '../command.ts'
import { exitCodes, type ExitCode } from '../exit-code.ts'
import { readJson } from '../json-input.ts'
import type { Output } from '../output.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { UsageError } from '../usage-error.ts'

/** What makes an event: the whole of it, or its attributes. */
const eventFlags = {
  file: {
    type: 'string',
    alias: 'f',
    valueHint: 'path',
    description: 'The event as JSON, or a list of them; - for standard input',
  },
  type: { type: 'string', description: 'Its type, in place of --file' },
  source: { type: 'string', description: 'Its source. Default: /cli' },
  id: { type: 'string', description: 'Its id. Default: a random one' },
  subject: { type: 'string', description: 'Its subject' },
  data: { type: 'string', valueHint: 'json', description: 'Its data as JSON, @file or -' },
} as const

interface EventValues {
  readonly file: string | undefined
  readonly type: string | undefined
  readonly source: string | undefined
  readonly id: string | undefined
  readonly subject: string | undefined
  readonly data: string | undefined
}

/** The gateway says what is wrong with an event, so anything is let through here. */
async function readEvent(values: EventValues): Promise<EventEnvelope | EventEnvelope[]> {
  const { file, type, source = '/cli', id = globalThis.crypto.randomUUID(), subject } = values
  if ((file === undefined) === (type === undefined))
    throw new UsageError('Either --file or --type says what the event is')
  if (file !== undefined)
    return (await readJson('--file', file === '-' ? file : `@${file}`)) as EventEnvelope
  const data = values.data === undefined ? {} : { data: await readJson('--data', values.data) }
  const attributes = { specversion: '1.0', id, source, type: type ?? '' } as const
  return { ...attributes, ...(subject === undefined ? {} : { subject }), ...data }
}

const send = verb({
  description: 'Send an event, or a list of up to 100; ends with 3 when one of a list is refused',
  flags: eventFlags,
  async run(values, { out, connect }) {
    const event = await readEvent(values)
    const { events } = await connect()
    if (!Array.isArray(event)) {
      const receipt = await events.send(event)
      if (out.isJson) return out.json(receipt)
      const seen = receipt.deduplicated ? ', which was here before' : ''
      out.line(`${receipt.event_id}${seen}`)
      if (receipt.content_differs) out.note('It said something else then, and that stands.')
      out.note(matchedText(receipt.matched))
      return
    }
    const receipts = await events.sendBatch(event)
    if (out.isJson) out.json(receipts)
    else {
      out.table(
        [
          { title: 'EVENT' },
          { title: 'OUTCOME' },
          { title: 'MATCHED' },
          { title: 'WHY', shrinks: true },
        ],
        receipts.events.map((one) => [
          one.event_id ?? String(one.index),
          one.problem ? 'refused' : one.deduplicated ? 'deduplicated' : 'accepted',
          String(one.matched ?? '-'),
          one.problem?.detail ?? '',
        ]),
      )
    }
    return receipts.refused === 0 ? exitCodes.ok.code : exitCodes.refused.code
  },
})

const test = verb({
  description: 'Say what an event would trigger; nothing is stored, nothing starts',
  flags: eventFlags,
  async run(values, { out, connect }) {
    const event = await readEvent(values)
    return tellTrials(out, await (await connect()).events.test(event))
  },
})

/** Shows what would become of events; ends with 3 when one is none. */
export function tellTrials(out: Output, trials: readonly EventTrial[]): ExitCode {
  if (out.isJson) out.json({ events: trials })
  else {
    for (const { envelope, definitions = [], problem } of trials) {
      if (problem) out.line(`refused: ${problem.detail}`)
      else out.line(`${envelope?.type} ${envelope?.id} from ${envelope?.source}`)
      if (envelope && definitions.length === 0) out.note('No active definition names its type.')
      if (definitions.length === 0) continue
      out.table(
        [
          { title: 'DEFINITION' },
          { title: 'VERSION' },
          { title: 'FILTER' },
          { title: 'WHY', shrinks: true },
        ],
        definitions.map((one) => [one.name, String(one.version), one.verdict, one.reason ?? '']),
      )
    }
  }
  return trials.some(({ problem }) => problem) ? exitCodes.refused.code : exitCodes.ok.code
}

function matchedText(matched: number | null): string {
  if (matched === null) return 'Which definitions it matches could not be found out.'
  return `It matches ${matched} active ${matched === 1 ? 'definition' : 'definitions'}.`
}

const list = verb({
  description: 'List the events that came in, the newest first',
  flags: {
    type: { type: 'string', description: 'Only of this type; a star may end it' },
    source: { type: 'string', description: 'Only from this source; a star may end it' },
    subject: { type: 'string', description: 'Only about this subject' },
    'event-source': { type: 'string', valueHint: 'slug', description: 'Only through this source' },
    q: { type: 'string', valueHint: 'text', description: 'Only with this in id, type or subject' },
    ...pageFlags,
  },
  async run({ limit, 'event-source': slug, type, source, subject, q, cursor }, { out, connect }) {
    const page = await (
      await connect()
    ).events.list({
      ...{ type, source, subject, q, cursor, event_source: slug },
      limit: toLimit(limit),
    })
    if (out.isJson) return out.json(page)
    if (page.events.length === 0) out.note('No event matches.')
    else
      out.table(
        [
          { title: 'EVENT' },
          { title: 'TYPE', shrinks: true },
          { title: 'SOURCE', shrinks: true },
          { title: 'SUBJECT', shrinks: true },
          { title: 'RECEIVED' },
        ],
        page.events.map((one) => [
          one.event_id,
          one.type,
          one.source,
          one.subject ?? '',
          formatTime(one.received_at),
        ]),
      )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show an event as it came',
  flags: { event: { type: 'positional', description: 'What the gateway calls the event' } },
  async run({ event: eventId }, { out, connect }) {
    const found = await (await connect()).events.get(eventId)
    if (out.isJson) return out.json(found)
    out.facts([
      ['event', found.event_id],
      ['received', formatTime(found.received_at)],
      ['through', found.event_source ?? undefined],
      ['runs', found.runs.map(({ id, status }) => `${id} ${status}`).join(', ') || undefined],
      ['says', JSON.stringify(found.envelope, null, 2)],
    ])
  },
})

const explain = verb({
  description: 'Say what came of an event, and why of each definition that considered it',
  flags: { event: { type: 'positional', description: 'What the gateway calls the event' } },
  async run({ event: eventId }, { out, connect }) {
    const { triggers, pending } = await (await connect()).events.explain(eventId)
    if (out.isJson) return out.json({ event_id: eventId, pending, triggers })
    if (pending) out.note('It is still to be decided what comes of it.')
    else if (triggers.length === 0) out.note('No active definition named its type and source.')
    for (const one of triggers) {
      out.line(`${one.definition?.name ?? '-'}: ${one.outcome} at ${one.stage}. ${one.reason}`)
      for (const { expression, values } of one.conditions ?? []) {
        out.line(`  ${expression}   ${JSON.stringify(values)}`)
      }
    }
  },
})

export const event = noun('Events: send them, see what came in, and what came of it', {
  send,
  test,
  list,
  show,
  explain,
})
