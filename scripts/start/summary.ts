import { isIPv6 } from 'node:net'
import { join } from 'node:path'
import { displayPath } from '../paths.ts'
import type { StartOptions } from './options.ts'

export const samplePattern = 'cookbook.activity-choice.v1'

const sampleInput = {
  items: [
    { fruit: 'apple', amount: 2 },
    { fruit: 'cherry', amount: 1 },
  ],
}

/** Where this machine reaches the gateway: an address such as 0.0.0.0 is only for listening. */
export function gatewayUrl({ host, port }: Pick<StartOptions, 'host' | 'port'>): string {
  const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[host] ?? host
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`
}

export function authorization({ token }: Pick<StartOptions, 'token'>): Record<string, string> {
  return token ? { authorization: `Bearer ${token}` } : {}
}

/** Where else to look. */
export interface Urls {
  readonly uiUrl: string | undefined
  readonly metricsUrl: string
}

export function renderSummary(options: StartOptions, { uiUrl, metricsUrl }: Urls): string {
  const url = gatewayUrl(options)
  const rows: [string, string | undefined][] = [
    ['Console', `${url}/console/`],
    ['API docs', `${url}/docs`],
    ['Gateway', url],
    ['Temporal UI', uiUrl],
    ['Worker metrics', metricsUrl],
    ['Token', options.token],
    ['Logs', displayPath(join(options.dataDir, 'logs'))],
  ]
  const shown = rows.filter(([, value]) => value !== undefined)
  return `
${shown.map(([name, value]) => `  ${name.padEnd(16)}${value}`).join('\n')}

  Start a workflow and get its result:

${renderCurl(options)}

  Ctrl-C stops everything.
`
}

function renderCurl(options: StartOptions): string {
  const headers = {
    'content-type': 'application/json',
    prefer: 'wait=10',
    ...authorization(options),
  }
  return [
    `curl -s -X POST ${gatewayUrl(options)}/workflows/${samplePattern}/start`,
    ...Object.entries(headers).map(([name, value]) => `-H ${quote(`${name}: ${value}`)}`),
    `-d ${quote(JSON.stringify({ input: sampleInput }))}`,
  ].join(' ')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
