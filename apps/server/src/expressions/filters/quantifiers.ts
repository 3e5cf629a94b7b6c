import type { ASTNode } from '@marcbachmann/cel-js'

import { pathOf } from '../cel/syntax.ts'
import { partConditions, type Joined } from './conditions.ts'
import { readPath } from './paths.ts'
import { readSimple, type SimpleCondition } from './simple-conditions.ts'
import { joinVerdicts, not, verdicts, type Verdict } from './verdict.ts'

type Judge = (item: unknown) => Verdict

/** Reads `list.exists(x, …)` and `list.all(x, …)` where what is asked of `x` is simple itself. */
export function readQuantifier(node: ASTNode): SimpleCondition | undefined {
  if (node.op !== 'rcall') return undefined
  const [name, receiver, [variable, predicate]] = node.args
  const path = pathOf(receiver)
  if ((name !== 'exists' && name !== 'all') || !path || variable?.op !== 'id' || !predicate)
    return undefined
  const judgeItem = judgeOf(partConditions(predicate), variable.args)
  if (!judgeItem) return undefined
  const decisive = name === 'exists' ? verdicts.yes : verdicts.no
  return {
    path,
    judge: (value) =>
      Array.isArray(value) ? joinVerdicts(value, judgeItem, decisive) : verdicts.unknown,
  }
}

function judgeOf(joined: Joined, variable: string): Judge | undefined {
  if (joined.kind === 'not') {
    const part = judgeOf(joined.part, variable)
    return part && ((item) => not(part(item)))
  }
  if (joined.kind !== 'condition') {
    const parts = joined.parts.map((part) => judgeOf(part, variable))
    const decisive = joined.kind === 'and' ? verdicts.no : verdicts.yes
    if (!parts.every((part) => part !== undefined)) return undefined
    return (item) => joinVerdicts(parts, (part) => part(item), decisive)
  }
  const simple = readSimple(joined.node)
  if (simple?.path[0] !== variable) return undefined
  const steps = simple.path.slice(1)
  return (item) => simple.judge(readPath(steps, item))
}
