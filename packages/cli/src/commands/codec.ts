import { once } from 'node:events'
import type { CodecServer } from '@temporal-registry/sdk/codec'
import { noun, verb } from '../command.ts'
import { UsageError } from '../usage-error.ts'
import { toNumber } from '../values.ts'

const key = verb({
  description: 'Make a new key for encrypting payloads, and write it as id:key',
  flags: {
    id: {
      type: 'string',
      description: 'Its id, which travels with every payload. Default: the day and six letters',
    },
  },
  async run({ id }, { out }) {
    const { generateKey } = await import('@temporal-registry/sdk/codec')
    const made = await usable(async () => generateKey(id))
    if (out.isJson) return out.json(made)
    out.line(`${made.id}:${made.key}`)
    out.note('Keep it as a secret: without it nobody can read what is encrypted with it.')
  },
})

const serve = verb({
  description:
    "Run a codec server for Temporal's UI and CLI, until SIGTERM or Ctrl-C; with a token, callers have to send it",
  flags: {
    'keys-file': {
      type: 'string',
      valueHint: 'path',
      description:
        'The keys, id:key on each line. Default: $TEMPORAL_REGISTRY_ENCRYPTION_KEYS_FILE, else the keys in $TEMPORAL_REGISTRY_ENCRYPTION_KEYS',
    },
    'active-key': {
      type: 'string',
      valueHint: 'id',
      description: 'The key that encrypts. Default: the first',
    },
    host: { type: 'string', description: 'Address to listen on. Default: 127.0.0.1' },
    port: { type: 'string', description: 'Default: 8081; 0 takes a free one' },
    origin: {
      type: 'string',
      repeat: true,
      valueHint: 'url',
      description: "Origin of Temporal's UI, such as http://localhost:8233",
    },
  },
  async run({ host, port, origin, ...flags }, { out, profile }) {
    const { createEncryptionCodec, readKeyRing, startCodecServer } =
      await import('@temporal-registry/sdk/codec')
    const { token } = profile()
    const server = await usable(async () =>
      startCodecServer({
        codec: createEncryptionCodec(
          readKeyRing({ keysFile: flags['keys-file'], activeKey: flags['active-key'] }),
        ),
        host: host || '127.0.0.1',
        port: toNumber('--port', port, { isWhole: true }) ?? 8_081,
        origins: origin,
        tokens: token === undefined ? [] : [token],
      }),
    )
    if (out.isJson) out.json({ url: server.url }, { compact: true })
    else out.line(`Codec server on ${server.url}`)
    await untilStopped(server)
  },
})

export const codec = noun("Encryption keys, and the codec server for Temporal's UI and CLI", {
  key,
  serve,
})

/** What cannot be used was said on the command line, or in the environment. */
async function usable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const { KeyRingError } = await import('@temporal-registry/sdk/codec')
    if (error instanceof KeyRingError)
      throw new UsageError('The keys cannot be used', {
        why: error.faults.join('\n'),
        remedy: '«temporal-registry codec key» makes one',
      })
    if (error instanceof TypeError) throw new UsageError(error.message)
    if (error instanceof Error && 'code' in error && 'syscall' in error)
      throw new UsageError('The codec server cannot listen there', { why: error.message })
    throw error
  }
}

async function untilStopped(server: CodecServer): Promise<void> {
  await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')])
  await server.close()
}
