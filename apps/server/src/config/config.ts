import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { fileURLToPath } from 'node:url'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { completed } from './complete.ts'
import { sentenceOf } from './faults.ts'
import { interpolate } from './interpolate.ts'
import { ruleFaults } from './rules.ts'
import { ConfigSchema, type Config } from './schema.ts'
import { parseYaml, YamlError } from './yaml.ts'

export { keyRingOf } from './encryption.ts'
export { isConfigured } from './rules.ts'
export type { Config } from './schema.ts'

/** A configuration the gateway does not start with; a line of the message names each key and its fault. */
export class ConfigError extends Error {}

type Env = Readonly<Record<string, string | undefined>>

const packagedConfig = fileURLToPath(new URL('../../config.yaml', import.meta.url))

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
  const candidate = completed(interpolate(readYaml(text, source), env))
  if (!validate(candidate)) {
    throw unusable(
      source,
      (validate.errors ?? []).map((error) => sentenceOf(error, candidate)),
    )
  }
  // The schema's defaults have filled in what was left out: the value is complete.
  const config = candidate as Config
  const faults = ruleFaults(config, isOpenToOthers(config))
  if (faults.length > 0) throw unusable(source, faults)
  return deepFreeze(config)
}

/** True for an address that only this machine can reach. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true
  return isIP(host) === 4 && host.startsWith('127.')
}

/** Whether callers need a token. Without one the gateway serves loopback only. */
export function needsToken({ auth }: Config): boolean {
  return auth.enabled && (auth.token !== '' || auth.tokens.length > 0)
}

function isOpenToOthers(config: Config): boolean {
  return !needsToken(config) && !isLoopback(config.server.host)
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

function readYaml(text: string, source: string): unknown {
  try {
    return parseYaml(text) ?? {}
  } catch (error) {
    if (!(error instanceof YamlError)) throw error
    throw new ConfigError(`${source} is not YAML: ${error.message}`)
  }
}

function unusable(source: string, faults: readonly string[]): ConfigError {
  const lines = [...new Set(faults)].map((fault) => `  ${fault}`)
  return new ConfigError(`${source} cannot be used:\n${lines.join('\n')}`)
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const member of Object.values(value)) deepFreeze(member)
    Object.freeze(value)
  }
  return value
}
