import { pino, type Logger } from 'pino'

export type Log = Logger

const pinoLevels: Readonly<Record<string, string>> = { warning: 'warn', critical: 'fatal' }

/** The process's log: one JSON line an entry, on standard error as the original has it. */
export function createLog(level: string): Log {
  const word = level.toLowerCase()
  return pino(
    {
      level: pinoLevels[word] ?? word,
      base: null,
      messageKey: 'message',
      timestamp: () => `,"ts":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label.toUpperCase() }) },
    },
    pino.destination({ dest: 2, sync: false }),
  )
}
