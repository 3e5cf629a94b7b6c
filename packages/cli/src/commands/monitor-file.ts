import type { MonitorBody } from '@temporal-registry/contract/monitor'
import { readObjectFile } from '../json-input.ts'

/** Reads a monitor from a file, or from standard input. @throws UsageError where it is none */
export async function readMonitorFile(path: string | undefined): Promise<MonitorBody> {
  // The gateway says whether it is one.
  return (await readObjectFile('--file', path)) as unknown as MonitorBody
}
