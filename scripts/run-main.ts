import { constants } from 'node:os'
import { renderSetupError, SetupError } from './setup-error.ts'

export class Interrupted extends Error {
  readonly signal: NodeJS.Signals

  constructor(signal: NodeJS.Signals) {
    super(`interrupted by ${signal}`)
    this.signal = signal
  }
}

/** Runs a command's body; `stop` is aborted when the command is asked to end. */
export async function runMain(main: (stop: AbortSignal) => Promise<number>): Promise<never> {
  const controller = new AbortController()
  const stop = (signal: NodeJS.Signals) => controller.abort(new Interrupted(signal))
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
  process.on('SIGHUP', stop)
  // A terminal that was closed takes no more words, and ending in order matters more than them.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  // Bootstrap holds the other end: when it is killed, nobody is left who could ask us to end.
  process.once('disconnect', () => stop('SIGTERM'))
  process.exit(await main(controller.signal).catch(exitCodeFor))
}

function exitCodeFor(error: unknown): number {
  if (error instanceof Interrupted) return 128 + constants.signals[error.signal]
  if (!(error instanceof SetupError)) throw error
  process.stderr.write(`${renderSetupError(error)}\n`)
  return 1
}
