import type { ASTNode } from '@marcbachmann/cel-js'

import { faultAt, type ExpressionFault } from '../faults.ts'
import { compilePattern } from './re2.ts'
import { nodesOf } from './syntax.ts'

const greatestInt = 2n ** 63n - 1n

/** The engine leaves such keys out of a map without a word. */
const lostKeys = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * What the engine would take and we do not: what has no bound in time or memory, and what it would
 * silently get wrong.
 */
export function findForbidden(root: ASTNode): ExpressionFault[] {
  const negated = new Set<ASTNode>()
  const faults: ExpressionFault[] = []
  for (const node of nodesOf(root)) {
    if (node.op === '-_') negated.add(node.args)
    const sentence = sentenceOn(node, negated.has(node))
    if (sentence !== undefined) faults.push(faultAt(node.input, node.pos, sentence))
  }
  return faults
}

function sentenceOn(node: ASTNode, isNegated: boolean): string | undefined {
  if (node.op === 'value') return sentenceOnLiteral(node.args, isNegated)
  if (node.op === 'call') return sentenceOnCall(node.args[0], node.args[1])
  if (node.op === 'map') return sentenceOnMap(node.args)
  return node.op === 'rcall' && node.args[0] === 'matches'
    ? 'matches is not offered, because its time may have no bound: write re2(text, pattern)'
    : undefined
}

function sentenceOnLiteral(value: unknown, isNegated: boolean): string | undefined {
  if (value instanceof Uint8Array) return noBytes
  if (typeof value !== 'bigint') return undefined
  return value > greatestInt + (isNegated ? 1n : 0n)
    ? 'the integer does not fit into 64 bits: write it as a double or as a string'
    : undefined
}

// Joining bytes takes memory that the bound of a thread's heap does not cover.
const noBytes = 'bytes are not offered: JSON has none'

function sentenceOnCall(name: string, args: readonly ASTNode[]): string | undefined {
  if (name === 'bytes') return noBytes
  if (name !== 're2') return undefined
  const [, pattern] = args
  if (pattern?.op !== 'value' || typeof pattern.args !== 'string') return undefined
  const compiled = compilePattern(pattern.args)
  return typeof compiled === 'string' ? compiled : undefined
}

function sentenceOnMap(entries: readonly (readonly [ASTNode, ASTNode])[]): string | undefined {
  const seen = new Set<unknown>()
  for (const [key] of entries) {
    if (key.op !== 'value') continue
    const name = String(key.args)
    if (lostKeys.has(name)) return `a map cannot have the key ${name}`
    if (seen.has(name)) return `the map has the key ${name} twice`
    seen.add(name)
  }
  return undefined
}
