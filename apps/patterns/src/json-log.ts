import { DefaultLogger, type LogLevel } from '@temporalio/worker'

/** One JSON object a line, in the gateway's shape: the worker's own lines and Temporal's. */
export function createJsonLog(level: LogLevel = 'INFO'): DefaultLogger {
  return new DefaultLogger(level, ({ level, message, timestampNanos, meta }) => {
    const ts = new Date(Number(timestampNanos / 1_000_000n)).toISOString()
    const line = { level, ts, logger: 'patterns', ...meta, message }
    process.stderr.write(`${JSON.stringify(line, plain)}\n`)
  })
}

function plain(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (!(value instanceof Error)) return value
  const { name, message, stack, cause } = value
  return { name, message, stack, cause }
}
