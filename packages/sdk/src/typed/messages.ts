import {
  ApplicationFailure,
  defineQuery,
  defineSignal,
  defineUpdate,
  log,
  setHandler,
} from '@temporalio/workflow'
import type { HandlerUnfinishedPolicy } from '@temporalio/common'
import type { WorkflowSignature } from './signature.ts'
import { readArgument, writeResult } from './failing.ts'
import type { RichOf } from './wire.ts'

type SignalHandlers<D extends WorkflowSignature> = {
  readonly [K in keyof D['signals']]: (
    input: RichOf<D['signals'][K]['input']>,
  ) => void | Promise<void>
}

type QueryHandlers<D extends WorkflowSignature> = {
  readonly [K in keyof D['queries']]: (
    input: RichOf<D['queries'][K]['input']>,
  ) => RichOf<D['queries'][K]['output']>
}

type UpdateRun<D extends WorkflowSignature, K extends keyof D['updates']> = (
  input: RichOf<D['updates'][K]['input']>,
) => RichOf<D['updates'][K]['output']> | Promise<RichOf<D['updates'][K]['output']>>

type UpdateHandlers<D extends WorkflowSignature> = {
  readonly [K in keyof D['updates']]:
    | UpdateRun<D, K>
    | {
        readonly run: UpdateRun<D, K>
        /** Refuses an update before it is in the history, by throwing an `ApplicationFailure`. */
        readonly validate?: (input: RichOf<D['updates'][K]['input']>) => void
      }
}

/** What holds for all handlers that are set in one call. */
export interface HandlerOptions {
  readonly unfinishedPolicy?: HandlerUnfinishedPolicy
}

export interface SignalHandlerOptions extends HandlerOptions {
  /** Told of a signal that its schema does not take. Default: a warning in the worker's log. */
  readonly onRefused?: (signal: string, failure: ApplicationFailure) => void
}

/**
 * Handles every signal of a signature. One that its schema does not take reaches no handler, and the run
 * goes on: a signal has no answer, and anybody may send one.
 */
export function handleSignals<D extends WorkflowSignature>(
  signature: D,
  handlers: SignalHandlers<D>,
  { onRefused = warn, ...options }: SignalHandlerOptions = {},
): void {
  for (const [name, { input, description }] of Object.entries(signature.signals)) {
    const handler = handlerOf<Run>(handlers, name)
    const handle = async (...args: unknown[]) => {
      const read = attempt(() => readArgument(input, args, `the signal ${name}`))
      if (read.failure) onRefused(name, read.failure)
      else await handler(read.value)
    }
    setHandler(defineSignal<unknown[]>(name), handle, { ...options, ...described(description) })
  }
}

/**
 * Handles every query of a signature. One that its schema does not take is answered with the failure, and
 * so is one whose answer is not as defined.
 */
export function handleQueries<D extends WorkflowSignature>(
  signature: D,
  handlers: QueryHandlers<D>,
): void {
  for (const [name, { input, output, description }] of Object.entries(signature.queries)) {
    const handler = handlerOf<Run>(handlers, name)
    const handle = (...args: unknown[]): unknown =>
      writeResult(
        output,
        handler(readArgument(input, args, `the query ${name}`)),
        `the answer to ${name}`,
      )
    setHandler(defineQuery<unknown, unknown[]>(name), handle, described(description))
  }
}

/**
 * Handles every update of a signature. One that its schema does not take is refused before it is in the
 * history; one whose answer is not as defined fails.
 */
export function handleUpdates<D extends WorkflowSignature>(
  signature: D,
  handlers: UpdateHandlers<D>,
  options: HandlerOptions = {},
): void {
  for (const [name, { input, output, description }] of Object.entries(signature.updates)) {
    const handler = handlerOf<Run | Validated>(handlers, name)
    const { run, validate } =
      typeof handler === 'function' ? { run: handler, validate: undefined } : handler
    const read = (args: unknown[]) => readArgument(input, args, `the update ${name}`)
    const handle = async (...args: unknown[]): Promise<unknown> =>
      writeResult(output, await run(read(args)), `the answer to ${name}`)
    const validator = (...args: unknown[]) => {
      const value = read(args)
      validate?.(value)
    }
    const update = defineUpdate<unknown, unknown[]>(name)
    setHandler(update, handle, { ...options, ...described(description), validator })
  }
}

type Run = (input: unknown) => unknown

interface Validated {
  readonly run: Run
  readonly validate?: (input: unknown) => void
}

/** Its type was that of the signature's message, which a loop over names forgets. */
function handlerOf<T>(handlers: object, name: string): T {
  if (!Object.hasOwn(handlers, name)) throw new TypeError(`${name} is defined, and has no handler`)
  return Reflect.get(handlers, name) as T
}

function described(description: string | undefined): { description?: string } {
  return description === undefined ? {} : { description }
}

function attempt<T>(
  read: () => T,
): { value: T; failure?: never } | { failure: ApplicationFailure } {
  try {
    return { value: read() }
  } catch (error) {
    if (error instanceof ApplicationFailure) return { failure: error }
    throw error
  }
}

function warn(signal: string, { message, details }: ApplicationFailure): void {
  log.warn(message, { signal, details })
}
