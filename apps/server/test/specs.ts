import type { WorkerRegistration } from '@temporal-registry/contract/workers'
import type { FullWorkflowSpec, WorkflowSpec } from '@temporal-registry/contract/workflow-spec'
import {
  applyCatalogueOp,
  loadCatalogue,
  type Catalogue,
} from '../src/registry/workflow/catalogue.ts'
import type { CatalogueOp, FullRegistration, Outcome } from '../src/registry/workflow/messages.ts'
import { normaliseRegistration, normaliseSpec } from '../src/registry/workflow/normalise.ts'

/** A complete spec, of which only the name matters unless a test says more. */
export function fullSpec(workflowType: string, more: Partial<WorkflowSpec> = {}): FullWorkflowSpec {
  return normaliseSpec({ workflow_type: workflowType, task_queue: 'queue', ...more })
}

/** A complete registration of a worker on the queue of its name. */
export function fullRegistration(
  workerId: string,
  more: Partial<WorkerRegistration> = {},
): FullRegistration {
  return normaliseRegistration({ task_queue: `${workerId}-queue`, ...more, worker_id: workerId })
}

/** The op of a worker that registers over HTTP. */
export function registering(workerId: string, more: Partial<WorkerRegistration> = {}): CatalogueOp {
  return { op: 'register_worker', registration: fullRegistration(workerId, more), checked: true }
}

/** The op of an operator who stores a spec over HTTP. */
export function putting(spec: FullWorkflowSpec, overwrite = true): CatalogueOp {
  return { op: 'put_workflow', spec, overwrite, checked: true }
}

/** A catalogue to which ops were applied, all at one time. */
export function catalogueOf(ops: readonly CatalogueOp[] = [], nowMs = 0): Catalogue {
  const catalogue = loadCatalogue(undefined, nowMs)
  for (const op of ops) applyCatalogueOp(catalogue, op, nowMs)
  return catalogue
}

/** The value of an outcome that is no refusal. */
export function valueOf(outcome: Outcome<unknown>): unknown {
  if ('refusal' in outcome) throw new Error(`It was refused: ${outcome.refusal.detail}`)
  return outcome.value
}

/** The code of an outcome that is a refusal, else nothing. */
export function refusalOf(outcome: Outcome<unknown>): string | undefined {
  return 'refusal' in outcome ? outcome.refusal.code : undefined
}

const words =
  'invoice order customer payment refund shipment ledger audit report export import sync'
const vocabulary = words.split(' ')

/** A spec of some 1,200 bytes as a team would write it; no two numbers give the same schema. */
export function realisticSpec(number: number): FullWorkflowSpec {
  const word = (at: number) => vocabulary[Math.floor(number / at) % vocabulary.length] ?? ''
  return fullSpec(`${word(1)}.${word(12)}.${number}.v1`, {
    task_queue: `team-${number % 50}`,
    version: `1.${number % 9}`,
    description: `Takes the ${word(1)} of a ${word(12)}, number ${number}, and tells its owner`,
    owner: `team-${number % 50}@example.com`,
    docs_url: `https://docs.example.com/${word(1)}/${number}`,
    labels: { domain: word(1), tier: String(number % 3) },
    search_attributes: [{ name: 'customer_id', type: 'Keyword' }],
    examples: [{ name: 'usual', input: { id: `${word(12)}-${number}`, amount: number } }],
    output_schema: { type: 'object', properties: { ref: { type: 'string' } } },
    input_schema: {
      type: 'object',
      required: ['id', 'amount'],
      additionalProperties: false,
      properties: {
        id: { type: 'string', minLength: 1, description: `Identifier of the ${word(12)}` },
        amount: { type: 'number', minimum: 0, maximum: number * 10 },
        currency: { enum: ['EUR', 'USD', 'GBP'] },
        [`field_${number}`]: { type: 'string', format: 'date-time' },
        lines: {
          type: 'array',
          items: { type: 'object', properties: { sku: { type: 'string', maxLength: 40 } } },
        },
      },
    },
  })
}
