import { deliveryStatuses } from '@temporal-registry/contract/deliveries'
import { noun, verb } from '../command.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'
import { UsageError } from '../usage-error.ts'

const channelFlag = { type: 'string', valueHint: 'name', description: 'Of this channel' } as const

const list = verb({
  description: 'Search deliveries, newest first',
  flags: {
    channel: channelFlag,
    status: { type: 'enum', options: [...deliveryStatuses], description: 'That stand so' },
    about: { type: 'string', valueHint: 'id', description: 'About this task or alert' },
    ...pageFlags,
  },
  async run({ channel, status, about, limit, cursor }, { out, connect }) {
    const page = await (
      await connect()
    ).deliveries.list({
      ...{ channel, about_id: about, limit: toLimit(limit), cursor },
      status: status === undefined ? undefined : [status],
    })
    if (out.isJson) return out.json(page)
    if (page.deliveries.length === 0) out.note('There is no delivery.')
    else
      out.table(
        [
          { title: 'DELIVERY' },
          { title: 'CHANNEL', shrinks: true },
          { title: 'STATUS' },
          { title: 'ATTEMPTS' },
          { title: 'WRITTEN' },
          { title: 'SUBJECT', shrinks: true },
        ],
        page.deliveries.map((one) => [
          one.id,
          one.channel,
          one.status,
          String(one.attempts),
          formatTime(one.created_at),
          one.subject ?? '',
        ]),
      )
    noteMore(out, page)
  },
})

const show = verb({
  description: 'Show a delivery and its attempts',
  flags: { id: { type: 'positional', description: 'Id of the delivery' } },
  async run({ id }, { out, connect }) {
    const found = await (await connect()).deliveries.get(id)
    if (out.isJson) return out.json(found)
    out.facts([
      ['delivery', found.id],
      ['channel', found.channel],
      ['status', found.status],
      ['webhook-id', found.key],
      ['about', `${found.about.kind} ${found.about.id}`],
      ['subject', found.subject ?? undefined],
      ['because', found.failure?.detail],
      ['next', found.next_attempt_at === null ? undefined : formatTime(found.next_attempt_at)],
    ])
    if (found.attempt_log.length > 0)
      out.table(
        [
          { title: 'ATTEMPT' },
          { title: 'AT' },
          { title: 'OUTCOME' },
          { title: 'ANSWER' },
          { title: 'TOOK' },
          { title: 'BECAUSE', shrinks: true },
        ],
        found.attempt_log.map((one) => [
          String(one.number),
          formatTime(one.at),
          one.outcome,
          one.status === null ? '' : String(one.status),
          one.took_ms === null ? '' : `${one.took_ms} ms`,
          one.failure?.detail ?? '',
        ]),
      )
  },
})

const redeliver = verb({
  description: 'Send what has ended once more: one delivery, or the dead ones of a channel',
  flags: {
    id: { type: 'positional', required: false, description: 'Id of the delivery' },
    channel: channelFlag,
    'dry-run': { type: 'boolean', description: 'Only count what --channel would send again' },
  },
  async run({ id, channel, 'dry-run': isDryRun }, { out, connect }) {
    if ((id === undefined) === (channel === undefined))
      throw new UsageError('Either an id or --channel says what is sent again')
    const { deliveries } = await connect()
    if (id !== undefined) {
      const again = await deliveries.redeliver(id)
      return out.isJson ? out.json(again) : out.line(`${again.id} is ${again.status} again`)
    }
    const told = await deliveries.redeliverSome({
      ...(channel === undefined ? {} : { channel }),
      dry_run: isDryRun,
    })
    if (out.isJson) return out.json(told)
    out.line(isDryRun ? `${told.count} are dead` : `${told.count} are sent again`)
    if (told.more) out.note('There are more: send the command again')
  },
})

export const delivery = noun('What is sent to channels, and what came of it', {
  list,
  show,
  redeliver,
})
