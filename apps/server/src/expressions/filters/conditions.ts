import type { ASTNode } from '@marcbachmann/cel-js'

/** An expression as it is joined by `&&`, `||` and `!`, down to the conditions that none of these part. */
export type Joined =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Joined[] }
  | { readonly kind: 'not'; readonly part: Joined }
  | { readonly kind: 'condition'; readonly node: ASTNode }

export function partConditions(node: ASTNode): Joined {
  if (node.op === '&&' || node.op === '||') {
    const kind = node.op === '&&' ? 'and' : 'or'
    const parts = node.args.flatMap((side) => {
      const joined = partConditions(side)
      return joined.kind === kind ? joined.parts : [joined]
    })
    return { kind, parts }
  }
  if (node.op === '!_') return { kind: 'not', part: partConditions(node.args) }
  return { kind: 'condition', node }
}

/** The conditions of an expression, in the order they are written. */
export function conditionsOf(joined: Joined): ASTNode[] {
  if (joined.kind === 'condition') return [joined.node]
  return joined.kind === 'not' ? conditionsOf(joined.part) : joined.parts.flatMap(conditionsOf)
}
