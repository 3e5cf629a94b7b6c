import type { ASTNode, Environment } from '@marcbachmann/cel-js'
import { wallTime } from '../../platform/wall-time.ts'

import { nodesOf } from './syntax.ts'

/**
 * The engine finds the hour of another zone by way of the server's own, which is wrong around and
 * during summer time. Its functions cannot be replaced, so that calls of them are sent to ours.
 */
const prefix = 'zoned_'
export const zonedPrefix = new RegExp(`\\b${prefix}`, 'g')

/** Each of a time whose fields in UTC are those of the zone. */
const fields: Readonly<Record<string, (time: Date) => number>> = {
  getFullYear: (time) => time.getUTCFullYear(),
  getMonth: (time) => time.getUTCMonth(),
  getDate: (time) => time.getUTCDate(),
  getDayOfMonth: (time) => time.getUTCDate() - 1,
  getDayOfWeek: (time) => time.getUTCDay(),
  getDayOfYear: (time) =>
    Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / dayMillis),
  getHours: (time) => time.getUTCHours(),
  getMinutes: (time) => time.getUTCMinutes(),
  getSeconds: (time) => time.getUTCSeconds(),
  getMilliseconds: (time) => time.getUTCMilliseconds(),
}
const dayMillis = 24 * 3600 * 1000

export function registerZonedFields(environment: Environment, timestamp: string): void {
  const sync = { async: false }
  for (const [name, read] of Object.entries(fields)) {
    environment.registerFunction(
      `${timestamp}.${prefix}${name}(string): int`,
      (time: Date, zone: string) => BigInt(read(wallTime(time, zone))),
      sync,
    )
  }
  const { getDayOfYear } = fields
  if (getDayOfYear)
    environment.registerFunction(
      `${timestamp}.${prefix}getDayOfYear(): int`,
      (time: Date) => BigInt(getDayOfYear(time)),
      sync,
    )
}

/** Changes the expression in place, before it is checked. */
export function sendToZoned(root: ASTNode): void {
  for (const node of nodesOf(root))
    if (node.op === 'rcall' && isZoned(node.args)) node.args[0] = `${prefix}${node.args[0]}`
}

/** Without a zone the engine is right but for the day of the year; durations have some of these too. */
function isZoned([name, , args]: readonly [string, ASTNode, readonly ASTNode[]]): boolean {
  return Object.hasOwn(fields, name) && (args.length === 1 || name === 'getDayOfYear')
}
