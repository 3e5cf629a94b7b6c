import { Problem } from '@temporal-registry/contract/problem'
import type { Outbound } from '../../../platform/outbound/outbound.ts'
import type { Performers } from '../performing.ts'
import { assertDone } from '../../../platform/outbound/answered.ts'
import { signatureOf } from './http-task.ts'

const defaultTimeoutSeconds = 20
/** Of an answer that nobody reads but who looks for a fault. */
const maxResponseBytes = 65_536

/** Where messages go: a URL that takes them as webhooks. */
export interface Channel {
  readonly url: string
  /** Signs them, by Standard Webhooks; empty or absent: they are not signed. */
  readonly signing_secret?: string
}

/** Sends a message to a channel of the configuration. */
export function createNotifyTask(deps: {
  readonly outbound: Pick<Outbound, 'request'>
  readonly channels: ReadonlyMap<string, Channel>
  readonly now: () => Date
}): Performers['notify'] {
  const { outbound, channels, now } = deps

  return async ({ task, defined: { run } }) => {
    // As `paramsSourceOf` makes them of a notify task.
    const {
      channel: name,
      subject,
      text,
      timeout_seconds: timeoutSeconds = defaultTimeoutSeconds,
    } = task.params as {
      readonly channel: string
      readonly subject?: string
      readonly text: string
      readonly timeout_seconds?: number
    }
    const channel = channels.get(name)
    if (!channel) throw new Problem('channel-not-found', `There is no channel «${name}»`)
    const message = {
      channel: name,
      subject: subject ?? null,
      text,
      task_id: task.id,
      run_id: run.id,
      definition: { id: run.definition_id, name: run.definition_name, version: run.version_used },
    }
    const body = JSON.stringify(message)
    const key = channel.signing_secret ?? ''
    const answer = await outbound.request({
      method: 'POST',
      url: channel.url,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': task.id,
        ...(key === '' ? {} : signatureOf(task.id, { body }, { key, at: now() })),
      },
      ...{ body, timeoutMs: timeoutSeconds * 1000, maxResponseBytes },
    })
    assertDone(new URL(channel.url).host, answer, now())
    return { channel: name, status: answer.status }
  }
}
