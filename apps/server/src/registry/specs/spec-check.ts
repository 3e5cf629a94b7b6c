import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type {
  FullWorkflowSpec,
  MessageDeclaration,
} from '@temporal-registry/contract/workflow-spec'
import {
  createSchemaCache,
  EvaluationTooCostly,
  findSchemaFaults,
  UnusableSchema,
  type InputFault,
  type SchemaFault,
} from '../../json-schema/json-schema.ts'
import { idErrors } from '../../platform/id-length.ts'
import { createLastUsed } from '../../platform/last-used.ts'
import { createTurns } from './turns.ts'
import { contentHash } from '../workflow/content-hash.ts'

/** Verdicts remembered: after a deployment a thousand workers announce the same few schemas. */
const maxVerdicts = 20_000

type Schema = Record<string, unknown>

/** Checks what a spec says before it is stored, and inputs against it afterwards. */
export interface SpecCheck {
  /** @throws Problem `schema-invalid` or `validation-failed` with a pointer to every fault. */
  assertValid(
    specs: readonly { readonly spec: FullWorkflowSpec; readonly pointer: string }[],
  ): Promise<void>
  /** Why a stored schema cannot be used, or nothing. */
  schemaFault(schema: Schema): SchemaFault | undefined
  /**
   * Faults of a value against a schema.
   *
   * @throws Problem `validation-too-costly` when checking was stopped, `schema-invalid` when a schema
   *   that no gateway has checked came by a signal of the original.
   */
  inputFaults(hash: string, schema: Schema, value: unknown): readonly InputFault[]
  /** The same for a schema whose hash is not at hand. */
  valueFaults(schema: Schema, value: unknown): readonly InputFault[]
}

/** Finds faults of the schedules a spec declares; pointers begin at the spec. */
export type DeclarationFaults = (
  spec: FullWorkflowSpec,
  check: Pick<SpecCheck, 'valueFaults'>,
) => readonly ProblemError[]

export function createSpecCheck(declarationFaults: DeclarationFaults = () => []): SpecCheck {
  const verdicts = createLastUsed<readonly SchemaFault[]>(maxVerdicts)
  const turns = createTurns()
  const checks = createSchemaCache()

  function faultsOf(schema: Schema): readonly SchemaFault[] {
    return verdicts.get(contentHash(schema), () => findSchemaFaults(schema))
  }

  function inputFaults(hash: string, schema: Schema, value: unknown): readonly InputFault[] {
    try {
      return checks.checkFor(hash, schema)(value)
    } catch (error) {
      if (error instanceof EvaluationTooCostly) {
        throw new Problem('validation-too-costly', error.message, {}, error)
      }
      if (error instanceof UnusableSchema) {
        throw new Problem('schema-invalid', error.message, { errors: error.faults }, error)
      }
      throw error
    }
  }

  const valueFaults: SpecCheck['valueFaults'] = (schema, value) =>
    inputFaults(contentHash(schema), schema, value)

  function schemaErrors(schema: Schema | undefined, pointer: string): ProblemError[] {
    return faultsOf(schema ?? {}).map((fault) => ({
      pointer: `${pointer}${fault.pointer}`,
      detail: fault.detail,
    }))
  }

  function messageErrors(messages: readonly MessageDeclaration[], pointer: string): ProblemError[] {
    return messages.flatMap(({ schema, result_schema: resultSchema }, at) => [
      ...schemaErrors(schema, `${pointer}/${at}/schema`),
      ...schemaErrors(resultSchema, `${pointer}/${at}/result_schema`),
    ])
  }

  function specErrors(spec: FullWorkflowSpec, pointer: string): ProblemError[] {
    const errors = [
      ...schemaErrors(spec.input_schema, `${pointer}/input_schema`),
      ...schemaErrors(spec.output_schema, `${pointer}/output_schema`),
      ...messageErrors(spec.signals, `${pointer}/signals`),
      ...messageErrors(spec.queries, `${pointer}/queries`),
      ...messageErrors(spec.updates, `${pointer}/updates`),
    ]
    return errors.length > 0 ? errors : exampleErrors(spec, pointer)
  }

  function exampleErrors(spec: FullWorkflowSpec, pointer: string): ProblemError[] {
    const hash = contentHash(spec.input_schema)
    return spec.examples.flatMap(({ name, input }, at) =>
      inputFaults(hash, spec.input_schema, input).map((fault) => ({
        pointer: `${pointer}/examples/${at}/input${fault.pointer}`,
        detail: `The example «${name}» does not fit its own schema: ${fault.detail}`,
      })),
    )
  }

  return {
    async assertValid(specs) {
      const plainErrors = specs.flatMap(({ spec, pointer }) => [
        ...idErrors(spec.workflow_type, `${pointer}/workflow_type`),
        ...idErrors(spec.task_queue, `${pointer}/task_queue`),
        ...attributeErrors(spec, pointer),
      ])
      refuse('validation-failed', plainErrors)
      const checks = specs.map(
        ({ spec, pointer }) =>
          () =>
            specErrors(spec, pointer),
      )
      refuse('schema-invalid', (await turns.run(checks)).flat())
      refuse(
        'validation-failed',
        specs.flatMap(({ spec, pointer }) =>
          declarationFaults(spec, { valueFaults }).map((fault) => ({
            ...fault,
            pointer: pointer + fault.pointer,
          })),
        ),
      )
    },
    schemaFault: (schema) => faultsOf(schema)[0],
    inputFaults,
    valueFaults,
  }
}

/** One name cannot have two types, whatever Temporal has. */
function attributeErrors(
  { search_attributes: attributes }: FullWorkflowSpec,
  pointer: string,
): ProblemError[] {
  const types = new Map<string, string>()
  return attributes.flatMap(({ name, type }, at) => {
    const first = types.get(name)
    if (first === undefined) types.set(name, type)
    if (first === undefined || first === type) return []
    const detail = `is ${type}, but «${name}» is declared as ${first} in the same spec`
    return [{ pointer: `${pointer}/search_attributes/${at}/type`, detail }]
  })
}

function refuse(
  code: 'schema-invalid' | 'validation-failed',
  errors: readonly ProblemError[],
): void {
  if (errors.length > 0) throw new Problem(code, summary(errors), { errors: errors.slice(0, 50) })
}

function summary(errors: readonly ProblemError[]): string {
  const [first] = errors
  const rest = errors.length === 1 ? '' : ` (and ${errors.length - 1} more)`
  return `${first?.pointer ?? ''}: ${first?.detail ?? ''}${rest}`
}
