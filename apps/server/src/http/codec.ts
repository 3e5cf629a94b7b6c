import { decodePayloads, encodePayloads } from '@temporal-registry/contract/codec'
import { Problem } from '@temporal-registry/contract/problem'
import { transcodeJson, type EncryptionCodec, type Transcoding } from '@temporal-registry/sdk/codec'
import { Answer, type OnEndpoint } from './on-endpoint.ts'

/**
 * Binds the remote codec of Temporal's UI and CLI. Its keys are the gateway's, whatever the namespace:
 * decrypting is for whoever may read results, encrypting for whoever may start runs.
 */
export function codecRoutes(
  on: OnEndpoint,
  encryption: EncryptionCodec | undefined,
  served: readonly string[],
): void {
  function transcode(
    transcoding: Transcoding,
    { headers, body }: { headers: { 'x-namespace'?: string }; body: unknown },
  ): Answer {
    // Temporal's CLI sends the header empty where it is told no namespace.
    const { 'x-namespace': namespace = '' } = headers
    if (namespace !== '' && !served.includes(namespace)) {
      throw new Problem('namespace-not-found', `«${namespace}» is not served here`, { served })
    }
    if (!encryption) throw new Problem('encryption-not-configured', 'There are no keys')
    return new Answer(200, transcodeJson(encryption, transcoding, body))
  }

  on(decodePayloads, (request) => transcode('decode', request))
  on(encodePayloads, (request) => transcode('encode', request))
}
