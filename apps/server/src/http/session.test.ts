import { getSession } from '@temporal-registry/contract/session'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { parseConfig } from '../config/config.ts'
import { createAuth } from './auth.ts'
import { createAddRoutes, createOnEndpoint } from './on-endpoint.ts'
import { sessionRoutes } from './session.ts'

const reader = 'a-token-of-a-reader'

function gateway(auth: string) {
  const config = parseConfig(
    `temporal: { address: a, namespace: b }
registry: { workflow_id: r, workflow_type: temporal-registry.v1, task_queue: q }
auth: ${auth}`,
    {},
    'the test',
  )
  const app = fastify()
  const auths = createAuth(config)
  const facts = { version: '1.2.3', temporalUiUrl: 'http://ui' }
  sessionRoutes(createOnEndpoint(createAddRoutes(app, auths)), auths, facts)
  return (authorization?: string) =>
    app.inject({ url: getSession.path, headers: authorization ? { authorization } : {} })
}

const guarded = `{ tokens: [{ name: watcher, token: ${reader}, scopes: [read] }] }`

test('where no token is needed everybody may do everything', async () => {
  const response = await gateway('{}')()

  expect(response.json()).toEqual({
    version: '1.2.3',
    token_needed: false,
    caller: { name: 'anonymous', scopes: ['read', 'start', 'register', 'admin'] },
    temporal_ui_url: 'http://ui',
  })
})

test('a token is told its name and scopes', async () => {
  const response = await gateway(guarded)(`Bearer ${reader}`)

  expect(response.json()).toMatchObject({
    token_needed: true,
    caller: { name: 'watcher', scopes: ['read'] },
    temporal_ui_url: 'http://ui',
  })
})

test('who sends none learns only that one is needed, and a wrong one is refused', async () => {
  const ask = gateway(guarded)

  expect((await ask()).json()).toEqual({
    version: '1.2.3',
    token_needed: true,
    caller: null,
    temporal_ui_url: null,
  })
  expect((await ask('Bearer another-token-of-nobody')).statusCode).toBe(401)
})
