import { DefaultLogger, type Logger } from '@temporalio/worker'
import type { Log } from './log.ts'

const methods = {
  TRACE: 'trace',
  DEBUG: 'debug',
  INFO: 'info',
  WARN: 'warn',
  ERROR: 'error',
} as const

/** Lets Temporal's core and workers write into the process's own log. */
export function temporalLogger(log: Log): Logger {
  return new DefaultLogger('INFO', ({ level, message, meta }) => {
    log[methods[level]]({ logger: 'temporal', ...meta }, message)
  })
}
