import type { Payload, PayloadCodec } from '@temporalio/common'
import { EncryptionError, type EncryptionCodec } from '@temporal-registry/sdk/codec'
import { compressionCodec } from './compression-codec.ts'

/**
 * The codecs of the registry's own workflows. What they write is compressed and not encrypted: workers of
 * any language ask and signal them past the gateway, and a lost key must not take the catalogue with it.
 * What others have encrypted is read all the same.
 */
export function registryCodecs(encryption: EncryptionCodec | undefined): PayloadCodec[] {
  if (!encryption) return [compressionCodec]
  const decrypt = (payload: Payload) => {
    try {
      return encryption.decrypt(payload)
    } catch (error) {
      // Anybody may signal the registry: a codec that throws would stop it.
      if (error instanceof EncryptionError) return payload
      throw error
    }
  }
  return [
    compressionCodec,
    { encode: async (payloads) => payloads, decode: async (payloads) => payloads.map(decrypt) },
  ]
}
