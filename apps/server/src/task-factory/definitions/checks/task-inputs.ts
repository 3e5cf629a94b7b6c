import { pointerToken } from '@temporal-registry/contract/json-pointer'
import type { TaskTemplate } from '@temporal-registry/contract/activity-definition'
import type { ProblemError } from '@temporal-registry/contract/problem'
import type { InputFault } from '../../../json-schema/json-schema.ts'
import type { ViewedType } from '../../../registry/registry.ts'
import { noFindings, type Findings } from './findings.ts'
import type { Placed } from './sound-parts.ts'

type WorkflowTask = NonNullable<TaskTemplate['workflow']>

/** What the checks ask of the registry. */
export interface KnownTypes {
  find(workflowType: string): ViewedType | undefined
  /** Faults of a start's input; pointers begin with `/input` or `/args`. */
  inputFaults(
    type: ViewedType,
    body: Pick<WorkflowTask, 'input' | 'args'>,
  ): readonly (ProblemError & Partial<InputFault>)[]
}

/** With these a schema asks for one thing where another is so: a value yet unknown may turn every verdict. */
const conditional = /"(if|anyOf|oneOf|not|contains|dependentSchemas|unevaluated\w+)":/

/** Holds what a `workflow` task will be started with against its type, as far as it stands already. */
export function checkWorkflowTask(
  { part: { workflow }, pointer: at }: Placed<TaskTemplate>,
  types: KnownTypes,
  allowsUnregistered: boolean,
): Findings {
  if (!workflow) return noFindings
  const pointer = `${at}/workflow`
  const { workflow_type: name, input, args } = workflow
  const type = types.find(name)
  if (!type) {
    const finding = {
      pointer: `${pointer}/workflow_type`,
      detail: `«${name}» is not registered; a worker has to announce it`,
    }
    return allowsUnregistered
      ? { errors: [], warnings: [finding] }
      : { errors: [finding], warnings: [] }
  }
  if (input !== undefined && args !== undefined) return noFindings
  const unknown: string[] = []
  const body = {
    ...(input === undefined ? {} : { input: withoutLeaves(input, '/input', unknown) }),
    ...(args === undefined
      ? {}
      : { args: args.map((arg, n) => withoutLeaves(arg, `/args/${n}`, unknown)) }),
  }
  const found = types
    .inputFaults(type, body)
    .filter((fault) => !unknown.some((leaf) => touches(fault.pointer, leaf)))
    .map((fault) => ({ pointer: pointer + fault.pointer, detail: fault.detail }))
  const isCertain =
    unknown.length === 0 || !conditional.test(JSON.stringify(type.spec.input_schema))
  return isCertain ? { errors: found, warnings: [] } : { errors: [], warnings: found }
}

/** One of them is in the other: the fault may be that of the value that is yet unknown. */
function touches(fault: string, leaf: string): boolean {
  return `${leaf}/`.startsWith(`${fault}/`) || `${fault}/`.startsWith(`${leaf}/`)
}

/** The template with null for each value that will be known at evaluation only; their places are added. */
function withoutLeaves(template: unknown, pointer: string, places: string[]): unknown {
  if (typeof template !== 'object' || template === null) return template
  if (Array.isArray(template)) {
    return template.map((item, at) => withoutLeaves(item, `${pointer}/${at}`, places))
  }
  if (Object.hasOwn(template, '$cel') || Object.hasOwn(template, '$liquid')) {
    places.push(pointer)
    return null
  }
  return Object.fromEntries(
    Object.entries(template).map(([name, member]) => [
      name,
      withoutLeaves(member, `${pointer}/${pointerToken(name)}`, places),
    ]),
  )
}
