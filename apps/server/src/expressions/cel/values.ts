import { Optional } from '@marcbachmann/cel-js'
import { Duration, UnsignedInt } from '@marcbachmann/cel-js/evaluator'

import { ExpressionError } from '../faults.ts'
import { expressionLimits as limits } from '../limits.ts'
import { isList, isRecord, type Place, type VariableType } from '../place.ts'

/** A context as it was sent, and as the engine of CEL can take it. */
export interface ReadContext {
  readonly json: Readonly<Record<string, unknown>>
  readonly values: Record<string, unknown>
}

/** Reads the text of a context; what an item has of its own stands before what is shared. */
export function readContext(place: Place, text: string, own?: string): ReadContext {
  const shared = JSON.parse(text) as Record<string, unknown>
  const json = own === undefined ? shared : { ...shared, ...(JSON.parse(own) as object) }
  const isPlainText = !`${text}${own ?? ''}`.includes('"constructor"')
  return { json, values: celContext(place, isPlainText ? json : mapsForLostNames(json)) }
}

/** The engine tells objects by their `constructor`: one that has such a member of its own becomes a map. */
function mapsForLostNames(context: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(context).map(([name, one]) => [name, mapped(one)]))
}

function mapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(mapped)
  const entries = Object.entries(value).map(([name, one]) => [name, mapped(one)] as const)
  return Object.hasOwn(value, 'constructor') ? new Map(entries) : Object.fromEntries(entries)
}

/** JSON as a context holds it, with times and whole numbers as CEL has them where they are declared. */
function celContext(
  place: Place,
  context: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [name, type] of Object.entries(place.variables))
    values[name] = toCel(type, Object.hasOwn(context, name) ? context[name] : null)
  return values
}

function toCel(type: VariableType, value: unknown): unknown {
  if (type === 'timestamp' && typeof value === 'string') return timeOf(value) ?? value
  if (type === 'duration' && typeof value === 'string') return durationOf(value) ?? value
  if (type === 'int' && Number.isSafeInteger(value)) return BigInt(value as number)
  if (isList(type) && Array.isArray(value)) return value.map((item) => toCel(type.items, item))
  if (isRecord(type) && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const record: Record<string, unknown> = { ...value }
    for (const [name, field] of Object.entries(type.fields))
      if (Object.hasOwn(record, name)) record[name] = toCel(field, record[name])
    return record
  }
  return value
}

function timeOf(text: string): Date | undefined {
  const time = new Date(text)
  return Number.isNaN(time.getTime()) ? undefined : time
}

/** Seconds with a fraction, as JSON has a duration of Protocol Buffers: `"90s"`, `"1.5s"`. */
function durationOf(text: string): Duration | undefined {
  const seconds = /^-?\d{1,12}(?:\.\d{1,9})?s$/.test(text) ? Number(text.slice(0, -1)) : undefined
  return seconds === undefined ? undefined : Duration.fromMilliseconds(seconds * 1000)
}

export function durationText({ seconds, nanos }: Duration): string {
  const total = seconds * 1_000_000_000n + BigInt(nanos)
  const sign = total < 0n ? '-' : ''
  const size = total < 0n ? -total : total
  const fraction = String(size % 1_000_000_000n)
    .padStart(9, '0')
    .replace(/0+$/, '')
  return `${sign}${size / 1_000_000_000n}${fraction === '' ? '' : `.${fraction}`}s`
}

/** What an answer may still hold. A value of CEL may hold one list a thousand times over. */
export interface OutputBudget {
  bytes: number
}

export function createOutputBudget(): OutputBudget {
  return { bytes: limits.outputBytes }
}

/**
 * A value of CEL as JSON: times as RFC 3339, durations as seconds, ints as numbers.
 *
 * @throws ExpressionError for what JSON does not have, and for more than the budget
 */
export function toJson(value: unknown, budget: OutputBudget, level = 0): unknown {
  spend(budget, typeof value === 'string' ? value.length + 2 : 5)
  if (typeof value === 'string' || typeof value === 'boolean') return value
  if (typeof value === 'bigint') return intToJson(value)
  if (typeof value !== 'number') return objectToJson(value, budget, level)
  if (Number.isFinite(value)) return value
  throw failed(`gave ${value}, which is no number of JSON`)
}

function objectToJson(value: unknown, budget: OutputBudget, level: number): unknown {
  if (value === null) return null
  if (level >= limits.outputLevels) throw failed(`gave more than ${limits.outputLevels} levels`)
  if (Array.isArray(value)) return value.map((item) => toJson(item, budget, level + 1))
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Duration) return durationText(value)
  if (value instanceof UnsignedInt) return intToJson(value.valueOf())
  if (value instanceof Optional)
    throw failed('gave an optional, which JSON does not have: end it with .orValue(…)')
  if (value instanceof Map || isPlain(value)) {
    const entries = value instanceof Map ? [...value] : Object.entries(value)
    return Object.fromEntries(
      entries.map(([key, item]) => {
        spend(budget, String(key).length + 3)
        return [String(key), toJson(item, budget, level + 1)] as const
      }),
    )
  }
  throw failed('gave what JSON does not have, such as a type')
}

function isPlain(value: unknown): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

function intToJson(value: bigint): number {
  const number = Number(value)
  if (Number.isSafeInteger(number)) return number
  throw failed(`gave ${value}, which readers of JSON would round: make it a string`)
}

export function spend(budget: OutputBudget, bytes: number): void {
  budget.bytes -= bytes
  if (budget.bytes < 0)
    throw new ExpressionError(
      'expression-too-costly',
      `gave more than ${limits.outputBytes / 1024} KiB`,
    )
}

function failed(reason: string): ExpressionError {
  return new ExpressionError('expression-failed', reason)
}
