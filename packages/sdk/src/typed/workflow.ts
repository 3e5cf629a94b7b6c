import {
  executeChild,
  makeContinueAsNewFunc,
  type ChildWorkflowOptions,
  type ContinueAsNewOptions,
  type UntypedActivities,
  type Workflow,
} from '@temporalio/workflow'
import type { ActivitySignatures, WorkflowSignature } from './signature.ts'
import { readArgument, readResult, writeArgument, writeResult } from './failing.ts'
import type { RichOf, WireOf } from './wire.ts'

/** The code of a workflow, on rich values. */
export type WorkflowImplementation<D extends WorkflowSignature> = (
  input: RichOf<D['input']>,
) => Promise<RichOf<D['output']>>

/** A workflow as Temporal runs it, on wire forms. */
export type WireWorkflow<D extends WorkflowSignature> = (
  input: WireOf<D['input']>,
) => Promise<WireOf<D['output']>>

/**
 * Makes the workflow of a signature. Its input is read by the schema before any of its code runs, and its
 * result is checked before it is sent. What a schema does not take fails the run, and no retry begins it
 * again: an `ApplicationFailure` of type `input-invalid` or `result-invalid`.
 *
 * @example
 * export const sendInvoice = implementWorkflow(invoice, async ({ amount, due_at }) => {
 *   const { at } = await charge({ amount })
 *   return { paid_at: at }
 * })
 * // workflows.ts: export { sendInvoice as 'invoice.send.v1' } from './invoice.ts'
 */
export function implementWorkflow<D extends WorkflowSignature>(
  signature: D,
  run: WorkflowImplementation<D>,
): WireWorkflow<D> {
  const { name } = signature
  // Whoever starts a run may send anything.
  const onWire: Workflow = async (...args) => {
    const input = readArgument<D['input']>(signature.input, args, `the input of ${name}`)
    return writeResult<D['output']>(signature.output, await run(input), `the result of ${name}`)
  }
  return onWire
}

/**
 * Makes Temporal activities callable with rich values. An argument that its schema does not take fails the
 * call before anything is scheduled, a result that it does not take fails it after.
 *
 * @example
 * const { charge } = typedActivities(billing, proxyActivities({ startToCloseTimeout: '1m' }))
 */
export function typedActivities<A extends ActivitySignatures>(
  signatures: A,
  proxied: UntypedActivities,
): {
  readonly [K in keyof A]: (input: RichOf<A[K]['input']>) => Promise<RichOf<A[K]['output']>>
} {
  const typed = Object.entries(signatures).map(([name, { input, output }]) => [
    name,
    async (value: unknown): Promise<unknown> => {
      // Temporal's proxy has a function for any name.
      const result: unknown = await proxied[name]?.(
        writeArgument(input, value, `the input of ${name}`),
      )
      return readResult(output, result, `the result of ${name}`)
    },
  ])
  // fromEntries forgets which names it was given.
  return Object.fromEntries(typed) as ReturnType<typeof typedActivities<A>>
}

/**
 * Starts a child of another signature and waits for its result.
 *
 * @throws ApplicationFailure `input-invalid` before it is started, `result-invalid` after
 */
export async function executeTypedChild<D extends WorkflowSignature>(
  signature: D,
  input: RichOf<D['input']>,
  options: ChildWorkflowOptions = {},
): Promise<RichOf<D['output']>> {
  const { name } = signature
  const args = [writeArgument<D['input']>(signature.input, input, `the input of ${name}`)]
  const result: unknown = await executeChild(name, { ...options, args })
  return readResult<D['output']>(signature.output, result, `the result of ${name}`)
}

/**
 * Goes on as a new run with this input.
 *
 * @throws ApplicationFailure `input-invalid`
 */
export async function continueTyped<D extends WorkflowSignature>(
  signature: D,
  input: RichOf<D['input']>,
  options?: ContinueAsNewOptions,
): Promise<never> {
  const wire = writeArgument<D['input']>(signature.input, input, `the input of ${signature.name}`)
  return await makeContinueAsNewFunc(options)(wire)
}

export {
  handleQueries,
  handleSignals,
  handleUpdates,
  type HandlerOptions,
  type SignalHandlerOptions,
} from './messages.ts'
