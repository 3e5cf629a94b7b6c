import type { AnnounceOptions, AnnouncementLogger } from './options.ts'
import { toParts } from './options.ts'
import { LeaseKeeper } from './lease-keeper.ts'

/**
 * The part of a `@temporalio/worker` Worker that is used. Written out, so that importing this module needs
 * no Temporal SDK and loads no second copy of its native runtime.
 */
export interface RunnableWorker {
  readonly options: { readonly taskQueue: string }
  run(): Promise<void>
  shutdown(): void
  getState(): string
}

/** What is announced of a worker; its task queue and logger are the worker's own. */
export type RunRegisteredOptions = Omit<AnnounceOptions, 'taskQueue'>

// Temporal's Worker tells its state only to those who ask; asking reads a field.
const lookEveryMs = 50

/**
 * Runs a Temporal worker and keeps it announced for as long as it polls: announced once it runs, drained
 * at once when it begins to stop (SIGTERM, `worker.shutdown()`), gone when `run()` has returned.
 *
 * A gateway that is away never disturbs the worker: announcing is tried until it is back. Only a *first*
 * announcement that is refused ends the worker, as it would run unseen.
 *
 * @throws ApiError when the first announcement is refused with a 4xx (`schema-invalid`, `forbidden`…); the
 * worker is shut down by then. Also what `worker.run()` throws, and TypeError for an unusable `url` or `token`.
 * @example
 * const worker = await Worker.create({ taskQueue: 'invoices', workflowsPath, activities })
 * await runRegistered(worker, {
 *   workflows: [{ workflow_type: 'sendInvoice', description: 'Sends one invoice', input_schema }],
 * })
 */
export async function runRegistered(
  worker: RunnableWorker,
  options: RunRegisteredOptions,
): Promise<void> {
  const logger = options.logger ?? loggerOf(worker)
  const parts = toParts({ ...options, taskQueue: worker.options.taskQueue, logger })
  const refused = Promise.withResolvers<never>()
  let announcement: LeaseKeeper | undefined

  function begin(): LeaseKeeper {
    const begun = new LeaseKeeper(parts)
    begun.announced.catch(refused.reject)
    return begun
  }

  function look(): void {
    const state = worker.getState()
    if (state === 'RUNNING') announcement ??= begin()
    else announcement?.drain()
  }

  const running = worker.run()
  const ticker = setInterval(look, lookEveryMs)
  ticker.unref()
  try {
    look()
    await Promise.race([running, refused.promise])
  } catch (error) {
    await stop(worker, running)
    throw error
  } finally {
    clearInterval(ticker)
    await announcement?.leave()
  }
}

async function stop(worker: RunnableWorker, running: Promise<void>): Promise<void> {
  if (worker.getState() === 'RUNNING') worker.shutdown()
  // What is thrown is the reason to stop, and not what came of stopping.
  await running.catch(() => {})
}

/** The worker's own logger: a protected member, hence looked for rather than relied on. */
function loggerOf(worker: object): AnnouncementLogger | undefined {
  const logger: unknown = Reflect.get(worker, 'logger')
  return isLogger(logger) ? logger : undefined
}

function isLogger(value: unknown): value is AnnouncementLogger {
  if (typeof value !== 'object' || value === null) return false
  return ['info', 'warn', 'error'].every((name) => typeof Reflect.get(value, name) === 'function')
}
