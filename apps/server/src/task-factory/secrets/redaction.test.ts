import { expect, test } from 'vitest'
import { createRedactor } from './redaction.ts'

test('a secret is struck out wherever it stands in JSON, names of members too', () => {
  const redact = createRedactor(['hunter2', 'hunter2-long'])

  expect(
    redact({ a: ['x hunter2 y', 5], hunter2: { b: 'hunter2-long!' }, c: null, d: true }),
  ).toEqual({ a: ['x •••• y', 5], '••••': { b: '••••!' }, c: null, d: true })
})

test('it is struck out of URLs, of JSON within texts, and in base64', () => {
  const secret = 'p"w d/+&é'
  const redact = createRedactor([secret])
  const texts = [
    `https://x/?q=${encodeURIComponent(secret)}`,
    `body: ${new URLSearchParams({ q: secret })}`,
    JSON.stringify({ secret }),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ]

  for (const text of texts) expect(redact(text)).toContain('••••')
  expect(texts.map(redact).join()).not.toContain('p%22')
})

test('a number is one where the secret is written so, and nothing is struck without secrets', () => {
  expect(createRedactor(['4711'])({ pin: 4711, other: 47 })).toEqual({ pin: '••••', other: 47 })
  expect(createRedactor([])({ a: 1 })).toEqual({ a: 1 })
  expect(createRedactor(['.*'])('abc')).toBe('abc')
})
