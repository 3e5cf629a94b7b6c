import type { ChannelTrial } from '@temporal-registry/contract/channels'
import type { TrySending } from './attempting.ts'
import { sentEnough, type GetReadyChannel } from './ready-channels.ts'
import type { Render } from './rendering.ts'

/** Sends a message to a channel once, and tells what came of it. @throws Problem as `GetReadyChannel` and `Render` */
export type TryChannel = (name: string) => Promise<ChannelTrial>

export function createTryChannel(deps: {
  readonly readyChannel: GetReadyChannel
  readonly render: Render
  readonly trySending: TrySending
  /** False: the recipient was sent enough within an hour. */
  readonly noteSend: (recipient: string, limit: number) => Promise<boolean>
  readonly newId: () => string
  readonly now: () => Date
}): TryChannel {
  const { readyChannel, render, trySending, noteSend, newId, now } = deps

  return async (name) => {
    const channel = await readyChannel(name)
    const id = newId()
    const message = {
      type: 'channel.test',
      subject: `A test of the channel ${name}`,
      text: 'If you read this, messages arrive.',
      data: {},
    }
    const about = { about_kind: 'alert', about_id: id } as const
    const rendered = await render(channel, { message, ...about, created_at: now() })
    const { recipient, maxPerHour } = channel
    if (maxPerHour !== null && !(await noteSend(recipient, maxPerHour))) {
      throw sentEnough(recipient, maxPerHour)
    }
    const tried = await trySending(channel, { key: `test-${id}`, rendered, attempt: 1 })
    const { verdict, status, tookMs, excerpt } = tried
    const failure = verdict.outcome === 'failed' ? verdict.failure : null
    return {
      delivered: verdict.outcome === 'delivered',
      ...{ status, took_ms: tookMs, response_excerpt: excerpt },
      ...{ code: failure?.code ?? null, detail: failure?.detail ?? null },
    }
  }
}
