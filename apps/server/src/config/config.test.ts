import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  ConfigError,
  isLoopback,
  keyRingOf,
  loadConfig,
  needsToken,
  parseConfig,
} from './config.ts'

const required = `
temporal: { address: 'localhost:7233', namespace: default }
registry: { workflow_id: workflow-registry, workflow_type: temporal-registry.v1, task_queue: q }
`
const read = (more = '', env: Record<string, string> = {}) =>
  parseConfig(required + more, env, 'file.yaml')

function faultsOf(text: string, env: Record<string, string> = {}): string[] {
  try {
    parseConfig(text, env, 'file.yaml')
    return []
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const [head, ...faults] = error.message.split('\n')
    return head === 'file.yaml cannot be used:' ? faults.map((line) => line.trim()) : [head ?? '']
  }
}

const secret = 'hunter2-hunter2-hunter2'
const encryptionKey = Buffer.alloc(32, 1).toString('base64')
const otherKey = Buffer.alloc(32, 2).toString('base64')
const withEncryption = (yaml: string) =>
  required.replace('namespace:', `encryption: ${yaml}, namespace:`)

test('further namespaces are a list, or a text with commas as variables hold it', () => {
  const namespacesOf = (more: string, env = {}) =>
    parseConfig(required.replace('namespace: default', `namespace: default, ${more}`), env, 'f')
      .temporal.namespaces

  expect(namespacesOf('namespaces: [a, b-2]')).toEqual(['a', 'b-2'])
  expect(namespacesOf("namespaces: ' a , ${MORE} ,'", { MORE: 'b,c' })).toEqual(['a', 'b', 'c'])
  expect(namespacesOf("namespaces: '${NONE:-}'")).toEqual([])
})

test('a namespace is named in what a header can carry', () => {
  const text = required.replace('default }', "'', namespaces: ['é', ok] }")
  const demand = 'must be printable ASCII, as it travels in a header, and not blank'

  expect(faultsOf(text)).toEqual([
    `temporal.namespace ${demand}, but is ""`,
    `temporal.namespaces.0 ${demand}, but is "é"`,
  ])
})

test('the packaged configuration needs no environment at all', () => {
  const config = loadConfig(undefined, {})

  expect(config.temporal).toEqual({
    address: 'localhost:7233',
    namespace: 'default',
    namespaces: [],
    namespace_retention_days: 30,
    tls: 'auto',
    tls_client_cert_path: '',
    tls_client_cert_data: '',
    tls_client_key_path: '',
    tls_client_key_data: '',
    tls_server_ca_cert_path: '',
    tls_server_ca_cert_data: '',
    tls_server_name: '',
    api_key: '',
    ui_url: '',
    encryption: { keys: [], keys_file: '', active_key: '', ui_origins: [] },
  })
  expect(config.server).toMatchObject({ host: '127.0.0.1', port: 8_080 })
  expect(config.server.max_request_body_bytes).toBe(1_048_576)
  expect(config.auth).toEqual({ enabled: true, token: '', tokens: [] })
  expect(config.registry).toMatchObject({
    workflow_id: 'workflow-registry',
    workflow_type: 'temporal-registry.v1',
    task_queue: 'registry-service',
  })
  expect(config.observability).toEqual({
    logging: { level: 'INFO', access: true },
    metrics: { enabled: true, path: '/metrics' },
    otel: { enabled: false, service_name: 'temporal-registry', endpoint: '', insecure: false },
  })
})

test('every environment variable of the original, and ours, reaches its key', () => {
  const config = loadConfig(undefined, {
    TEMPORAL_ADDRESS: ' temporal.example:7233 ',
    TEMPORAL_NAMESPACE: 'orders',
    TEMPORAL_TLS: '1',
    TEMPORAL_TLS_SERVER_NAME: 'temporal.internal',
    TEMPORAL_API_KEY: secret,
    TEMPORAL_REGISTRY_AUTH_ENABLED: 'yes',
    TEMPORAL_REGISTRY_TOKEN: `${secret}\n`,
    TEMPORAL_REGISTRY_LOG_LEVEL: 'DEBUG',
    TEMPORAL_REGISTRY_ACCESS_LOG: 'off',
    TEMPORAL_REGISTRY_METRICS_ENABLED: 'f',
    TEMPORAL_REGISTRY_METRICS_PATH: '/stats',
    TEMPORAL_REGISTRY_OTEL_ENABLED: 'TRUE',
    TEMPORAL_REGISTRY_OTEL_SERVICE_NAME: 'front-door',
    TEMPORAL_REGISTRY_OTEL_ENDPOINT: 'http://collector:4317',
    TEMPORAL_REGISTRY_OTEL_INSECURE: 'on',
    TEMPORAL_REGISTRY_ENCRYPTION_KEYS: `a:${encryptionKey}, b:${otherKey}`,
    TEMPORAL_REGISTRY_ENCRYPTION_ACTIVE_KEY: 'b',
    TEMPORAL_REGISTRY_UI_ORIGINS: 'http://localhost:8233, https://temporal.example',
    TEMPORAL_REGISTRY_HOST: '0.0.0.0',
    TEMPORAL_REGISTRY_PORT: '9090',
  })

  expect(config).toMatchObject({
    temporal: {
      address: 'temporal.example:7233',
      namespace: 'orders',
      tls: true,
      tls_server_name: 'temporal.internal',
      api_key: secret,
      encryption: {
        keys: [`a:${encryptionKey}`, `b:${otherKey}`],
        active_key: 'b',
        ui_origins: ['http://localhost:8233', 'https://temporal.example'],
      },
    },
    server: { host: '0.0.0.0', port: 9_090 },
    auth: { enabled: true, token: secret },
    observability: {
      logging: { level: 'DEBUG', access: false },
      metrics: { enabled: false, path: '/stats' },
      otel: {
        enabled: true,
        service_name: 'front-door',
        endpoint: 'http://collector:4317',
        insecure: true,
      },
    },
  })
})

test('an empty environment variable is an unset one', () => {
  const config = loadConfig(undefined, { TEMPORAL_TLS: '', TEMPORAL_ADDRESS: '' })

  expect(config.temporal).toMatchObject({ tls: 'auto', address: 'localhost:7233' })
})

test.each([
  [true, ['true', 'True', 'yes', 'YES', 'on', '1', 't', 'y', '"true"', '"1"', ' "on" ']],
  [false, ['false', 'no', 'off', '0', 'f', 'n', 'N', '"0"']],
])('the words for %s are the original’s', (expected, words) => {
  for (const word of words) {
    const config = read(`observability: { otel: { insecure: ${word} } }`)

    expect(config.observability.otel.insecure).toBe(expected)
  }
})

test('sections, and keys without a value, may be left out', () => {
  const config = read('server:\nauth: { token: , tokens: }\nobservability: { logging: }')

  expect(config.server.port).toBe(8_080)
  expect(config.auth).toEqual({ enabled: true, token: '', tokens: [] })
  expect(config.observability.logging).toEqual({ level: 'INFO', access: false })
})

test('any text may name a variable, ids and numbers too', () => {
  const config = parseConfig(
    `
temporal: { address: '\${HOST}:\${PORT:-7233}', namespace: n, namespace_retention_days: '\${DAYS}' }
registry: { workflow_id: '\${ID}', workflow_type: temporal-registry.v1, task_queue: q }`,
    { HOST: 'h', DAYS: '7', ID: 'mine' },
    'file.yaml',
  )

  expect(config.temporal).toMatchObject({ address: 'h:7233', namespace_retention_days: 7 })
  expect(config.registry.workflow_id).toBe('mine')
})

test('the result cannot be changed', () => {
  const config = read()

  expect(() => Object.assign(config.server, { port: 1 })).toThrow(TypeError)
  expect(Object.isFrozen(config.auth.tokens)).toBe(true)
})

test('a fault is a sentence that names its key; all are told at once', () => {
  const text = `
temporal: { address: '', namespace: default, namespace_retention_days: 0, tls: maybe }
server: { port: eighty, max_request_body_bytes: 67108865 }
auth: { tokens: [{ name: a, token: short, scopes: [] }] }
registry: { workflow_id: w, workflow_type: other.v1, task_queue: q }
observability: { logging: { level: LOUD }, metrics: { path: metrics } }`

  expect(faultsOf(text)).toEqual([
    'temporal.address must have at least a character, but is ""',
    'temporal.namespace_retention_days must be >= 1, but is 0',
    'temporal.tls must be one of auto, true, false, but is "maybe"',
    'server.port must be a whole number, but is "eighty"',
    'server.max_request_body_bytes must be <= 67108864, but is 67108865',
    'auth.tokens.0.token must have at least 16 characters',
    'auth.tokens.0.scopes must NOT have fewer than 1 items',
    'registry.workflow_type must be temporal-registry.v1, but is "other.v1"',
    expect.stringMatching(/^observability.logging.level must be one of TRACE, DEBUG, .*"LOUD"$/),
    'observability.metrics.path must be a path such as /metrics, but is "metrics"',
  ])
})

test.each([
  ['nonsense: 1', 'nonsense'],
  ['server: { prot: 1 }', 'server.prot'],
  ['observability: { logging: { colour: true } }', 'observability.logging.colour'],
  ['observability: { tracing: {} }', 'observability.tracing'],
  [
    'auth: { tokens: [{ name: a, token: 0123456789abcdef, scopes: [read], ttl: 1 }] }',
    'auth.tokens.0.ttl',
  ],
  ['__proto__: { x: 1 }', '__proto__'],
  ['1: x', '1'],
])('an unknown key is named with its whole path: %s', (text, key) => {
  expect(faultsOf(required + text)).toEqual([`${key} is not a key of the configuration`])
})

test.each([
  ['server: 8080', 'server must be a section, but is 8080'],
  ['server: [1]', 'server must be a section'],
  ['server: { port: { a: 1 } }', 'server.port must be a whole number'],
  ['server: { port: 80.5 }', 'server.port must be a whole number, but is 80.5'],
  ['server: { port: -1 }', 'server.port must be >= 0, but is -1'],
  [
    'server: { port: 99999999999999999999 }',
    'server.port must be <= 65535, but is 100000000000000000000',
  ],
  ['server: { host: 1 }', 'server.host must be text, but is 1'],
  ['auth: { tokens: { a: b } }', 'auth.tokens must be a list'],
  ['auth: { tokens: [{ name: a, scopes: [read] }] }', 'auth.tokens.0.token is missing'],
  [
    'auth: { tokens: [{ name: a, token: 0123456789abcdef, scopes: [write] }] }',
    'auth.tokens.0.scopes.0 must be one of read, start, register, admin',
  ],
])('a value of the wrong kind is told by what it must be: %s', (text, fault) => {
  expect(faultsOf(required + text)).toEqual([fault])
})

test('what is required is missed by name, in an empty file too', () => {
  const missing = [
    'temporal.address is missing',
    'temporal.namespace is missing',
    'registry.workflow_id is missing',
    'registry.workflow_type is missing',
    'registry.task_queue is missing',
  ]

  expect(faultsOf('')).toEqual(missing)
  expect(faultsOf('# only a comment\n')).toEqual(missing)
  expect(faultsOf('just a sentence')).toEqual(['(root) must be a section'])
  expect(faultsOf('- a\n- list')).toEqual(['(root) must be a section'])
})

test('a file that is not there, or is a folder, is told by its path', () => {
  expect(() => loadConfig('/nowhere/at/all.yaml', {})).toThrow(
    /^The configuration file \/nowhere\/at\/all.yaml cannot be read: ENOENT/,
  )
  expect(() => loadConfig('/', {})).toThrow(/^The configuration file \/ cannot be read: EISDIR/)
})

test.each([
  ['auth: { token: [}', 'file.yaml is not YAML: '],
  ['auth:\n\ttoken: x', 'tab as indent at line 5, column 1'],
  ['auth: { token: a }\nauth: { token: b }', 'duplicate key at line 5, column 1'],
  ['--- \na: 1', 'multiple docs at line 4, column 1'],
  ['auth: { token: *nowhere }', 'alias'],
])('text that is not YAML is told by its place: %s', (text, words) => {
  expect(faultsOf(required + text)[0]).toContain(words)
})

test('no fault repeats a token or a key', () => {
  const hidden = [
    `auth: { token: ${secret}\u00e9 }`,
    `auth: { token: [${secret}] }`,
    `auth: { token: { ${secret}: 1 } }`,
    `auth: ${secret}`,
    `auth: { tokens: ${secret} }`,
    `auth: { tokens: [${secret}] }`,
    `auth: { tokens: [{ name: a, token: "${secret} \u00e9", scopes: [read] }] }`,
    `auth: { tokens: [{ name: a, token: [${secret}], scopes: [read] }] }`,
    `auth: { tokens: [{ name: a, token: ${secret}, scopes: ${secret} }] }`,
    `auth: { tokens: [{ name: a, token: ${secret}, scopes: [read] }, { name: b, token: ${secret}, scopes: [read] }] }`,
    `auth:\n  token: ${secret}\n bad: indent`,
    `auth: { token: "${secret}`,
    `auth: { token: *${secret} }`,
    `auth: { token: !${secret} x: y: z }`,
    `auth: { token: "\\q${secret}" }`,
  ]
  for (const text of hidden) {
    const faults = faultsOf(required + text)

    expect(faults, text).not.toEqual([])
    // A key's name is told, so a secret in the place of a key is the one that cannot be hidden.
    if (!text.includes(`{ ${secret}:`)) expect(faults.join(), text).not.toContain(secret)
  }
  const withKey = required.replace('namespace:', `api_key: ${secret}, namespace:`)
  expect(faultsOf(withKey).join()).not.toContain(secret)
  expect(faultsOf(secret).join()).not.toContain(secret)
})

test('keys of encryption come from the section or a file, and the first writes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'keys-'))
  const file = join(folder, 'keys')
  writeFileSync(file, `b:${otherKey}\na:${encryptionKey}\n`)
  const ringOf = (yaml: string) =>
    keyRingOf(parseConfig(withEncryption(yaml), {}, 'f').temporal.encryption)

  expect(ringOf(`{ keys: ['a:${encryptionKey}'] }`)).toMatchObject({ activeKeyId: 'a' })
  expect(ringOf(`{ keys_file: ${file} }`)).toMatchObject({ activeKeyId: 'b', keyIds: ['b', 'a'] })
  expect(ringOf(`{ keys_file: ${file}, active_key: none }`)?.activeKeyId).toBeUndefined()
  expect(ringOf('{}')).toBeUndefined()
  rmSync(folder, { recursive: true })
})

test.each([
  [`{ keys: ['a:${otherKey.slice(4)}'] }`, 'the key «a» is 29 bytes long and has to be 32'],
  [`{ keys: [${otherKey}] }`, 'entry 1 is not written id:key'],
  [`{ keys: ['a:${otherKey}'], active_key: b }`, 'the active key «b» is none of the keys'],
  ['{ keys_file: /nowhere/keys }', 'the file of keys /nowhere/keys cannot be read: ENOENT'],
  [`{ keys: ['a:${otherKey}'], keys_file: /nowhere }`, 'the keys are given twice'],
  ['{ active_key: a }', 'active_key is set, but there are no keys'],
  ['{ ui_origins: [http://localhost] }', 'ui_origins is set, but there are no keys'],
  ['{ ui_origins: [http://localhost/] }', 'must be an origin such as http://localhost:8233'],
  [`{ keys: { a: '${otherKey}' } }`, 'must be a list'],
])('keys that cannot be used stop the start: %s', (yaml, words) => {
  const faults = faultsOf(withEncryption(yaml)).join()

  expect(faults).toContain(words)
  expect(faults).toContain('temporal.encryption')
  expect(faults).not.toContain(otherKey.slice(4))
})

test('an API key over an open line is refused', () => {
  const text = required.replace('namespace:', `api_key: ${secret}, namespace:`)

  expect(faultsOf(text.replace('namespace:', 'tls: false, namespace:'))).toEqual([
    'temporal.api_key is set but temporal.tls is off, and the one is of no use without the other',
  ])
  expect(faultsOf(text.replace('namespace:', 'tls: true, namespace:'))).toEqual([])
  expect(faultsOf(text)).toEqual([])
})

test.each([
  ['outbound: { allow: [10.0.0.0/40] }', 'outbound.allow has 10.0.0.0/40, which is neither'],
  ['outbound: { allow: ["no host"] }', 'outbound.allow.0 must be an address, a range such as'],
  [
    'notify: { channels: [{ name: a, url: "https://a" }, { name: a, url: "https://b" }] }',
    'notify.channels has the name a twice',
  ],
  [
    `notify: { channels: [{ name: a, url: "https://a", signing_secret: "${secret}\u00e9" }] }`,
    'notify.channels.0.signing_secret must be printable ASCII',
  ],
])('what nothing could be sent to stops the start: %s', (text, words) => {
  const faults = faultsOf(required + text).join()

  expect(faults).toContain(words)
  expect(faults).not.toContain(secret)
})

test('other machines are served with a token only', () => {
  const open = 'server.host 0.0.0.0 can be reached from other machines, but no token is asked for'
  const host = 'server: { host: 0.0.0.0 }\n'

  expect(faultsOf(required + host)[0]).toContain(open)
  expect(faultsOf(`${required}${host}auth: { enabled: false, token: ${secret} }`)[0]).toContain(
    open,
  )
  expect(faultsOf(`${required}${host}auth: { token: ${secret} }`)).toEqual([])
  expect(
    faultsOf(`${required}${host}auth: { tokens: [{ name: a, token: ${secret}, scopes: [read] }] }`),
  ).toEqual([])
})

test('on loopback auth may be off, and a token is asked for wherever there is one', () => {
  expect(needsToken(read('auth: { enabled: false }'))).toBe(false)
  expect(needsToken(read(`auth: { enabled: false, token: ${secret} }`))).toBe(false)
  expect(needsToken(read())).toBe(false)
  expect(needsToken(read(`auth: { token: ${secret} }`))).toBe(true)
})

test.each([
  ['localhost', true],
  ['127.0.0.1', true],
  ['127.1.2.3', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.1', false],
  ['127.0.0.1.example.com', false],
  ['128.0.0.1', false],
])('%s: reached from this machine only is %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected)
})

test('two tokens with one name, or one token with two names, are refused', () => {
  const token = (name: string, value: string) =>
    `{ name: ${name}, token: ${value}, scopes: [read] }`
  const other = 'another-another-1'

  expect(
    faultsOf(`${required}auth: { tokens: [${token('a', secret)}, ${token('a', other)}] }`),
  ).toEqual(['auth.tokens has the name a twice'])
  expect(
    faultsOf(`${required}auth: { tokens: [${token('a', secret)}, ${token('b', secret)}] }`),
  ).toEqual(['auth.tokens gives b the same token as a'])
  expect(
    faultsOf(`${required}auth: { token: ${other}, tokens: [${token('token', secret)}] }`),
  ).toEqual(['auth.tokens has the name token twice'])
})

test.each([
  '/health',
  '/runs',
  '/runs/a',
  '/namespaces/a/runs',
  '/docs',
  '/docs/static',
  '/problems/x',
  '/openapi.json',
])('the metrics cannot be at %s, where something else is', (path) => {
  const text = `${required}observability: { metrics: { path: ${path} } }`

  expect(faultsOf(text)).toEqual([`observability.metrics.path ${path} is a path of the API`])
  expect(faultsOf(text.replace('{ path', '{ enabled: false, path'))).toEqual([])
})

test.each(['/m', '/-/metrics', '/stats.txt', '/runs-metrics'])(
  'the metrics can be at %s',
  (path) => {
    expect(read(`observability: { metrics: { path: ${path} } }`).observability.metrics.path).toBe(
      path,
    )
  },
)
