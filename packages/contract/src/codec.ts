import { Type } from 'typebox'
import { endpoint } from './endpoint.ts'
import { closedShape, dictionary, JsonObject } from './shapes.ts'

/** Temporal's own message, as Protobuf writes it in JSON: its members are not ours to name. */
const RemotePayload = closedShape('RemotePayload', {
  metadata: Type.Optional(
    dictionary(Type.String(), { description: 'Values are bytes in base64.' }),
  ),
  data: Type.Optional(Type.String({ description: 'Bytes in base64.' })),
  externalPayloads: Type.Optional(Type.Array(JsonObject)),
})

const RemotePayloads = closedShape('RemotePayloads', {
  payloads: Type.Optional(Type.Array(RemotePayload)),
})

const headers = Type.Object({
  'x-namespace': Type.Optional(
    Type.String({
      description: 'Namespace that the payloads are of; it has to be one that is served.',
    }),
  ),
})

const common = {
  method: 'POST',
  tag: 'codec',
  headers,
  body: RemotePayloads,
  responses: { 200: RemotePayloads },
  idempotent: true,
  global: true,
  crossOrigin: true,
} as const

export const decodePayloads = endpoint({
  ...common,
  id: 'decodePayloads',
  path: '/codec/decode',
  summary: "Decrypt payloads, for Temporal's UI and CLI",
  description:
    "Temporal's protocol of remote codecs: its UI and CLI take `…/codec` as codec endpoint. What is not encrypted comes back as it is. With `temporal.encryption.ui_origins` pages of these origins may call it.",
  scope: 'read',
  problems: ['encryption-not-configured', 'payload-undecryptable', 'namespace-not-found'],
})

export const encodePayloads = endpoint({
  ...common,
  id: 'encodePayloads',
  path: '/codec/encode',
  summary: "Encrypt payloads, for Temporal's UI and CLI",
  description:
    'The other direction, for what is started and signalled past the gateway. In a ring that only reads, payloads come back as they are.',
  scope: 'start',
  problems: ['encryption-not-configured', 'namespace-not-found'],
})
