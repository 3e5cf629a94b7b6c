import type { MonitorBody } from '@temporal-registry/contract/monitor'
import type { ProbeKind, ProbeSpec } from '@temporal-registry/contract/probes'
import { spanText } from '../time-text.ts'

/** What a probe of each kind looks at, in a word or two. */
export const probeNames: Readonly<Record<ProbeKind, string>> = {
  http_json: 'JSON over HTTP',
  html: 'Web page',
  text: 'Text of a page',
  feed: 'Feed',
  tcp: 'Port',
  sql: 'SQL query',
  heartbeat: 'Signs of life',
  search: 'Question',
}

/** What a probe looks at, as a sentence without its end. */
export function watchText(probe: ProbeSpec): string {
  const { http_json: json, html, text, feed, tcp, sql, heartbeat, search } = probe
  if (json) return `${partsText(json.fields, json.path)}JSON at ${json.url}`
  if (html) return `${partsText(html.fields, undefined)}the page ${html.url}`
  if (text) {
    return text.pattern === undefined
      ? `the text of ${text.url}`
      : `what matches ${text.pattern} at ${text.url}`
  }
  if (feed) return `the entries of ${feed.url}`
  if (tcp) return `port ${tcp.port} of ${tcp.host}`
  if (sql) return `rows of «${sql.query.replaceAll(/\s+/g, ' ').slice(0, 120)}»`
  if (heartbeat) return `signs of life, missing after ${spanText(heartbeat.grace_seconds * 1_000)}`
  return search ? `the question «${search.question}»` : 'nothing'
}

function partsText(fields: object | undefined, path: string | undefined): string {
  const names = fields ? Object.keys(fields) : []
  if (names.length > 0) return `${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''} of `
  return path === undefined ? '' : `${path} of `
}

/** When a monitor looks, in words: `every 5 min`, `0 9 * * * Europe/Berlin`. */
export function cadenceText(schedule: MonitorBody['schedule']): string {
  const { cron = [], intervals = [], calendars = [], at = [], time_zone: zone } = schedule
  const parts = [
    ...intervals.map(({ every_seconds: seconds }) => `every ${spanText(seconds * 1_000)}`),
    ...cron.map((line) => (zone && !line.startsWith('@every') ? `${line} ${zone}` : line)),
    ...(calendars.length > 0 ? [`by ${countOf(calendars.length, 'calendar')}`] : []),
    ...(at.length > 0 ? [`at ${countOf(at.length, 'moment')}`] : []),
  ]
  return parts.length === 0 ? 'never' : parts.join(', ')
}

const countOf = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A state in a few words, for a cell: `120`, `price 120, stock 3`, `open`. */
export function stateText(state: unknown): string {
  if (state === null || state === undefined) return ''
  if (typeof state !== 'object') return leafText(state)
  const parts = Object.entries(state)
  const [only] = parts
  if (parts.length === 1 && only) return `${only[0]} ${leafText(only[1])}`
  return parts.map(([name, value]) => `${name} ${leafText(value)}`).join(', ')
}

function leafText(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `${value.slice(0, 60)}…` : value
  if (Array.isArray(value)) return countOf(value.length, 'item')
  if (typeof value === 'number') return numbers.format(value)
  return typeof value === 'object' && value !== null ? '{…}' : String(value)
}

const numbers = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 })

/** A number of a state as people read it. */
export const figureText = (value: number) => numbers.format(value)
