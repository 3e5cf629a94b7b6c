import { Environment } from '@marcbachmann/cel-js'
import type { Duration } from '@marcbachmann/cel-js/evaluator'

import { expressionLimits as limits } from '../limits.ts'
import { isList, isRecord, type Fields, type Place, type VariableType } from '../place.ts'
import { matchesRe2 } from './re2.ts'
import { registerZonedFields } from './time-zones.ts'
import { durationText } from './values.ts'

const timestamp = 'google.protobuf.Timestamp'
const duration = 'google.protobuf.Duration'

type Numeric = number | bigint

const arithmetic: Readonly<Record<string, (a: Numeric, b: Numeric) => number>> = {
  '+': (a, b) => Number(a) + Number(b),
  '-': (a, b) => Number(a) - Number(b),
  '*': (a, b) => Number(a) * Number(b),
  '/': (a, b) => Number(a) / Number(b),
}

/**
 * What every expression may use. The operators between ints and doubles are ours: the numbers of
 * JSON are doubles in CEL, and `event.data.amount + 1` would have no meaning without them.
 */
const shared = createShared()

/** Knows the types of a place's variables: finds the faults of an expression. */
export function createCheckingEnvironment(place: Place): Environment {
  const environment = shared.clone()
  const names = { next: 1 }
  for (const [name, type] of Object.entries(place.variables))
    environment.registerVariable(name, celTypeOf(environment, type, names))
  return environment
}

/** Takes the values of a place's variables as they come: evaluates what was found sound. */
export function createEvaluatingEnvironment(place: Place): Environment {
  const environment = shared.clone()
  for (const name of Object.keys(place.variables)) environment.registerVariable(name, 'dyn')
  return environment
}

function celTypeOf(environment: Environment, type: VariableType, names: { next: number }): string {
  if (isRecord(type)) return registerRecord(environment, type.fields, names)
  if (isList(type)) return `list<${celTypeOf(environment, type.items, names)}>`
  if (type === 'timestamp') return timestamp
  if (type === 'duration') return duration
  return type
}

function registerRecord(environment: Environment, fields: Fields, names: { next: number }): string {
  const celFields: Record<string, string> = {}
  for (const [name, type] of Object.entries(fields))
    celFields[name] = celTypeOf(environment, type, names)
  const name = `${recordPrefix}${names.next++}`
  environment.registerType(name, { fields: celFields })
  return name
}

/** Starts the names of the types of records, which no user knows by name. */
export const recordPrefix = 'record_'

function createShared(): Environment {
  const environment = new Environment({
    homogeneousAggregateLiterals: false,
    enableOptionalTypes: true,
    limits: {
      maxAstNodes: limits.nodeCount,
      maxDepth: limits.depthLevels,
      maxListElements: limits.listLiteralElements,
      maxMapEntries: limits.mapLiteralEntries,
      maxCallArguments: limits.callArguments,
    },
  })
  for (const [left, right] of [
    ['int', 'double'],
    ['double', 'int'],
  ])
    for (const [operator, compute] of Object.entries(arithmetic))
      environment.registerOperator(`${left} ${operator} ${right}: double`, compute)
  const remainder = (a: Numeric, b: Numeric) => Number(a) % Number(b)
  environment.registerOperator('double % double: double', remainder)
  environment.registerOperator('double % int: double', remainder)
  environment.registerOperator('int % double: double', remainder)
  // Equal as numbers, also where a bigint is held against a number.
  // oxlint-disable-next-line eslint/eqeqeq -- `===` tells 1n from 1
  environment.registerOperator('int == double', (a: Numeric, b: Numeric) => a == b)

  const sync = { async: false }
  environment.registerFunction('re2(string, string): bool', matchesRe2, sync)
  environment.registerFunction(`string(${timestamp}): string`, timestampText, sync)
  environment.registerFunction(`string(${duration}): string`, durationText, sync)
  environment.registerFunction(`timestamp(${timestamp}): ${timestamp}`, same<Date>, sync)
  environment.registerFunction(`duration(${duration}): ${duration}`, same<Duration>, sync)
  environment.registerFunction(`int(${timestamp}): int`, unixSeconds, sync)
  registerZonedFields(environment, timestamp)
  return environment
}

function timestampText(time: Date): string {
  return time.toISOString()
}

function unixSeconds(time: Date): bigint {
  return BigInt(Math.floor(time.getTime() / 1000))
}

function same<T>(value: T): T {
  return value
}
