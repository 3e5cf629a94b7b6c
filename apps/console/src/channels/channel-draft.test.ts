import type { Channel } from '@temporal-registry/contract/channels'
import { expect, test } from 'vitest'
import {
  bodyOf,
  channelFieldOf,
  headersSchema,
  newSigningKey,
  targetText,
  templateSchemas,
} from './channel-draft.ts'

test('a channel as it stands is what a PUT of it would say', () => {
  const to = { webhook: { url: 'https://hooks.example/ops' } }
  const channel: Channel = {
    ...{
      name: 'ops',
      kind: 'webhook' as const,
      origin: 'stored' as const,
      description: null,
      enabled: true,
      to,
    },
    ...{ disabled_reason: null, verified: true, template: null, max_per_hour: 5, version: 1 },
    ...{ created_at: null, updated_at: null },
  }

  expect(bodyOf(channel)).toEqual({ to, enabled: true, max_per_hour: 5 })
})

test('where a channel leads is said in a line, and secrets only by their names', () => {
  expect(targetText({ webhook: { url_secret: 'hook' } })).toBe('the URL in the secret hook')
  expect(targetText({ email: { address: 'a@b.example' } })).toBe('a@b.example')
})

test('a key for signatures is 32 bytes of its own', () => {
  const [one, other] = [newSigningKey(), newSigningKey()]

  expect(one).not.toBe(other)
  expect(atob(one.replace('whsec_', ''))).toHaveLength(32)
})

test('faults find their fields, and the rest can be drawn as forms', () => {
  expect(channelFieldOf('/to/webhook/signing_secrets/1')).toBe('/to/webhook/signing_secrets')
  expect(channelFieldOf('/template/subject')).toBeUndefined()
  expect(Object.keys(headersSchema['properties'] ?? {})).toEqual(['headers'])
  expect(Object.keys(templateSchemas.webhook['properties'] ?? {})).toEqual([
    'subject',
    'text',
    'body',
  ])
  expect(Object.keys(templateSchemas.email['properties'] ?? {})).toEqual([
    'subject',
    'text',
    'html',
  ])
})
