import type { Config } from '../config/config.ts'
import type { Expressions } from '../expressions/expressions.ts'
import type { OnEndpoint } from '../http/on-endpoint.ts'
import { createCalls } from '../platform/calls.ts'
import type { Database } from '../platform/database/database.ts'
import type { Log } from '../platform/log.ts'
import type { NamespaceMetrics } from '../platform/metrics.ts'
import type { Outbound } from '../platform/outbound/outbound.ts'
import type { Temporal } from '../platform/temporal.ts'
import { uuidV7 } from '../platform/uuid-v7.ts'
import type { Secrets } from '../task-factory/secrets/secrets.ts'
import { createAddressStore } from './address-store.ts'
import { createDeliveryActivities, createTrySending } from './attempting.ts'
import { createBeginning } from './beginning.ts'
import { createChannelStore } from './channel-store.ts'
import { createChannels, type Channels } from './channels.ts'
import { createDeliveries, type Deliveries } from './deliveries.ts'
import { createDeliveryStore } from './delivery-store.ts'
import { createDeliveryFigures } from './figures.ts'
import { createReadyChannels } from './ready-channels.ts'
import { createRender } from './rendering.ts'
import { deliveryRoutes } from './routes.ts'
import { createMailSender } from './senders/mail.ts'
import { createSlackSender, createWebhookSender } from './senders/webhook.ts'
import type { DeliveryTables } from './tables.ts'
import { createTellChannel, type TellChannel } from './telling.ts'
import { createTryChannel } from './trial.ts'
import { createVerification } from './verification.ts'
import type { DeliveryActivities } from './workflow/messages.ts'

/** Channels and deliveries of one namespace. */
export interface DeliveryRoom {
  readonly deliveries: Deliveries
  readonly channels: Channels
  readonly tellChannel: TellChannel
  /** Temporal activities of `DeliveryWorkflow`. */
  readonly activities: DeliveryActivities
  bindRoutes(on: OnEndpoint): void
  start(): void
  close(): Promise<void>
}

export function createDeliveryRoom(deps: {
  readonly namespace: string
  readonly config: Config['notify']
  readonly temporal: Temporal
  readonly taskQueue: string
  readonly database: Pick<Database, 'of' | 'background' | 'status'>
  readonly expressions: Expressions
  readonly outbound: Outbound
  readonly secrets: Pick<Secrets, 'read' | 'missing'>
  readonly metrics: NamespaceMetrics
  readonly log: Log
  readonly now: () => Date
}): DeliveryRoom {
  const { namespace, config, temporal, database, expressions, outbound, secrets, log, now } = deps
  const tables = database.of<DeliveryTables>()
  /** Deliveries are begun and attempted behind those who ask. */
  const behind = database.background<DeliveryTables>()
  const isUp = () => database.status()?.state === 'up'
  const newId = () => uuidV7()
  const configured = new Map(config.channels.map((channel) => [channel.name, channel]))
  const hasMail = config.smtp.host !== ''

  const channelStore = createChannelStore({ tables, namespace, newId })
  const channelsBehind = createChannelStore({ tables: behind, namespace, newId })
  const addresses = createAddressStore(tables, namespace)
  const addressesBehind = createAddressStore(behind, namespace)
  const store = createDeliveryStore(namespace)
  const channels = createChannels({
    ...{ store: channelStore, verifiedOf: addresses.verifiedOf, configured, hasMail },
    ...{ missingSecrets: secrets.missing, expressions, now },
  })
  const toReady = { configured, hasMail, readSecret: secrets.read }
  const readyChannel = createReadyChannels({
    ...{ ...toReady, find: channelStore.find, isVerified: addresses.isVerified },
  })
  const render = createRender(expressions)
  const trySending = createTrySending(
    {
      webhook: createWebhookSender(outbound),
      slack: createSlackSender(outbound),
      email: createMailSender(config.smtp),
    },
    now,
  )
  const noteSend = (recipient: string, limit: number) =>
    tables.transaction((trx) => store.noteSend(trx, { recipient, limit, at: now() }))

  const figures = createDeliveryFigures({
    ...{ tables: behind, store, isUp, metrics: deps.metrics, log, now },
  })
  const beginning = createBeginning({
    ...{ temporal, call: createCalls(temporal), taskQueue: deps.taskQueue },
    ...{ tables: behind, store, isUp, log, now },
  })
  const deliveries = createDeliveries({
    ...{ tables, store, wake: beginning.wake, newId, now },
    async kindsOf(db, names) {
      const stored = names.filter((name) => !configured.has(name))
      const kinds = new Map(await channelStore.kindsOf(db, stored))
      for (const name of names) if (configured.has(name)) kinds.set(name, 'webhook')
      return kinds
    },
  })
  const activities = createDeliveryActivities({
    ...{ tables: behind, store, channels: channelsBehind, render, trySending, figures, now },
    ...{ retryTimes: { waitsSeconds: config.retry_seconds }, wake: beginning.wake },
    readyChannel: createReadyChannels({
      ...{ ...toReady, find: channelsBehind.find, isVerified: addressesBehind.isVerified },
    }),
  })
  const tryChannel = createTryChannel({ readyChannel, render, trySending, noteSend, newId, now })
  const verification = createVerification({
    ...{ namespace, channels, addresses, hasMail, trySending, noteSend, newId, now },
  })

  return {
    deliveries,
    channels,
    activities,
    tellChannel: createTellChannel({ tables: behind, deliveries, channels }),
    bindRoutes: (on) => deliveryRoutes(on, { channels, verification, tryChannel, deliveries }),
    start() {
      if (!database.status()) return
      beginning.start()
      figures.start()
    },
    async close() {
      await beginning.close()
      await figures.close()
    },
  }
}
