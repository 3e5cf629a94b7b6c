import { Problem } from '@temporal-registry/contract/problem'
import { endpoints } from '@temporal-registry/contract/endpoints'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/config.ts'
import { createAuth } from './auth.ts'

const authOf = (auth: string) =>
  createAuth(
    parseConfig(
      `
temporal: { address: a, namespace: b }
registry: { workflow_id: c, workflow_type: temporal-registry.v1, task_queue: d }
auth: ${auth}`,
      {},
      'the test',
    ),
  )

const tokens = `{ tokens: [
  { name: reader, token: reader-0123456789, scopes: [read] },
  { name: starter, token: starter-0123456789, scopes: [read, start] },
  { name: boss, token: boss-0123456789abc, scopes: [admin] },
  ] }`

const codeOf = (attempt: () => unknown) => {
  try {
    attempt()
  } catch (error) {
    if (error instanceof Problem) return error.code
    throw error
  }
  return 'allowed'
}

const scopes = ['public', 'read', 'start', 'register', 'admin'] as const

test('without a token in the configuration everybody may do everything', () => {
  const auth = authOf('{}')

  expect(auth.isOpen).toBe(true)
  for (const scope of scopes) {
    expect(auth.authorize(undefined, scope).name).toBe('anonymous')
  }
})

test('with auth off a token in the configuration is not asked for', () => {
  const auth = authOf('{ enabled: false, token: secret }')

  expect(auth.isOpen).toBe(true)
  expect(auth.authorize(undefined, 'admin').name).toBe('anonymous')
})

test('the one token of the original may do everything', () => {
  const auth = authOf('{ token: secret }')

  expect(auth.isOpen).toBe(false)
  for (const scope of scopes) expect(auth.authorize('Bearer secret', scope)).toBeDefined()
  expect(auth.authorize('Bearer secret', 'admin').name).toBe('token')
})

test('a token may do what its scopes say, and admin says everything', () => {
  const auth = authOf(tokens)
  const allowed = (token: string) =>
    scopes.filter((scope) => codeOf(() => auth.authorize(`Bearer ${token}`, scope)) === 'allowed')

  expect(allowed('reader-0123456789')).toEqual(['public', 'read'])
  expect(allowed('starter-0123456789')).toEqual(['public', 'read', 'start'])
  expect(allowed('boss-0123456789abc')).toEqual(scopes)
})

test('a token without the scope is told which one it lacks, and whose token it is', () => {
  const attempt = () => authOf(tokens).authorize('Bearer reader-0123456789', 'register')

  expect(codeOf(attempt)).toBe('forbidden')
  expect(attempt).toThrow('The token «reader» lacks the scope register')
})

test('every kind of wrong token is refused with the same words', () => {
  const auth = authOf(tokens)
  const wrong = [
    'Bearer reader-012345678',
    'Bearer reader-0123456789x',
    'Bearer READER-0123456789',
    'Bearer reader-0123456789 starter-0123456789',
    'Basic cmVhZGVyLTAxMjM0NTY3ODk=',
    'reader-0123456789',
    'Bearer',
    'Bearer ',
    '',
    `Bearer ${'x'.repeat(15_000)}`,
    'Bearer \u00e9',
  ]

  for (const authorization of wrong) {
    expect(() => auth.authorize(authorization, 'read')).toThrow('The token is not known')
  }
  expect(() => auth.authorize(undefined, 'read')).toThrow('No token was sent')
})

test('the scheme is read whatever its case, and blanks around are cut off', () => {
  const auth = authOf('{ token: secret }')
  for (const text of ['bearer secret', 'BEARER secret', '  Bearer \t secret  ', 'bEaReR  secret']) {
    expect(auth.authorize(text, 'read').name).toBe('token')
  }
})

test('a token of any length is compared as a digest of one length', () => {
  const auth = authOf(`{ token: ${'long'.repeat(1_000)} }`)

  expect(auth.authorize(`Bearer ${'long'.repeat(1_000)}`, 'read').name).toBe('token')
  expect(codeOf(() => auth.authorize(`Bearer ${'long'.repeat(999)}`, 'read'))).toBe('unauthorized')
})

test('no token is asked for by health, nor where a signature or a secret link stands for one', () => {
  const open = Object.values(endpoints).filter(({ scope }) => scope === 'public')

  expect(open.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
    'GET /decide/:token',
    'GET /feeds/:token',
    'GET /health',
    'GET /heartbeats/:token',
    'GET /ready',
    'GET /session',
    'POST /decide/:token',
    'POST /event-sources/:slug',
    'POST /heartbeats/:token',
  ])
  expect(authOf(tokens).authorize(undefined, 'public').name).toBe('anonymous')
})
