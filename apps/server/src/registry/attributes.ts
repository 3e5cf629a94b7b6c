import type {
  ActualSearchAttribute,
  DeclaredSearchAttribute,
} from '@temporal-registry/contract/search-attributes'
import type {
  FullWorkflowSpec,
  SearchAttributeDeclaration,
} from '@temporal-registry/contract/workflow-spec'
import type { TypeFault } from './readiness.ts'

/** What Temporal last said of the attributes that types declare. */
export type AttributeEvidence =
  | { readonly kind: 'unchecked' }
  /** Temporal does not let the gateway look. */
  | { readonly kind: 'unknown'; readonly detail: string }
  | {
      readonly kind: 'checked'
      /** Those declared that exist. */
      readonly actual: ReadonlyMap<string, ActualSearchAttribute>
      readonly usable: ReadonlySet<string>
      /** Why those missing could not be made. */
      readonly refusals: ReadonlyMap<string, string>
    }

/**
 * What all types together declare, by name. The first type by its name decides type and description: that
 * is the same on every replica, and stays so whoever registers again.
 */
export function mergeDeclared(
  specs: readonly FullWorkflowSpec[],
): ReadonlyMap<string, DeclaredSearchAttribute> {
  const merged = new Map<string, { declared: DeclaredSearchAttribute; workflows: Set<string> }>()
  for (const { workflow_type: workflowType, search_attributes: attributes } of specs.toSorted(
    byWorkflowType,
  )) {
    for (const { name, type, description = '' } of attributes) {
      const known = merged.get(name)
      if (known) known.workflows.add(workflowType)
      else {
        const workflows = new Set([workflowType])
        merged.set(name, { declared: { name, type, description, workflows: [] }, workflows })
      }
    }
  }
  return new Map(
    [...merged]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, { declared, workflows }]) => [name, { ...declared, workflows: [...workflows] }]),
  )
}

const byWorkflowType = (a: FullWorkflowSpec, b: FullWorkflowSpec) =>
  a.workflow_type < b.workflow_type ? -1 : 1

/** Why a type's attributes keep it from being started, or nothing. A conflict counts before a wait. */
export function attributeFault(
  attributes: readonly SearchAttributeDeclaration[],
  evidence: AttributeEvidence,
  declared: ReadonlyMap<string, DeclaredSearchAttribute>,
): TypeFault | undefined {
  if (attributes.length === 0 || evidence.kind === 'unknown') return undefined
  if (evidence.kind === 'unchecked') {
    return wait('Its search attributes were not looked up in Temporal yet')
  }
  const faults = attributes.flatMap(
    (attribute) => faultOf(attribute, evidence, declared.get(attribute.name)) ?? [],
  )
  return faults.find(({ code }) => code === 'search-attribute-conflict') ?? faults[0]
}

function faultOf(
  { name, type }: SearchAttributeDeclaration,
  { actual, usable, refusals }: Extract<AttributeEvidence, { kind: 'checked' }>,
  first: DeclaredSearchAttribute | undefined,
): TypeFault | undefined {
  const there = actual.get(name)
  if (there && there.type !== type) {
    const remedy =
      there.source === 'system'
        ? `declare another name, this one is Temporal's own`
        : `declare ${there.type}, or replace it (POST /registry/temporal/search-attributes, mode replace)`
    return conflict(
      `Search attribute «${name}» is ${there.type} in Temporal, but declared as ${type}: ${remedy}`,
    )
  }
  if (there) {
    return usable.has(name)
      ? undefined
      : wait(`Search attribute «${name}» (${type}) was made, and Temporal does not take it yet`)
  }
  if (first && first.type !== type) {
    return conflict(
      `Search attribute «${name}» is declared as ${type} here, but as ${first.type} by «${first.workflows[0] ?? ''}»: declare one type`,
    )
  }
  const refusal = refusals.get(name)
  return wait(
    refusal === undefined
      ? `Search attribute «${name}» (${type}) is being made in Temporal`
      : `Search attribute «${name}» (${type}) is missing, and Temporal does not make it: ${refusal}`,
  )
}

const wait = (detail: string): TypeFault => ({ code: 'search-attribute-not-ready', detail })
const conflict = (detail: string): TypeFault => ({ code: 'search-attribute-conflict', detail })

/** Whether two looks say the same of every type. */
export function isSameEvidence(a: AttributeEvidence, b: AttributeEvidence): boolean {
  return textOf(a) === textOf(b)
}

function textOf(evidence: AttributeEvidence): string {
  if (evidence.kind !== 'checked') return JSON.stringify(evidence)
  const { actual, usable, refusals } = evidence
  return JSON.stringify([[...actual], [...usable].toSorted(), [...refusals]])
}
