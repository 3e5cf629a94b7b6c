import {
  deleteChannel,
  disableChannel,
  enableChannel,
  getChannel,
  listChannels,
  putChannel,
  testChannel,
  verifyChannel,
  type Channel,
  type ChannelBody,
  type ChannelTrial,
} from '@temporal-registry/contract/channels'
import type { QueryOf, ResponseOf } from '@temporal-registry/contract/endpoint'
import type { CallOptions, Loose } from './call.ts'
import type { Caller } from './caller.ts'
import { walkPages } from './pages.ts'

/** Places that messages are sent to. */
export interface Channels {
  /** Makes or replaces one. @throws `channel-invalid`, `channel-read-only`, `email-not-configured` */
  put(name: string, channel: ChannelBody, options?: CallOptions): Promise<Channel>
  /** Answers one page, by name. */
  list(
    query?: Loose<QueryOf<typeof listChannels>>,
    options?: CallOptions,
  ): Promise<ResponseOf<typeof listChannels>>
  /** Walks all, page by page. */
  all(options?: CallOptions): AsyncGenerator<Channel, void, undefined>
  /** @throws `channel-not-found` */
  get(name: string, options?: CallOptions): Promise<Channel>
  /** @throws `channel-not-found`, `channel-read-only` */
  delete(name: string, options?: CallOptions): Promise<void>
  /** @throws `channel-not-found`, `channel-read-only` */
  enable(name: string, options?: CallOptions): Promise<Channel>
  /** @throws `channel-not-found`, `channel-read-only` */
  disable(name: string, options?: CallOptions): Promise<Channel>
  /** Has a code mailed to its address, or gives the code back. @throws `verification-failed`, `rate-limited` */
  verify(
    name: string,
    options?: CallOptions & { readonly code?: string | undefined },
  ): Promise<Channel>
  /** Sends a message to it, once, and says what was answered. @throws `channel-unverified`, `channel-disabled` */
  test(name: string, options?: CallOptions): Promise<ChannelTrial>
}

const pageSize = 200

export function createChannels({ call }: Caller): Channels {
  const list: Channels['list'] = (query, options) => call(listChannels, { query, ...options })
  const of = (name: string) => ({ params: { name } })

  return {
    list,
    put: (name, body, options) => call(putChannel, { ...of(name), body, ...options }),
    all: (options) =>
      walkPages(
        (cursor) => list({ limit: pageSize, ...(cursor ? { cursor } : {}) }, options),
        (page) => page.channels,
      ),
    get: (name, options) => call(getChannel, { ...of(name), ...options }),
    async delete(name, options) {
      await call(deleteChannel, { ...of(name), ...options })
    },
    enable: (name, options) => call(enableChannel, { ...of(name), ...options }),
    disable: (name, options) => call(disableChannel, { ...of(name), ...options }),
    verify: (name, { code, ...options } = {}) =>
      call(verifyChannel, {
        ...of(name),
        body: code === undefined ? null : { code },
        ...options,
      }),
    test: (name, options) => call(testChannel, { ...of(name), ...options }),
  }
}
