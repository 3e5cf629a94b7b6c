import { toJSONSchema } from 'zod/v4/core'
import type { AnnouncedWorkflow } from '../worker/options.ts'
import type { AnsweredSignature, SignalSignature, WorkflowSignature } from './signature.ts'
import type { Schema } from './wire.ts'

/** The part of an announcement that a signature knows. */
export type TypedAnnouncement = Required<
  Pick<AnnouncedWorkflow, 'workflow_type' | 'input_schema' | 'signals' | 'queries' | 'updates'>
> &
  Pick<AnnouncedWorkflow, 'output_schema'>

/**
 * Writes what a worker announces of a signature: the JSON Schemas of its wire forms. The gateway then
 * refuses, with pointers, what the workflow would refuse.
 *
 * What JSON Schema cannot say, a `.refine()` for one, only the workflow checks.
 *
 * @throws Error for a schema that has no wire form in JSON: `z.date()`, `z.bigint()`, `z.map()`
 * @example
 * await runRegistered(worker, {
 *   workflows: [{ ...announcementOf(invoice), version: '1.0.0', description: 'Sends one invoice' }],
 * })
 */
export function announcementOf(signature: WorkflowSignature): TypedAnnouncement {
  const { name, input, output, signals, queries, updates } = signature
  return {
    workflow_type: name,
    input_schema: schemaOf(input) ?? {},
    ...optional('output_schema', schemaOf(output)),
    signals: Object.entries(signals).map(([signal, parts]) => messageOf(signal, parts)),
    queries: Object.entries(queries).map(([query, parts]) => answeredOf(query, parts)),
    updates: Object.entries(updates).map(([update, parts]) => answeredOf(update, parts)),
  }
}

function messageOf(name: string, { description, input }: SignalSignature) {
  return {
    name,
    ...optional('description', description),
    ...optional('schema', schemaOf(input)),
  }
}

function answeredOf(name: string, signature: AnsweredSignature) {
  return {
    ...messageOf(name, signature),
    ...optional('result_schema', schemaOf(signature.output)),
  }
}

/** Nothing for `z.void()`: JSON Schema has no word for it. */
function schemaOf(schema: Schema): Record<string, unknown> | undefined {
  if (schema._zod.def.type === 'void') return undefined
  return { ...toJSONSchema(schema, { io: 'input' }) }
}

function optional<K extends string, V>(key: K, value: V | undefined): { [P in K]?: V } {
  // A computed key is typed as an index signature.
  return (value === undefined ? {} : { [key]: value }) as { [P in K]?: V }
}
