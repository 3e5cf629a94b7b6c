import { pointerToken } from '@temporal-registry/contract/json-pointer'
import type { ProblemError } from '@temporal-registry/contract/problem'

/** What the placeholders of a template stand for. */
export interface TemplateValues {
  readonly type: string
  readonly input: unknown
  readonly args: unknown
  /** What the clock's placeholders tell; in UTC, as two replicas need not share a zone. */
  readonly time: Date
  readonly random: string
}

/** A rendered template: an id, or the two ends of one when a counter stands between them. */
export interface RenderedTemplate {
  readonly before: string
  readonly after: string
  readonly hasCounter: boolean
  /** Placeholders that mean another thing at another time. */
  readonly clockNames: readonly string[]
  readonly errors: readonly ProblemError[]
}

/** How a number that is yet to be claimed is shown. */
export const counterPlaceholder = '{{counter}}'

const placeholder = /\{\{\s*([^{}\s]+)\s*\}\}/g

const clock: Readonly<Record<string, (iso: string) => string>> = {
  date: (iso) => iso.slice(0, 10),
  year: (iso) => iso.slice(0, 4),
  month: (iso) => iso.slice(5, 7),
  day: (iso) => iso.slice(8, 10),
  hour: (iso) => iso.slice(11, 13),
  minute: (iso) => iso.slice(14, 16),
}
const plainNames = ['type', 'random', 'counter']
const known = ['input.…', 'args.…', ...plainNames, ...Object.keys(clock)].join(', ')

/**
 * Renders an id template: text in which `{{ path }}` stands for a value of the start. There is nothing to
 * compute with: no filters, no conditions. Faults come with a pointer to what is missing, or to the
 * template itself.
 */
export function renderTemplate(template: string, values: TemplateValues): RenderedTemplate {
  const errors: ProblemError[] = []
  const names = [...template.matchAll(placeholder)].map(([, name = '']) => name)
  const counterCount = names.filter((name) => name === 'counter').length
  if (/\{\{|\}\}/.test(template.replaceAll(placeholder, ''))) {
    errors.push(atTemplate('has a {{ or }} that is no placeholder: {{input.order_id}}'))
  }
  if (counterCount > 1) errors.push(atTemplate('can hold {{counter}} only once'))

  const [before = '', after = ''] = template
    .split(/\{\{\s*counter\s*\}\}/)
    .map((part) =>
      part.replaceAll(placeholder, (_whole, name: string) => textOf(name, values, errors)),
    )
  return {
    before,
    after,
    hasCounter: counterCount > 0,
    clockNames: names.filter((name) => Object.hasOwn(clock, name)),
    errors,
  }
}

function textOf(name: string, values: TemplateValues, errors: ProblemError[]): string {
  if (name === 'type') return values.type
  if (name === 'random') return values.random
  const ofClock = Object.hasOwn(clock, name) ? clock[name] : undefined
  if (ofClock) return ofClock(values.time.toISOString())

  const [root = '', ...steps] = name.split('.')
  if ((root !== 'input' && root !== 'args') || steps.includes('')) {
    errors.push(atTemplate(`holds {{${name}}}, which stands for nothing; there are ${known}`))
    return ''
  }
  const value = steps.reduce<unknown>(memberOf, values[root])
  const fault = faultOf(value)
  if (fault === undefined) return String(value)
  const pointer = ['', root, ...steps].map(pointerToken).join('/')
  errors.push({ pointer, detail: `is needed by id_template, and ${fault}` })
  return ''
}

/** A member that the caller sent: neither inherited, nor the length of a list. */
function memberOf(value: unknown, step: string): unknown {
  return typeof value === 'object' && value !== null && Object.keys(value).includes(step)
    ? Reflect.get(value, step)
    : undefined
}

function faultOf(value: unknown): string | undefined {
  if (value === undefined) return 'is missing'
  if (value === null) return 'is null'
  if (value === '') return 'is empty'
  if (Array.isArray(value)) return 'is a list'
  return typeof value === 'object' ? 'is an object' : undefined
}

function atTemplate(detail: string): ProblemError {
  return { pointer: '/id_template', detail }
}
