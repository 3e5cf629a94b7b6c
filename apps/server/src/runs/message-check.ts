import { Problem } from '@temporal-registry/contract/problem'
import type { MessageDeclaration } from '@temporal-registry/contract/workflow-spec'
import type { RunRef, Runs } from './runs.ts'

type Kind = 'signals' | 'queries' | 'updates'
type Body = { readonly input?: unknown; readonly args?: readonly unknown[] } | null

/** What this needs of the registry: the messages a type declares, and a way to check values. */
export interface DeclaredMessages {
  /** True when any type at all declares a schema for a message of this name. */
  hasSchema(kind: Kind, name: string): boolean
  find(workflowType: string, kind: Kind, name: string): MessageDeclaration | undefined
  faults(schema: Record<string, unknown>, value: unknown): readonly { pointer: string; detail: string }[]
}

export interface MessageCheck {
  /** The arguments a message is sent with, checked against the schema that the run's type declares. */
  argumentsFor(kind: Kind, run: RunRef, name: string, body: Body): Promise<readonly unknown[]>
}

export function createMessageCheck(
  declared: DeclaredMessages,
  runs: Pick<Runs, 'describe'>,
): MessageCheck {
  return {
    async argumentsFor(kind, run, name, body) {
      if (body?.args !== undefined && body.input !== undefined) {
        throw new Problem('validation-failed', '/args cannot be given together with input', {
          errors: [{ pointer: '/args', detail: 'cannot be given together with input' }],
        })
      }
      const args = body?.args ?? (body?.input === undefined ? [] : [body.input])
      // Which type a run has costs a call to Temporal: made only where a schema may wait.
      if (!declared.hasSchema(kind, name)) return args
      const { workflow_type: type } = await runs.describe(run)
      const schema = declared.find(type, kind, name)?.schema
      const faults = schema ? declared.faults(schema, args[0] ?? {}) : []
      if (faults.length === 0) return args
      const at = body?.args === undefined ? '/input' : '/args/0'
      const errors = faults.map((fault) => ({ ...fault, pointer: `${at}${fault.pointer}` }))
      throw new Problem('input-invalid', `${errors[0]?.pointer ?? ''} ${errors[0]?.detail ?? ''}`, {
        errors,
        workflow_type: type,
      })
    },
  }
}
