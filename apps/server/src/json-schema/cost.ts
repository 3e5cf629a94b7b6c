import { asList, isObject, isSchema, type JsonObject, type Schema } from './json.ts'
import type { LoweredSchema } from './lower.ts'
import { recursLinearly } from './recursion.ts'
import type { Patterns } from './regexp.ts'

/** Steps that a schema may take for each value, and for each character, of an input. */
export interface Weight {
  readonly perValue: number
  readonly perChar: number
}

/**
 * Bounds the work of evaluating a schema. A reference counts as all that it leads to, so that
 * a chain of doublings shows its true size; one that leads back to itself counts as infinite,
 * unless it goes through the value once, like a tree.
 */
export function weigh({ root, definitions }: LoweredSchema, patterns: Patterns): Weight {
  const measured = new Map<string, Measured>()
  for (const [name, schema] of definitions)
    measured.set(name, withoutOwnCalls(name, schema, measure(schema, patterns)))
  const weights = new Map<string, Weighed>()

  const top = measure(root, patterns)
  const path = [...top.references]
  const open = new Set<string>()
  // A walk without recursion: a chain of references may be thousands long.
  for (let name = path.at(-1); name !== undefined; name = path.at(-1)) {
    const definition = measured.get(name) ?? weightless
    const missing = definition.references.filter((reference) => !weights.has(reference))
    if (weights.has(name) || missing.length === 0) {
      if (!weights.has(name)) weights.set(name, sum(definition, weights))
      open.delete(name)
      path.pop()
      continue
    }
    open.add(name)
    for (const reference of missing) {
      if (open.has(reference)) weights.set(reference, endless)
      else path.push(reference)
    }
  }
  return sum(top, weights)
}

interface Weighed extends Weight {
  /** Whether it goes through the whole value. */
  readonly recurs: boolean
}

interface Measured extends Weighed {
  readonly references: readonly string[]
}

const weightless: Measured = { perValue: 0, perChar: 0, recurs: false, references: [] }
const endless: Weighed = { perValue: Infinity, perChar: Infinity, recurs: true }

function withoutOwnCalls(name: string, schema: JsonObject, measured: Measured): Measured {
  if (!measured.references.includes(name)) return measured
  if (!recursLinearly(name, schema)) return { ...endless, references: [] }
  const references = measured.references.filter((reference) => reference !== name)
  return { ...measured, recurs: true, references }
}

function sum(measured: Measured, weights: ReadonlyMap<string, Weighed>): Weighed {
  const parts = measured.references.map((name) => weights.get(name) ?? weightless)
  const recurs = parts.some((part) => part.recurs)
  // Through the whole value from each place in it: that is no longer linear.
  if (recurs && measured.recurs) return endless
  return { ...parts.reduce(add, measured), recurs: recurs || measured.recurs }
}

function add(one: Weight, other: Weight): Weight {
  return { perValue: one.perValue + other.perValue, perChar: one.perChar + other.perChar }
}

/** What a schema takes by itself; references are left to be counted by name. */
function measure(schema: Schema, patterns: Patterns): Measured {
  if (typeof schema === 'boolean') return { ...weightless, perValue: 1 }
  let weight: Weight = { perValue: 1, perChar: 0 }
  const references: string[] = []
  for (const [keyword, value] of Object.entries(schema)) {
    weight = add(weight, weightOf(keyword, value, patterns))
    if (keyword === 'call') references.push(String(value))
    for (const child of schemasIn(keyword, value)) {
      const inner = measure(child, patterns)
      weight = add(weight, inner)
      references.push(...inner.references)
    }
  }
  return { ...weight, recurs: false, references }
}

function weightOf(keyword: string, value: unknown, patterns: Patterns): Weight {
  switch (keyword) {
    case 'pattern':
      return weightOfPatterns([String(value)], patterns)
    case 'patternProperties':
      return weightOfPatterns(Object.keys(value ?? {}), patterns)
    case 'format':
    case 'minLength':
    case 'maxLength':
      return { perValue: 1, perChar: 1 }
    case 'enum':
    case 'const':
      return asList(value).some(isComposite) ? comparison : { perValue: 1, perChar: 0 }
    case 'uniqueItems':
      return comparison
    // May take numbers of 600 digits.
    case 'multipleOf':
      return { perValue: 200, perChar: 0 }
    default:
      return { perValue: Array.isArray(value) ? value.length : 1, perChar: 0 }
  }
}

/** Lists and objects are written out, with sorted keys, to be compared. */
const comparison: Weight = { perValue: 20, perChar: 5 }

function isComposite(value: unknown): boolean {
  return typeof value === 'object' && value !== null
}

function weightOfPatterns(sources: string[], patterns: Patterns): Weight {
  // Measured on patterns made to keep RE2 from remembering where it has been.
  const perChar = sources
    .map((source) => 10 + (patterns.get(source)?.instructionCount ?? 0))
    .reduce((total, one) => total + one, 0)
  return { perValue: 10 * sources.length, perChar }
}

function schemasIn(keyword: string, value: unknown): Schema[] {
  if (['enum', 'const', 'required', 'dependentRequired'].includes(keyword)) return []
  if (['properties', 'patternProperties', 'dependentSchemas'].includes(keyword))
    return Object.values(value ?? {}).filter(isSchema)
  if (Array.isArray(value)) return value.filter(isSchema)
  return isObject(value) ? [value] : []
}

/** Whether a schema of this weight takes no more than some steps for a value. */
export function isCheap(value: unknown, weight: Weight, steps: number): boolean {
  return weight.perValue !== Infinity && stepsLeft(value, weight, steps, 0) >= 0
}

function stepsLeft(value: unknown, weight: Weight, steps: number, level: number): number {
  let left = steps - weight.perValue
  if (typeof value === 'string') return left - weight.perChar * value.length
  if (typeof value !== 'object' || value === null) return left
  // A value nested this deeply may overflow the stack, here and in the evaluation.
  if (level > 64) return -1
  if (Array.isArray(value)) {
    for (const item of value) {
      left = stepsLeft(item, weight, left, level + 1)
      if (left < 0) return left
    }
    return left
  }
  for (const [key, member] of Object.entries(value)) {
    left = stepsLeft(member, weight, left - weight.perChar * key.length, level + 1)
    if (left < 0) return left
  }
  return left
}
