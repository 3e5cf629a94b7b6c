import * as channelContract from '@temporal-registry/contract/channels'
import * as contract from '@temporal-registry/contract/deliveries'
import { nextCursor, nextCursorBy, readCursor, readPlace } from '../http/cursor.ts'
import { Answer, type OnEndpoint } from '../http/on-endpoint.ts'
import { spanOf } from '../http/time-span.ts'
import type { Channels } from './channels.ts'
import type { Deliveries } from './deliveries.ts'
import type { TryChannel } from './trial.ts'
import type { Verification } from './verification.ts'

const defaultLimit = 100
const mostAtOnce = 1_000
const channelList = 'channels'

/** Binds the endpoints about channels and deliveries. */
export function deliveryRoutes(
  on: OnEndpoint,
  parts: {
    readonly channels: Channels
    readonly verification: Verification
    readonly tryChannel: TryChannel
    readonly deliveries: Deliveries
  },
): void {
  const { channels, verification, tryChannel, deliveries } = parts

  on(channelContract.listChannels, async ({ query: { limit = defaultLimit, cursor } }) => {
    const afterName = readCursor(cursor, channelList).toString()
    const found = await channels.list({ afterName, limit: limit + 1 })
    return {
      channels: found.slice(0, limit),
      ...nextCursorBy(found, limit, channelList, ({ name }) => name),
    }
  })
  on(channelContract.getChannel, ({ params: { name } }) => channels.get(name))
  on(channelContract.putChannel, async ({ params: { name }, body, caller }) => {
    const { channel, isNew } = await channels.put(name, body, caller.name)
    return new Answer(isNew ? 201 : 200, channel)
  })
  on(channelContract.deleteChannel, async ({ params: { name }, caller }) => {
    await channels.remove(name, caller.name)
    return new Answer(204)
  })
  on(channelContract.enableChannel, ({ params: { name }, caller }) =>
    channels.setEnabled(name, true, caller.name),
  )
  on(channelContract.disableChannel, ({ params: { name }, caller }) =>
    channels.setEnabled(name, false, caller.name),
  )
  on(channelContract.verifyChannel, async ({ params: { name }, body, caller }) => {
    const { channel, isMailed } = await verification.verify(name, body?.code, caller.name)
    return new Answer(isMailed ? 202 : 200, channel)
  })
  on(channelContract.testChannel, ({ params: { name } }) => tryChannel(name))

  on(contract.listDeliveries, async ({ query }) => {
    const { limit = defaultLimit, cursor, ...filter } = query
    const list = `deliveries ${JSON.stringify(filter)}`
    const found = await deliveries.list(
      {
        ...{ channel: filter.channel, statuses: filter.status },
        ...{ aboutKind: filter.about_kind, aboutId: filter.about_id },
        ...spanOf(filter),
        before: readPlace(cursor, list),
      },
      limit + 1,
    )
    return { deliveries: found.slice(0, limit), ...nextCursor(found, limit, list) }
  })
  on(contract.getDelivery, ({ params }) => deliveries.get(params.delivery_id))
  on(contract.redeliver, async ({ params }) => deliveries.redeliver(params.delivery_id))
  on(contract.redeliverSome, ({ body }) => {
    const { channel, status: statuses = ['dead'], limit = mostAtOnce, dry_run: dryRun } = body
    const filter = { channel, statuses, ...spanOf(body) }
    return deliveries.redeliverSome(filter, { limit, dryRun: dryRun ?? false })
  })
}
