import type { Client } from '@temporal-registry/sdk/client'
import { announce } from '@temporal-registry/sdk/worker'
import { startTestGateway, type TestGatewayOptions } from '../../server/test/gateway.ts'
import { eventually } from '../../server/test/wait.ts'
import { toAnnouncements } from '../src/pattern.ts'
import * as patterns from '../src/patterns.ts'
import { startPatternStand, type PatternStand } from './pattern-stand.ts'

/** A stand whose patterns are announced to a real gateway, and so start over HTTP. */
export interface GatewayStand extends PatternStand {
  readonly url: string
  readonly client: Client
}

export async function startGatewayStand(options: TestGatewayOptions = {}): Promise<GatewayStand> {
  const [gateway, stand] = await Promise.all([startTestGateway(options), startPatternStand()])
  const { url, client } = gateway
  const { taskQueue } = stand
  const workflows = Object.values(patterns).flatMap(toAnnouncements)
  const announcement = announce({ url, taskQueue, workflows })
  await eventually(async () => {
    const { workflows: ready } = await client.workflows.list({ status: 'ready' })
    return ready.length === workflows.length
  })

  return {
    ...stand,
    url,
    client,
    async [Symbol.asyncDispose]() {
      await announcement.leave()
      await stand[Symbol.asyncDispose]()
      await gateway.close()
    },
  }
}
