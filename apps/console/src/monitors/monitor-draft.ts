import { AlertRules, MonitorBody } from '@temporal-registry/contract/monitor'
import { probeKinds, ProbeSpec, type ProbeKind } from '@temporal-registry/contract/probes'
import type { Schema } from '../schema/json-schema.ts'
import { plainSchema } from '../schema/plain-schema.ts'

/** A monitor that is being written: what a monitor has, right or not yet. */
export type Draft = MonitorBody

/** A draft with members set; what is undefined or empty is absent. */
export function withMembers(draft: Draft, members: { [K in keyof Draft]?: unknown }): Draft {
  // An empty name stays: what is wrong with it has a field then.
  const name = members.name ?? draft.name ?? ''
  return { ...withoutEmpty({ ...draft, ...members }), name } as unknown as Draft
}

/** A draft with members of `alert` set; `alert` itself is removed when nothing is left in it. */
export function withAlert(draft: Draft, members: Readonly<Record<string, unknown>>): Draft {
  const alert = withoutEmpty({ ...draft.alert, ...members })
  return withMembers(draft, { alert: Object.keys(alert).length > 0 ? alert : undefined })
}

function withoutEmpty(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) =>
        value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  )
}

/** What a probe of each kind begins as, when it is chosen. */
const begun: Readonly<Record<ProbeKind, object>> = {
  http_json: { url: 'https://' },
  html: { url: 'https://', fields: { value: { selector: '' } } },
  text: { url: 'https://' },
  feed: { url: 'https://' },
  tcp: { host: '', port: 443 },
  sql: { connection_secret: '', query: '' },
  heartbeat: { grace_seconds: 900 },
  search: { question: '' },
}

export const probeOfKind = (kind: ProbeKind) => ({ [kind]: begun[kind] }) as unknown as ProbeSpec

/** The one kind that a draft's probe has; none when it was written by hand and has none. */
export const kindOf = ({ probe }: Draft): ProbeKind | undefined =>
  probeKinds.find((kind) => probe?.[kind] !== undefined)

export const blankDraft: Draft = {
  name: '',
  probe: probeOfKind('http_json'),
  schedule: { intervals: [{ every_seconds: 300 }] },
}

/** How a probe of a kind is filled in. */
export function probeSchema(kind: ProbeKind): Schema {
  return plainSchema(ProbeSpec.properties[kind] as unknown as Schema)
}

const alertRest = ['after_failures', 'subject', 'text', 'digest'] as const
const rest = ['labels', 'until', 'first_look', 'compare', 'parents', 'maintenance'] as const

/** The members that have no field of their own in the form. */
export const restSchema: Schema = plainSchema({
  type: 'object',
  properties: {
    ...picked(MonitorBody.properties, rest),
    alert: { type: 'object', properties: picked(AlertRules.properties, alertRest) },
  },
})

function picked<T extends object, K extends keyof T>(from: T, names: readonly K[]) {
  return Object.fromEntries(names.map((name) => [name, from[name]]))
}

/** How often a draft looks, where the form can say it. */
export type Cadence =
  | { readonly way: 'interval'; readonly everySeconds: number }
  | { readonly way: 'cron'; readonly lines: readonly string[]; readonly zone: string }
  | { readonly way: 'other' }

export function cadenceOf({ schedule }: Draft): Cadence {
  const {
    cron = [],
    intervals = [],
    calendars = [],
    at = [],
    time_zone: zone = '',
  } = schedule ?? {}
  const [interval] = intervals
  if (calendars.length > 0 || at.length > 0 || (cron.length > 0 && interval))
    return { way: 'other' }
  if (interval) {
    if (intervals.length > 1 || interval.offset_seconds !== undefined) return { way: 'other' }
    return { way: 'interval', everySeconds: interval.every_seconds }
  }
  return { way: 'cron', lines: cron, zone }
}

/** A draft that looks so; what else its schedule says stays. */
export function withCadence(draft: Draft, cadence: Exclude<Cadence, { way: 'other' }>): Draft {
  const {
    cron: _,
    intervals: __,
    calendars: ___,
    at: ____,
    time_zone: _____,
    ...others
  } = draft.schedule ?? {}
  const times =
    cadence.way === 'interval'
      ? { intervals: [{ every_seconds: cadence.everySeconds }] }
      : withoutEmpty({ cron: cadence.lines, time_zone: cadence.zone })
  return { ...draft, schedule: { ...others, ...times } }
}

/** Pointers of fields that the form draws by itself. */
const fields = [
  '/name',
  '/description',
  '/owner',
  '/schedule',
  '/condition',
  '/memory',
  '/alert/on',
  '/alert/for',
  '/alert/cooldown_seconds',
  '/alert/reminder_seconds',
  '/alert/channels',
]

/** The field of its own that a pointer belongs to, if it has one. */
export const fieldOf = (pointer: string) =>
  fields.find((field) => pointer === field || pointer.startsWith(`${field}/`))
