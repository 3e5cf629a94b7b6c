import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parse as parseYaml } from 'yaml'
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import { interpolate } from './interpolate.ts'
import { ConfigSchema, type Config } from './schema.ts'

export type { Config } from './schema.ts'

/** A configuration the gateway does not start with; the message names the key and the remedy. */
export class ConfigError extends Error {}

type Env = Readonly<Record<string, string | undefined>>

const packagedConfig = fileURLToPath(new URL('../../config.yaml', import.meta.url))

const sections = {
  server: {},
  auth: {},
  observability: {},
}
const observabilitySections = { logging: {}, metrics: {}, otel: {} }

/**
 * Reads the configuration file, or the packaged one, with environment variables put in.
 *
 * @throws ConfigError with a sentence for each fault.
 */
export function loadConfig(path: string | undefined, env: Env): Config {
  const source = path ?? packagedConfig
  return parseConfig(readFile(source), env, source)
}

/** The same for a text; `source` names it in messages. */
export function parseConfig(text: string, env: Env, source: string): Config {
  const document = interpolate(parseDocument(text, source), env)
  const candidate = withSections(document)
  if (!validate(candidate)) {
    const faults = (validate.errors ?? []).map((error) => `  ${sentenceOf(error, candidate)}`)
    throw new ConfigError(`${source} cannot be used:\n${[...new Set(faults)].join('\n')}`)
  }
  // The schema's defaults have filled in what was left out: the value is complete.
  const config = candidate as Config
  checkRules(config, source)
  return deepFreeze(config)
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}

/** Whether callers need a token. Without one the gateway serves loopback only. */
export function needsToken(config: Config): boolean {
  return config.auth.enabled && (config.auth.token !== '' || config.auth.tokens.length > 0)
}

const validate = new Ajv2020({
  useDefaults: true,
  coerceTypes: false,
  allErrors: true,
  strict: false,
  unicodeRegExp: false,
}).compile(ConfigSchema)

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`The configuration file ${path} cannot be read: ${why}`)
  }
}

function parseDocument(text: string, source: string): unknown {
  try {
    return parseYaml(text) ?? {}
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new ConfigError(`${source} is not YAML: ${why}`)
  }
}

/** Optional sections are made, so that their defaults apply, and texts become what the schema asks for. */
function withSections(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document
  const whole: Record<string, unknown> = { ...sections, ...document }
  const observability = whole['observability']
  if (typeof observability === 'object' && observability !== null) {
    whole['observability'] = { ...observabilitySections, ...observability }
  }
  // TypeBox types its schemas more narrowly than the three members looked at here.
  return coerce(whole, ConfigSchema as Shape)
}

interface Shape {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

const truthWords: Readonly<Record<string, boolean>> = {
  true: true, yes: true, on: true, 1: true, t: true, y: true,
  false: false, no: false, off: false, 0: false, f: false, n: false,
} // prettier-ignore

/** Environment variables are text: numbers and truth words among them are read as such. */
function coerce(value: unknown, shape: Shape): unknown {
  if (shape.type === 'boolean') {
    const word = String(value).toLowerCase()
    return Object.hasOwn(truthWords, word) ? truthWords[word] : value
  }
  if (shape.type === 'integer' && typeof value === 'string' && /^\d+$/.test(value)) {
    return Number(value)
  }
  if (Array.isArray(value)) return value.map((item) => coerce(item, shape.items ?? {}))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, member]) => [
        key,
        coerce(member, shape.properties?.[key] ?? {}),
      ]),
    )
  }
  return value
}

function sentenceOf(error: ErrorObject, document: unknown): string {
  const at = error.instancePath.slice(1).replaceAll('/', '.') || '(root)'
  if (error.keyword === 'additionalProperties') {
    const extra: unknown = error.params['additionalProperty']
    return `${at === '(root)' ? '' : `${at}.`}${String(extra)} is not a key of the configuration`
  }
  const value = error.instancePath
    .split('/')
    .slice(1)
    .reduce<unknown>((holder, key) => (holder as Record<string, unknown> | null)?.[key], document)
  const shown = at.endsWith('token') || at.endsWith('api_key') ? '(hidden)' : JSON.stringify(value)
  const was = error.keyword === 'required' ? '' : `, but is ${shown}`
  return `${at} ${error.message ?? 'is wrong'}${was}`
}

function checkRules({ temporal, server, auth }: Config, source: string): void {
  if (temporal.api_key !== '' && !temporal.tls) {
    throw new ConfigError(
      `${source}: temporal.api_key is set but temporal.tls is off: a key must not travel in the clear. Set TEMPORAL_TLS=1.`,
    )
  }
  const names = auth.tokens.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) throw new ConfigError(`${source}: auth.tokens names «${twice}» twice`)
  const open = !auth.enabled || (auth.token === '' && auth.tokens.length === 0)
  if (open && !isLoopback(server.host)) {
    throw new ConfigError(
      `${source}: server.host ${server.host} can be reached from other machines, but no token is asked for. Set TEMPORAL_REGISTRY_TOKEN (and leave auth.enabled on), or listen on 127.0.0.1.`,
    )
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member)
    Object.freeze(value)
  }
  return value
}
