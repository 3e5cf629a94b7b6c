import { isIP } from 'node:net'
import { endpoints } from '@temporal-registry/contract/endpoints'
import ipaddr from 'ipaddr.js'
import { connectionFaults } from './connection.ts'
import { encryptionFaults, keyFaults } from './encryption.ts'
import type { Config } from './schema.ts'

/** Paths that are not the contract's and are taken all the same. */
const ownPages = /^\/(docs|problems|contracts|openapi\.json|namespaces)(\/|$)/

/** What no single key shows: faults of keys that do not go together. */
export function ruleFaults(config: Config, isOpenToOthers: boolean): string[] {
  const { temporal, server, auth, database, observability } = config
  const { enabled, path } = observability.metrics
  const faults = [...connectionFaults(temporal)]
  if (database.url !== '' && !URL.canParse(database.url)) {
    faults.push('database.url is not a URL: what is special in user and password must be %-encoded')
  }
  if (isOpenToOthers) {
    faults.push(
      `server.host ${server.host} can be reached from other machines, but no token is asked for. Set TEMPORAL_REGISTRY_TOKEN (and leave auth.enabled on), or listen on 127.0.0.1`,
    )
  }
  if (enabled && isTaken(path)) {
    faults.push(`observability.metrics.path ${path} is a path of the API`)
  }
  return [
    ...faults,
    ...encryptionFaults(temporal.encryption),
    ...keyFaults('secrets', config.secrets),
    ...tokenFaults(auth),
    ...outboundFaults(config.outbound),
    ...channelFaults(config.notify),
    ...searchFaults(config.search),
  ]
}

function outboundFaults({ allow }: Config['outbound']): string[] {
  // What has a slash or a colon is no name of a host.
  return allow
    .filter((entry) => /[/:]/.test(entry) && !ipaddr.isValidCIDR(entry) && isIP(entry) === 0)
    .map((entry) => `outbound.allow has ${entry}, which is neither an address nor a range`)
}

function channelFaults({ channels, smtp }: Config['notify']): string[] {
  const names = channels.map(({ name }) => name)
  const twice = names.find((name, at) => names.indexOf(name) < at)
  return [
    ...(twice === undefined ? [] : [`notify.channels has the name ${twice} twice`]),
    ...channels
      .filter(({ url }) => !URL.canParse(url))
      .map(({ name }) => `notify.channels has a url for ${name} that cannot be read`),
    ...(smtp.host !== '' && smtp.from === ''
      ? ['notify.smtp.from is missing: mail needs a sender']
      : []),
    ...(smtp.username !== '' && smtp.password === '' ? ['notify.smtp.password is missing'] : []),
  ]
}

function searchFaults({ provider, providers }: Config['search']): string[] {
  const { base_url: baseUrl, model } = providers.openai_compatible
  return [
    ...Object.entries(providers)
      .filter(([, one]) => one.base_url !== '' && !URL.canParse(one.base_url))
      .map(([name]) => `search.providers.${name}.base_url cannot be read`),
    ...(baseUrl !== '' && model === ''
      ? ['search.providers.openai_compatible has a base_url, and no model to ask for there']
      : []),
    ...(provider !== '' && !isConfigured(providers, provider)
      ? [`search.provider is ${provider}, but search.providers.${provider} is not set`]
      : []),
  ]
}

/** An endpoint of one's own may want no key; the others always do. */
export function isConfigured(
  providers: Config['search']['providers'],
  name: keyof Config['search']['providers'],
): boolean {
  const { api_key: key, base_url: baseUrl } = providers[name]
  return name === 'openai_compatible' ? baseUrl !== '' : key !== ''
}

function tokenFaults({ token, tokens }: Config['auth']): string[] {
  // `auth.token` is a token like the others, and appears in logs under this name.
  const all = [...(token === '' ? [] : [{ name: 'token', token }]), ...tokens]
  const repeated = (values: readonly string[]) =>
    values.findIndex((value, at) => values.indexOf(value) < at)
  const name = all[repeated(all.map((one) => one.name))]?.name
  const twin = all[repeated(all.map((one) => one.token))]
  const original = all.find((one) => one.token === twin?.token)
  return [
    ...(name === undefined ? [] : [`auth.tokens has the name ${name} twice`]),
    ...(twin && original
      ? [`auth.tokens gives ${twin.name} the same token as ${original.name}`]
      : []),
  ]
}

function isTaken(path: string): boolean {
  const patterns = Object.values(endpoints).map(
    (endpoint) => new RegExp(`^${endpoint.path.replaceAll(/:\w+/g, '[^/]+')}$`),
  )
  return [ownPages, ...patterns].some((pattern) => pattern.test(path))
}
