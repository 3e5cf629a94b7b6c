import { gunzip, gzip } from 'node:zlib'
import { promisify } from 'node:util'
import type { Payload, PayloadCodec } from '@temporalio/common'
import { api } from './proto.ts'

const compress = promisify(gzip)
const decompress = promisify(gunzip)
const encoding = Buffer.from('binary/gzip')
/** Smaller payloads are left as they are: readable in Temporal's UI, and quick. */
const worthwhileBytes = 8_192
/** Nothing of ours is larger; a payload that claims to be would only be there to fill the memory. */
const maxInflatedBytes = 64 * 1024 * 1024

/**
 * Keeps the registry's state and batches under Temporal's 2 MB a payload.
 *
 * What it cannot read it hands on unchanged: anybody may signal the registry workflow, and a codec
 * that throws would stop it.
 */
export const compressionCodec: PayloadCodec = {
  encode: (payloads) => Promise.all(payloads.map(encodeOne)),
  decode: (payloads) => Promise.all(payloads.map(decodeOne)),
}

const { Payload: PayloadMessage } = api.common.v1

async function encodeOne(payload: Payload): Promise<Payload> {
  if ((payload.data?.length ?? 0) < worthwhileBytes) return payload
  const data = await compress(PayloadMessage.encode(payload).finish())
  return { metadata: { encoding }, data }
}

async function decodeOne(payload: Payload): Promise<Payload> {
  const isOurs = payload.metadata?.['encoding'] && encoding.equals(payload.metadata['encoding'])
  if (!isOurs || !payload.data) return payload
  try {
    const inflated = await decompress(payload.data, { maxOutputLength: maxInflatedBytes })
    return PayloadMessage.decode(inflated)
  } catch {
    return payload
  }
}
