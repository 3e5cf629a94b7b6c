import { Problem, type ProblemError } from '@temporal-registry/contract/problem'
import type { StartBody } from '@temporal-registry/contract/dispatch'
import type { SpecCheck, ViewedType } from '../registry/registry.ts'
import { argumentsOf } from './start-request.ts'

/** A schema of type array describes the whole list of arguments; any other describes the only one. */
export function assertInputFits(
  check: Pick<SpecCheck, 'inputFaults'>,
  type: Pick<ViewedType, 'spec' | 'inputSchemaHash'>,
  body: Pick<StartBody, 'input' | 'args'>,
): void {
  const schema = type.spec.input_schema
  const args = argumentsOf(body)
  const isWholeList = body.args !== undefined && schema['type'] === 'array'
  if (
    body.args !== undefined &&
    !isWholeList &&
    args.length !== 1 &&
    Object.keys(schema).length > 0
  ) {
    throw inputProblem(type, [{ pointer: '/args', detail: 'must hold exactly one argument' }])
  }
  const value = isWholeList ? args : args[0]
  const at = body.args === undefined ? '/input' : isWholeList ? '/args' : '/args/0'
  const faults = check.inputFaults(type.inputSchemaHash, schema, value)
  if (faults.length === 0) return
  throw inputProblem(
    type,
    faults.map((fault) => ({ ...fault, pointer: `${at}${fault.pointer}` })),
  )
}

function inputProblem(
  type: Pick<ViewedType, 'spec' | 'inputSchemaHash'>,
  errors: readonly ProblemError[],
): Problem {
  return new Problem('input-invalid', errors[0]?.detail ?? 'The input does not fit', {
    errors,
    workflow_type: type.spec.workflow_type,
    schema_hash: type.inputSchemaHash,
  })
}
