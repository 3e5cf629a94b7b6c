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
