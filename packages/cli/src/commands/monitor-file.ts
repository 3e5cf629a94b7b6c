import type { MonitorBody } from '@temporal-registry/contract/monitor'
import { readJsonObject } from '../json-input.ts'
import { UsageError } from '../usage-error.ts'

/** Reads a monitor from a file of JSON, or from standard input. @throws UsageError where it is none */
export async function readMonitorFile(path: string | undefined): Promise<MonitorBody> {
  if (path === undefined) {
    throw new UsageError('There is no --file', { remedy: 'Name one with -f; - is standard input' })
  }
  const value = await readJsonObject('--file', path === '-' ? path : `@${path}`)
  // The gateway says whether it is one.
  return value as MonitorBody
}
