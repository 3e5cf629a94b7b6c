import { ParseError, TypeError as CelTypeError, type Environment } from '@marcbachmann/cel-js'

import { faultAt, type ExpressionFault } from '../faults.ts'
import { expressionLimits as limits } from '../limits.ts'
import { isList, isRecord, type Place, type VariableType } from '../place.ts'
import { didYouMean } from '../spelling.ts'
import { recordPrefix } from './environment.ts'
import { describeResult, fitsResult, type ResultType } from './result.ts'
import { findForbidden } from './rules.ts'
import { sendToZoned, zonedPrefix } from './time-zones.ts'

/** What the checks of one place share. */
export interface Checking {
  readonly place: Place
  readonly environment: Environment
}

/** Says what keeps an expression from being saved: nothing, or the first fault of each kind there is. */
export function checkCel(
  { place, environment }: Checking,
  source: string,
  result: ResultType = 'any',
): ExpressionFault[] {
  const tooLong = faultOfLength(source)
  if (tooLong) return [tooLong]
  try {
    const program = environment.parse(source)
    const forbidden = findForbidden(program.ast)
    sendToZoned(program.ast)
    if (forbidden.length > 0) return forbidden
    const { valid, type, error } = program.check()
    if (!valid) return [faultOf({ place, environment }, source, error)]
    if (type === undefined || fitsResult(type, result)) return []
    const sentence = `it gives ${describeType(type)}, but ${describeResult(result)} is wanted here`
    return [faultAt(source, 0, sentence)]
  } catch (error) {
    return [faultOf({ place, environment }, source, error)]
  }
}

export function faultOfLength(source: string): ExpressionFault | undefined {
  if (source.trim() === '') return faultAt(source, 0, 'there is no expression')
  return source.length > limits.sourceChars
    ? { pointer: '', detail: `the expression is longer than ${limits.sourceChars} characters` }
    : undefined
}

function faultOf(checking: Checking, source: string, error: unknown): ExpressionFault {
  if (!(error instanceof ParseError || error instanceof CelTypeError)) {
    // A type whose name doubles with each step ends in one that no string can hold.
    const reason = error instanceof RangeError ? 'its types are too large' : String(error)
    return faultAt(source, 0, `the expression cannot be checked: ${reason}`)
  }
  const start = error.range?.start ?? 0
  const written = source.slice(start, error.range?.end ?? start)
  return faultAt(source, start, sentenceOf(checking, error, written))
}

function sentenceOf(
  checking: Checking,
  error: { code: string; summary: string; node?: unknown },
  written: string,
): string {
  const summary = lowerFirst(error.summary)
    .replaceAll(recordName, 'a record')
    .replaceAll(zonedPrefix, '')
  switch (error.code) {
    case 'unknown_variable':
      return `there is no variable ${written} here${didYouMean(written, variablesIn(checking))}`
    case 'no_such_key':
      return sentenceOnField(checking, error.summary.replace(/^No such key: /, ''))
    case 'no_matching_overload':
      return sentenceOnCall(checking, summary)
    case 'limit_exceeded':
      return `the expression is too large: ${summary}`
    default:
      return summary
        .replace(/\bgot EOF\b/, 'but it ends here')
        .replace(/token: EOF$/, 'end of the expression')
  }
}

const recordName = new RegExp(`\\b${recordPrefix}\\d+\\b`, 'g')

function variablesIn({ place }: Checking): string[] {
  return Object.keys(place.variables)
}

function sentenceOnField({ place }: Checking, field: string): string {
  const known = allFields(place)
  return `there is no field ${field} here${didYouMean(field, known)}`
}

function allFields({ variables }: Place): string[] {
  return Object.values(variables).flatMap(fieldsOf)
}

function fieldsOf(type: VariableType): string[] {
  if (isList(type)) return fieldsOf(type.items)
  if (!isRecord(type)) return []
  return [...Object.keys(type.fields), ...allFields({ variables: type.fields })]
}

function sentenceOnCall({ environment }: Checking, summary: string): string {
  const name = /'(?:.*\.)?(\w+)\(/.exec(summary)?.[1] ?? ''
  const known = new Set(
    environment.getDefinitions().functions.map((one) => one.name.replace(zonedPrefix, '')),
  )
  return known.has(name)
    ? `${name} does not take these: ${summary}`
    : `there is no function ${name}${didYouMean(name, known)}`
}

export function describeType(type: string): string {
  if (type === 'google.protobuf.Timestamp') return 'a timestamp'
  if (type === 'google.protobuf.Duration') return 'a duration'
  if (type.startsWith(recordPrefix)) return 'a record'
  return `${/^[aeiou]/.test(type) ? 'an' : 'a'} ${type}`
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
