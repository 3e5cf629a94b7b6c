import type { Schema } from './wire.ts'

/** What a signal brings. */
export interface SignalSignature {
  readonly description?: string
  readonly input: Schema
}

/** What a query or an update brings, and what it is answered. `z.void()` stands for nothing. */
export interface AnsweredSignature extends SignalSignature {
  readonly output: Schema
}

type Signals = Readonly<Record<string, SignalSignature>>
type Answered = Readonly<Record<string, AnsweredSignature>>

/** The types of a workflow, apart from its code: shared by worker, client and registry. */
export interface WorkflowSignature<
  In extends Schema = Schema,
  Out extends Schema = Schema,
  S extends Signals = Signals,
  Q extends Answered = Answered,
  U extends Answered = Answered,
> {
  /** The workflow type, as it is on the wire. */
  readonly name: string
  readonly input: In
  readonly output: Out
  readonly signals: S
  readonly queries: Q
  readonly updates: U
}

// oxlint-disable-next-line typescript/no-empty-object-type -- no message at all, of any name
type None = {}

/**
 * Defines what a workflow takes and gives, each in a zod schema whose input is the wire form.
 *
 * A workflow, signal, query or update takes one argument, as those do that are started over HTTP.
 *
 * @example
 * export const invoice = defineWorkflow({
 *   name: 'invoice.send.v1',
 *   input: z.strictObject({ amount: decimal(), due_at: instant() }),
 *   output: z.object({ paid_at: instant() }),
 *   signals: { remind: { input: z.object({ to: ipAddress() }) } },
 * })
 */
export function defineWorkflow<
  In extends Schema,
  Out extends Schema,
  S extends Signals = None,
  Q extends Answered = None,
  U extends Answered = None,
>(parts: {
  readonly name: string
  readonly input: In
  readonly output: Out
  readonly signals?: S
  readonly queries?: Q
  readonly updates?: U
}): WorkflowSignature<In, Out, S, Q, U> {
  const { name, input, output } = parts
  // Absent is what the type parameter's default says: none.
  const { signals = {} as S, queries = {} as Q, updates = {} as U } = parts
  return { name, input, output, signals, queries, updates }
}

/** What a Temporal activity takes and gives. */
export interface ActivitySignature {
  readonly input: Schema
  readonly output: Schema
}

/** The Temporal activities of a worker, by name. */
export type ActivitySignatures = Readonly<Record<string, ActivitySignature>>

/**
 * Defines what Temporal activities take and give; each takes one argument.
 *
 * @example
 * export const billing = defineActivities({
 *   charge: { input: z.object({ amount: decimal() }), output: z.object({ at: instant() }) },
 * })
 */
export function defineActivities<A extends ActivitySignatures>(activities: A): A {
  return activities
}
