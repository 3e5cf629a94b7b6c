import { searchProviders } from '@temporal-registry/contract/probes'
import {
  closedObject,
  dictionary,
  maxIdBytes,
  Name,
  oneOf,
} from '@temporal-registry/contract/shapes'
import { Type, type Static } from 'typebox'

const text = (value: string) => Type.String({ default: value })
const flag = (value: boolean) => Type.Boolean({ default: value })
const count = (value: number, minimum: number, maximum: number) =>
  Type.Integer({ default: value, minimum, maximum })

const printable = '^([\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?)?$'
const printableName = '^[\\x21-\\x7e]([\\x20-\\x7e]*[\\x21-\\x7e])?$'
const origin = '^https?://[A-Za-z0-9.:[\\]-]+$'
const httpUrlOrNone = '^(https?://\\S+)?$'
const httpUrl = '^https?://\\S+$'
const reachable = '^[A-Za-z0-9.:_-]+(/[0-9]{1,3})?$'
const databaseUrl = '^(postgres(ql)?://\\S+)?$'
const sender = '^([^\\u0000-\\u001f\\u007f<>@]*<[^\\s<>@]+@[^\\s<>@]+>|[^\\s<>@]+@[^\\s<>@]+)?$'
const unsubscribe = '^((mailto:|https://)[^\\s<>]+)?$'
const plainPath = '^(/[A-Za-z0-9._~-]+)+$'

/** What the patterns ask for, in words. */
export const patternSentences: Readonly<Record<string, string>> = {
  [printableName]: 'must be printable ASCII, as it travels in a header, and not blank',
  [printable]: 'must be printable ASCII, as it travels in a header',
  [origin]: 'must be an origin such as http://localhost:8233',
  [httpUrl]: 'must begin with https:// or http:// and hold no blanks',
  [reachable]: 'must be an address, a range such as 10.0.0.0/8, or the name of a host',
  [httpUrlOrNone]: 'must begin with https:// or http:// and hold no blanks',
  [databaseUrl]: 'must begin with postgresql:// and hold no blanks',
  [sender]: 'must be an address, or a name and an address as Registry <registry@example.org>',
  [unsubscribe]: 'must begin with mailto: or https:// and hold no blanks',
  [plainPath]: 'must be a path such as /metrics',
  [String(Reflect.get(Name, 'pattern'))]: 'must not be blank, and holds no control characters',
}

/** Narrower than other names: every call to Temporal says it in a header. */
const NamespaceName = Type.String({
  maxLength: maxIdBytes,
  pattern: printableName,
  not: { enum: ['.', '..'] },
})

const TokenConfig = closedObject({
  name: Type.String({ minLength: 1, maxLength: 128 }),
  token: Type.String({ minLength: 16, pattern: printable }),
  scopes: Type.Array(oneOf(['read', 'start', 'register', 'admin']), { minItems: 1 }),
})

const ChannelConfig = closedObject({
  name: Type.String({ minLength: 1, maxLength: 200 }),
  url: Type.String({ pattern: httpUrl }),
  signing_secret: Type.Optional(Type.String({ default: '', pattern: printable })),
})

const searchProvider = (model: string) =>
  Type.Optional(
    closedObject({
      api_key: Type.String({ default: '', pattern: printable }),
      model: text(model),
      base_url: Type.String({ default: '', pattern: httpUrlOrNone }),
    }),
  )

const levels = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'WARNING', 'ERROR', 'CRITICAL', 'FATAL'] as const
const LogLevel = oneOf([...levels, ...levels.map((level) => level.toLowerCase())], {
  default: 'INFO',
})

/** Every key of the configuration file, with default, unit (in its name) and limits. */
export const ConfigSchema = closedObject({
  temporal: closedObject({
    address: Type.String({ minLength: 1 }),
    namespace: NamespaceName,
    namespaces: Type.Array(NamespaceName, { default: [], maxItems: 100 }),
    namespace_retention_days: count(30, 1, 3_650),
    tls: Type.Unsafe<boolean | 'auto'>({ enum: ['auto', true, false], default: 'auto' }),
    tls_client_cert_path: text(''),
    tls_client_cert_data: text(''),
    tls_client_key_path: text(''),
    tls_client_key_data: text(''),
    tls_server_ca_cert_path: text(''),
    tls_server_ca_cert_data: text(''),
    tls_server_name: text(''),
    api_key: Type.String({ default: '', pattern: printable }),
    ui_url: text(''),
    encryption: Type.Optional(
      closedObject({
        keys: Type.Array(Type.String(), { default: [], maxItems: 1_000 }),
        keys_file: text(''),
        active_key: text(''),
        ui_origins: Type.Array(Type.String({ pattern: origin }), { default: [], maxItems: 100 }),
      }),
    ),
  }),
  server: Type.Optional(
    closedObject({
      host: Type.String({ default: '127.0.0.1', minLength: 1 }),
      port: count(8_080, 0, 65_535),
      max_request_body_bytes: count(1_048_576, 1_024, 67_108_864),
      max_result_waits: count(500, 1, 10_000),
    }),
  ),
  auth: Type.Optional(
    closedObject({
      enabled: flag(true),
      token: Type.String({ default: '', pattern: printable }),
      tokens: Type.Array(TokenConfig, { default: [], maxItems: 1_000 }),
    }),
  ),
  registry: closedObject({
    workflow_id: Name,
    workflow_type: Type.Literal('temporal-registry.v1'),
    task_queue: Name,
    poller_checks_per_second: count(10, 1, 1_000),
    // An idle worker's poll lasts 60 s: with less than that it is taken for gone between two polls.
    stale_poll_seconds: count(75, 5, 3_600),
    updates_per_run: count(1_500, 10, 1_900),
    schema_gate: oneOf(['versioned', 'all', 'off'], { default: 'versioned' }),
  }),
  database: Type.Optional(
    closedObject({
      url: Type.String({ default: '', pattern: databaseUrl }),
      data_dir: text(''),
      pool_size: count(10, 1, 500),
      statement_timeout_seconds: count(30, 1, 3_600),
    }),
  ),
  secrets: Type.Optional(
    closedObject({
      keys: Type.Array(Type.String(), { default: [], maxItems: 1_000 }),
      keys_file: text(''),
      active_key: text(''),
    }),
  ),
  people: Type.Optional(
    closedObject({
      groups: dictionary(Type.Array(Type.String({ minLength: 1, maxLength: 128 })), {
        maxProperties: 1_000,
      }),
    }),
  ),
  retention: Type.Optional(
    closedObject({
      interval_seconds: count(3_600, 60, 86_400),
      events_days: count(90, 1, 3_650),
      runs_days: count(90, 1, 3_650),
      trigger_log_days: count(90, 1, 3_650),
      occurrences_days: count(400, 1, 3_650),
      audit_log_days: count(400, 1, 3_650),
      observations_days: count(90, 1, 3_650),
      alerts_days: count(400, 1, 3_650),
      deliveries_days: count(90, 1, 3_650),
    }),
  ),
  outbound: Type.Optional(
    closedObject({
      allow: Type.Array(Type.String({ pattern: reachable }), { default: [], maxItems: 1_000 }),
    }),
  ),
  notify: Type.Optional(
    closedObject({
      channels: Type.Array(ChannelConfig, { default: [], maxItems: 1_000 }),
      retry_seconds: Type.Array(Type.Number({ minimum: 0.1, maximum: 604_800 }), {
        default: [5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400],
        minItems: 1,
        maxItems: 50,
      }),
      smtp: Type.Optional(
        closedObject({
          host: text(''),
          port: count(587, 1, 65_535),
          tls: oneOf(['starttls', 'implicit', 'none'], { default: 'starttls' }),
          username: text(''),
          password: text(''),
          from: Type.String({ default: '', pattern: sender }),
          unsubscribe: Type.String({ default: '', pattern: unsubscribe }),
        }),
      ),
    }),
  ),
  search: Type.Optional(
    closedObject({
      provider: oneOf(['', ...searchProviders], { default: '' }),
      timeout_seconds: count(45, 5, 55),
      max_output_tokens: count(2_000, 100, 32_000),
      tokens_per_day: count(1_000_000, 1_000, 1_000_000_000),
      providers: Type.Optional(
        closedObject({
          gemini: searchProvider('gemini-2.5-flash'),
          openai: searchProvider('gpt-4.1-mini'),
          perplexity: searchProvider('sonar'),
          anthropic: searchProvider('claude-sonnet-4-5'),
          openai_compatible: searchProvider(''),
        }),
      ),
    }),
  ),
  schedules: Type.Optional(
    closedObject({
      requests_per_second: count(0, 0, 10_000),
      reconcile_interval_seconds: count(300, 10, 86_400),
    }),
  ),
  observability: Type.Optional(
    closedObject({
      logging: Type.Optional(closedObject({ level: LogLevel, access: flag(false) })),
      metrics: Type.Optional(
        closedObject({
          enabled: flag(true),
          path: Type.String({ default: '/metrics', pattern: plainPath }),
        }),
      ),
      otel: Type.Optional(
        closedObject({
          enabled: flag(false),
          service_name: Type.String({ default: 'temporal-registry', minLength: 1 }),
          endpoint: text(''),
          insecure: flag(false),
        }),
      ),
    }),
  ),
})

type Complete<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]-?: Complete<NonNullable<T[K]>> }
    : T

/** The configuration with every default filled in, frozen. */
export type Config = Complete<Static<typeof ConfigSchema>>
