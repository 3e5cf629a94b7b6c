import type { ProblemError } from '@temporal-registry/contract/problem'
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  parseDocument,
  type Document,
  type Node,
} from 'yaml'
import { pointerTokens } from '../schema/form-schema.ts'

/** What texts in an editor are written in. */
export type CodeLanguage = 'json' | 'yaml' | 'cel' | 'liquid'

/** A fault where it stands in the text; places are counted in characters. */
export interface PlacedFault {
  readonly from: number
  readonly to: number
  readonly line: number
  readonly pointer: string
  readonly detail: string
  readonly isDoubt: boolean
}

interface Found {
  /** What is wrong with what the text says, by JSON pointer. */
  readonly faults: readonly ProblemError[]
  /** What may not be meant so. */
  readonly doubts: readonly ProblemError[]
}

/**
 * Where faults stand in a text, in its order. A text that cannot be read has that one fault: what its
 * values are is then not known. A pointer to what is absent is at the part that lacks it.
 */
export function placeFaults(text: string, language: CodeLanguage, found: Found): PlacedFault[] {
  const isTree = language === 'json' || language === 'yaml'
  if (!isTree || text.trim() === '') {
    return listed(found).map(({ pointer, detail, isDoubt }) =>
      placed(text, { from: 0, to: lineEnd(text, 0) }, { pointer, detail, isDoubt }),
    )
  }
  // JSON is YAML, which keeps the places of its parts.
  const document = parseDocument(text)
  const fault = language === 'json' ? jsonFault(text, document) : yamlFault(document)
  if (fault) return [placed(text, fault, { pointer: '', detail: fault.detail, isDoubt: false })]
  return listed(found)
    .map((one) => placed(text, rangeOf(document, text, one.pointer), one))
    .toSorted((one, other) => one.from - other.from)
}

interface Range {
  readonly from: number
  readonly to: number
}

function listed({ faults, doubts }: Found) {
  return [
    ...faults.map(({ pointer, detail }) => ({ pointer, detail, isDoubt: false })),
    ...doubts.map(({ pointer, detail }) => ({ pointer, detail, isDoubt: true })),
  ]
}

function placed(
  text: string,
  { from, to }: Range,
  { pointer, detail, isDoubt }: ReturnType<typeof listed>[number],
): PlacedFault {
  const line = text.slice(0, from).split('\n').length
  return { from, to: Math.max(from, Math.min(to, text.length)), line, pointer, detail, isDoubt }
}

const lineEnd = (text: string, from: number) => {
  const end = text.indexOf('\n', from)
  return end === -1 ? text.length : end
}

function yamlFault({ errors: [error] }: Document): (Range & { detail: string }) | undefined {
  if (!error) return undefined
  const [from, to] = error.pos
  // The rest of the message draws the place, which the editor shows.
  const [said = ''] = error.message.split(/ at line \d+/)
  return { from, to, detail: `This is no YAML yet: ${said}` }
}

function jsonFault(text: string, document: Document): (Range & { detail: string }) | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    const at = Number(/position (\d+)/.exec(said)?.[1] ?? document.errors[0]?.pos[0] ?? text.length)
    return { from: at, to: at + 1, detail: `This is no JSON yet: ${said}` }
  }
}

/** The characters of the part that a pointer names: its value, or its name where the value is long. */
function rangeOf(document: Document, text: string, pointer: string): Range {
  let node: unknown = document.contents
  let range = headOf(node, text)
  for (const token of pointerTokens(pointer)) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === token)
      if (!pair) return range
      node = pair.value
      range = isCollection(node) || !isNode(node) ? rangeOfNode(pair.key) : rangeOfNode(node)
    } else if (isCollection(node)) {
      const item = node.items[Number(token)]
      if (item === undefined) return range
      node = item
      range = headOf(item, text)
    } else return range
  }
  return range
}

function headOf(node: unknown, text: string): Range {
  const { from, to } = rangeOfNode(node)
  return { from, to: Math.min(to, lineEnd(text, from)) }
}

function rangeOfNode(node: unknown): Range {
  const [from = 0, to = 0] = (isNode(node) ? (node as Node).range : undefined) ?? []
  return { from, to }
}
