import { createHmac } from 'node:crypto'
import type { Verification, VerificationKind } from '@temporal-registry/contract/event-sources'
import { sign } from '@octokit/webhooks-methods'
import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { payload } from '../../../../test/events/payloads.ts'
import { verificationFault } from './verify.ts'

const now = new Date('2026-11-21T12:00:00Z')
const nowSeconds = now.getTime() / 1000
const secrets = ['s']

function faultOf<K extends VerificationKind>(
  kind: K,
  headers: Record<string, string>,
  body: string | Buffer,
  {
    with: values = secrets,
    at = now,
    ...settings
  }: { with?: readonly string[]; at?: Date } & Partial<NonNullable<Verification[K]>> = {},
) {
  const webhook = { headers, contentType: undefined, bytes: Buffer.from(body), query: {} }
  const all = { secrets, ...settings } as NonNullable<Verification[K]>
  return verificationFault([kind, all], webhook, { secrets: values, now: at })
}

const hex = (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex')

const standardSecret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const stampSeconds = nowSeconds - 10

/** A request of each provider over a body, signed with a secret at a moment. */
const signed: Readonly<
  Record<
    'standard_webhooks' | 'github' | 'stripe' | 'slack',
    (secret: string, body: string, seconds: number) => Promise<Record<string, string>>
  >
> = {
  standard_webhooks: async (secret, body, seconds) => ({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': new Webhook(secret).sign('msg_1', new Date(seconds * 1000), body),
  }),
  github: async (secret, body) => ({ 'x-hub-signature-256': await sign(secret, body) }),
  // As docs.stripe.com/webhooks describes it under «Verify manually».
  stripe: async (secret, body, seconds) => ({
    'stripe-signature': `t=${seconds},v1=${hex(secret, `${seconds}.${body}`)},v0=${hex('x', body)}`,
  }),
  // As docs.slack.dev describes it under «Verifying requests from Slack».
  slack: async (secret, body, seconds) => ({
    'x-slack-request-timestamp': String(seconds),
    'x-slack-signature': `v0=${hex(secret, `v0:${seconds}:${body}`)}`,
  }),
}
const bodies = {
  standard_webhooks: payload('standard-webhooks-invoice'),
  github: payload('github-push'),
  stripe: payload('stripe-payment-intent'),
  slack: payload('slack-message'),
}
const oldSecrets = { standard_webhooks: standardSecret, github: 'old', stripe: 'old', slack: 'old' }
const newSecrets = {
  standard_webhooks: `whsec_${Buffer.from('another key of some length').toString('base64')}`,
  github: 'new',
  stripe: 'new',
  slack: 'new',
}
const thirdSecrets = {
  standard_webhooks: `whsec_${Buffer.from('a key that nobody knows').toString('base64')}`,
  github: 'third',
  stripe: 'third',
  slack: 'third',
}
const kinds = ['standard_webhooks', 'github', 'stripe', 'slack'] as const

test.for(kinds)('%s: what its own library signs is believed', async (kind) => {
  const headers = await signed[kind](oldSecrets[kind], bodies[kind], stampSeconds)

  expect(faultOf(kind, headers, bodies[kind], { with: [oldSecrets[kind]] })).toBeUndefined()
})

test.for(kinds)('%s: one altered byte anywhere is not believed', async (kind) => {
  const body = bodies[kind]
  const headers = await signed[kind](oldSecrets[kind], body, stampSeconds)

  for (const at of [0, Math.floor(body.length / 2), body.length - 1]) {
    const altered = Buffer.from(body)
    altered[at] = (altered[at] ?? 0) ^ 1
    expect(faultOf(kind, headers, altered, { with: [oldSecrets[kind]] })).toBe('signature-wrong')
  }
})

test.for(kinds)('%s: while a secret is replaced, old and new both pass', async (kind) => {
  const both = [newSecrets[kind], oldSecrets[kind]]
  for (const secret of both) {
    const headers = await signed[kind](secret, bodies[kind], stampSeconds)
    expect(faultOf(kind, headers, bodies[kind], { with: both })).toBeUndefined()
  }
  const third = await signed[kind](thirdSecrets[kind], bodies[kind], stampSeconds)

  expect(faultOf(kind, third, bodies[kind], { with: both })).toBe('signature-wrong')
})

test.for(['standard_webhooks', 'stripe', 'slack'] as const)(
  '%s: ten minutes old, or from ten minutes ahead, is not believed; the source may say otherwise',
  async (kind) => {
    const proof = { with: [oldSecrets[kind]] }
    for (const seconds of [nowSeconds - 600, nowSeconds + 600]) {
      const headers = await signed[kind](oldSecrets[kind], bodies[kind], seconds)
      const fault = faultOf(kind, headers, bodies[kind], proof)
      expect(fault).toBe('timestamp-out-of-tolerance')
      const patient = { ...proof, tolerance_seconds: 601 }
      expect(faultOf(kind, headers, bodies[kind], patient)).toBeUndefined()
    }
    const edge = await signed[kind](oldSecrets[kind], bodies[kind], nowSeconds - 300)
    expect(faultOf(kind, edge, bodies[kind], proof)).toBeUndefined()
  },
)

test.for(kinds)('%s: without a signature nobody is believed', (kind) => {
  expect(faultOf(kind, {}, bodies[kind], { with: [oldSecrets[kind]] })).toBe('signature-missing')
})

test('the examples that GitHub, Slack and Standard Webhooks publish are believed', () => {
  const github = {
    'x-hub-signature-256':
      'sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17',
  }
  expect(
    faultOf('github', github, 'Hello, World!', { with: ["It's a Secret to Everybody"] }),
  ).toBeUndefined()

  const slack = {
    'x-slack-request-timestamp': '1531420618',
    'x-slack-signature': 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
  }
  const command =
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c'
  expect(
    faultOf('slack', slack, command, {
      with: ['8f742231b10e8888abcd99yyyzzz85a5'],
      at: new Date(1_531_420_618_000),
    }),
  ).toBeUndefined()

  const standard = {
    'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
    'webhook-timestamp': '1614265330',
    'webhook-signature':
      'v1,bm9ldHUjKzFob2VudXRob2VodWUzMjRvdWVvdW9ldQo= v2,x v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  }
  expect(
    faultOf('standard_webhooks', standard, '{"test": 2432232314}', {
      with: [standardSecret],
      at: new Date(1_614_265_330_000),
    }),
  ).toBeUndefined()
})

test('a generic signature is described by its header, encoding, prefix and what is signed', () => {
  const body = '{"a":1}'
  const stamp = String(stampSeconds)
  const signature = createHmac('sha512', Buffer.from('c2VjcmV0', 'base64'))
    .update(`${stamp}\n${body}\nend`)
    .digest('base64url')
  const settings = {
    algorithm: 'sha512',
    header: 'X-Signature',
    encoding: 'base64url',
    prefix: 'sig:',
    signed: '{timestamp}\n{body}\nend',
    timestamp_header: 'X-Stamp',
    secret_encoding: 'base64',
    with: ['c2VjcmV0'],
  } as const
  const headers = { 'x-signature': `sig:${signature}`, 'x-stamp': stamp }

  expect(faultOf('generic_hmac', headers, body, settings)).toBeUndefined()
  expect(faultOf('generic_hmac', { 'x-signature': signature }, body, settings)).toBe(
    'signature-missing',
  )
  expect(faultOf('generic_hmac', { 'x-signature': `sig:${signature}` }, body, settings)).toBe(
    'timestamp-missing',
  )
  expect(faultOf('generic_hmac', { ...headers, 'x-stamp': `${stamp}0` }, body, settings)).toBe(
    'signature-wrong',
  )
})

test('a bearer token stands in Authorization, or alone in the header that the source names', () => {
  const gitlab = { header: 'X-Gitlab-Token', with: ['one', 'two'] }

  expect(faultOf('bearer', { authorization: 'Bearer s' }, '')).toBeUndefined()
  expect(faultOf('bearer', { authorization: 'Bearer two' }, '', { with: ['one', 'two'] })).toBe(
    undefined,
  )
  expect(faultOf('bearer', { authorization: 'two' }, '', { with: ['two'] })).toBe(
    'credentials-missing',
  )
  expect(faultOf('bearer', { 'x-gitlab-token': 'two' }, '', gitlab)).toBeUndefined()
  expect(faultOf('bearer', { 'x-gitlab-token': 'twö' }, '', gitlab)).toBe('credentials-wrong')
  expect(faultOf('bearer', { authorization: 'Bearer two' }, '', gitlab)).toBe('credentials-missing')
})

test('basic credentials are the name of the source and a secret', () => {
  const basic = (text: string) => ({
    authorization: `Basic ${Buffer.from(text).toString('base64')}`,
  })
  const settings = { username: 'azure', with: ['p:ß'] }

  expect(faultOf('basic', basic('azure:p:ß'), '', settings)).toBeUndefined()
  expect(faultOf('basic', basic('azure:p'), '', settings)).toBe('credentials-wrong')
  expect(faultOf('basic', basic('other:p:ß'), '', settings)).toBe('credentials-wrong')
  expect(faultOf('basic', {}, '', settings)).toBe('credentials-missing')
})

test('a source that asks for no proof believes anybody', () => {
  expect(faultOf('none', {}, '')).toBeUndefined()
})

test.for([
  ['standard_webhooks', { 'webhook-signature': 'v1,', 'webhook-timestamp': 'x' }],
  ['standard_webhooks', { 'webhook-signature': 'v1,!!!!', 'webhook-timestamp': '1' }],
  ['github', { 'x-hub-signature-256': 'sha256=' }],
  ['github', { 'x-hub-signature-256': 'sha256=zz' }],
  ['stripe', { 'stripe-signature': 't=,v1=' }],
  ['stripe', { 'stripe-signature': '====,,,' }],
  ['slack', { 'x-slack-signature': 'v0=', 'x-slack-request-timestamp': 'NaN' }],
] as const)(
  '%s: nonsense for a signature is refused, not believed and no mistake: %j',
  ([kind, headers]) => {
    expect(faultOf(kind, headers, '')).toMatch(/^signature-(missing|wrong)$/)
  },
)
