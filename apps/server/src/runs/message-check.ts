import { Problem } from '@temporal-registry/contract/problem'
import type { MessageDeclaration } from '@temporal-registry/contract/workflow-spec'
import type { RunRef, Runs } from './runs.ts'

type Kind = 'signals' | 'queries' | 'updates'
type Body = { readonly input?: unknown; readonly args?: readonly unknown[] } | null
type Schema = Record<string, unknown>
interface Fault {
  readonly pointer: string
  readonly detail: string
}

/** What this needs of the registry: the messages a type declares, and a way to check values. */
export interface DeclaredMessages {
  /** True when any type at all declares a schema for a message of this name. */
  hasSchema(kind: Kind, name: string): boolean
  find(workflowType: string, kind: Kind, name: string): MessageDeclaration | undefined
  faults(schema: Schema, value: unknown): readonly Fault[]
}

/** A message, and where in the request its body stands. */
interface Message {
  readonly kind: Kind
  readonly name: string
  readonly body: Body
  readonly at: string
}

export interface MessageCheck {
  /** The arguments a message is sent with, checked against the schema that the run's type declares. */
  argumentsFor(kind: Kind, run: RunRef, name: string, body: Body): Promise<readonly unknown[]>
  /** The same where the type is known. */
  argumentsOf(workflowType: string, message: Message): readonly unknown[]
}

export function createMessageCheck(
  declared: DeclaredMessages,
  runs: Pick<Runs, 'describe'>,
): MessageCheck {
  /** As for a start: an array's schema is for the whole list of `args`, any other for the only argument. */
  function faultsOf(schema: Schema, body: Body, args: readonly unknown[]): readonly Fault[] {
    if (body?.args === undefined) return within('/input', declared.faults(schema, args[0]))
    if (schema['type'] === 'array') return within('/args', declared.faults(schema, args))
    if (args.length !== 1) return [{ pointer: '/args', detail: 'must hold exactly one argument' }]
    return within('/args/0', declared.faults(schema, args[0]))
  }

  function argumentsOf(type: string, { kind, name, body, at }: Message): readonly unknown[] {
    const args = plainArguments(body, at)
    const schema = declared.find(type, kind, name)?.schema
    if (!schema || Object.keys(schema).length === 0) return args
    // As for a start, no input is an empty one; what is checked is what is sent.
    const checked = args.length === 0 && body?.args === undefined ? [{}] : args
    const errors = within(at, faultsOf(schema, body, checked))
    if (errors.length === 0) return checked
    throw new Problem('input-invalid', `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`, {
      errors,
      workflow_type: type,
    })
  }

  return {
    argumentsOf,
    async argumentsFor(kind, run, name, body) {
      const args = plainArguments(body, '')
      // Which type a run has costs a call to Temporal: made only where a schema may wait.
      if (!declared.hasSchema(kind, name)) return args
      const { workflow_type: type } = await runs.describe(run)
      return argumentsOf(type, { kind, name, body, at: '' })
    },
  }
}

function plainArguments(body: Body, at: string): readonly unknown[] {
  if (body?.args !== undefined && body.input !== undefined) {
    const detail = 'cannot be given together with input'
    throw new Problem('validation-failed', `${at}/args ${detail}`, {
      errors: [{ pointer: `${at}/args`, detail }],
    })
  }
  return body?.args ?? (body?.input === undefined ? [] : [body.input])
}

function within(at: string, faults: readonly Fault[]): readonly Fault[] {
  return faults.map((fault) => ({ ...fault, pointer: `${at}${fault.pointer}` }))
}
