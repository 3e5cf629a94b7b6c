import type { ASTNode } from '@marcbachmann/cel-js'

/** Every node of an expression as it is written, macros not expanded, each before what it holds. */
export function* nodesOf(root: ASTNode): Generator<ASTNode> {
  const waiting = [root]
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node
    waiting.push(...childrenOf(node).toReversed())
  }
}

function childrenOf(node: ASTNode): readonly ASTNode[] {
  if (node.op === 'value' || node.op === 'id') return []
  if (node.op === '.' || node.op === '.?') return [node.args[0]]
  if (node.op === 'call') return node.args[1]
  if (node.op === 'rcall') return [node.args[1], ...node.args[2]]
  if (node.op === 'map') return node.args.flat()
  return node.op === '!_' || node.op === '-_' ? [node.args] : node.args
}

/** The path that a chain of `.name` and `["name"]` after a variable reads, or nothing for any other node. */
export function pathOf(node: ASTNode): readonly string[] | undefined {
  const steps: string[] = []
  let at = node
  while (at.op !== 'id') {
    const step = stepOf(at)
    if (step === undefined) return undefined
    steps.push(step.name)
    at = step.of
  }
  return [at.args, ...steps.toReversed()]
}

function stepOf(node: ASTNode): { name: string; of: ASTNode } | undefined {
  if (node.op === '.') return { name: node.args[1], of: node.args[0] }
  if (node.op !== '[]') return undefined
  const [of, index] = node.args
  return index.op === 'value' && typeof index.args === 'string'
    ? { name: index.args, of }
    : undefined
}

/** The words of the source that a node is made of. */
export function textOf(node: ASTNode): string {
  return node.input.slice(node.start, node.end)
}
