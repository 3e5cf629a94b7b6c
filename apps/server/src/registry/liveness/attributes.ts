import type { ActualSearchAttribute } from '@temporal-registry/contract/search-attributes'
import type { SearchAttributeDeclaration } from '@temporal-registry/contract/workflow-spec'
import type { Declarations } from './declarations.ts'
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

/** Why a type's attributes keep it from being started, or nothing. A conflict counts before a wait. */
export function attributeFault(
  attributes: readonly SearchAttributeDeclaration[],
  evidence: AttributeEvidence,
  declarations: Pick<Declarations, 'types' | 'deciderOf'>,
): TypeFault | undefined {
  if (attributes.length === 0 || evidence.kind === 'unknown') return undefined
  if (evidence.kind === 'unchecked') {
    return wait('Its search attributes were not looked up in Temporal yet')
  }
  const faults = attributes.flatMap((attribute) => faultOf(attribute, evidence, declarations) ?? [])
  return faults.find(({ code }) => code === 'search-attribute-conflict') ?? faults[0]
}

function faultOf(
  { name, type }: SearchAttributeDeclaration,
  { actual, usable, refusals }: Extract<AttributeEvidence, { kind: 'checked' }>,
  declarations: Pick<Declarations, 'types' | 'deciderOf'>,
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
  const decided = declarations.types().get(name)
  if (decided !== undefined && decided !== type) {
    return conflict(
      `Search attribute «${name}» is declared as ${type} here, but as ${decided} by «${declarations.deciderOf(name) ?? ''}»: declare one type`,
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

/** How many of those declared can be used, and why that cannot be told. */
export function countAttributes(
  declarations: Pick<Declarations, 'types'>,
  evidence: AttributeEvidence,
): { declared_count: number; usable_count: number; error: string | null } {
  const names = [...declarations.types().keys()]
  const usable = evidence.kind === 'checked' ? evidence.usable : new Set<string>()
  return {
    declared_count: names.length,
    usable_count: names.filter((name) => usable.has(name)).length,
    error: evidence.kind === 'unknown' ? evidence.detail : null,
  }
}

/** Whether two looks say the same of every type. */
export function isSameEvidence(a: AttributeEvidence, b: AttributeEvidence): boolean {
  return textOf(a) === textOf(b)
}

function textOf(evidence: AttributeEvidence): string {
  if (evidence.kind !== 'checked') return JSON.stringify(evidence)
  const { actual, usable, refusals } = evidence
  return JSON.stringify([[...actual], [...usable].toSorted(), [...refusals]])
}
