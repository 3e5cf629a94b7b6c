import { pointerToken } from '@temporal-registry/contract/json-pointer'
import { expressionLimits as limits } from './limits.ts'

/**
 * A template is any JSON. `{"$cel": "…"}` in it stands for the value of an expression,
 * `{"$liquid": "…"}` for a sentence; every other value, strings too, stands for itself.
 */
export interface Leaf {
  readonly pointer: string
  readonly kind: 'cel' | 'liquid'
  readonly source: string
}

export interface TemplateFault {
  readonly pointer: string
  readonly detail: string
}

type Replace = (leaf: Leaf) => unknown

const marks = { $cel: 'cel', $liquid: 'liquid' } as const

/** Finds what a template has to be evaluated, and where it is not what it seems to be. */
export function readTemplate(template: unknown): { leaves: Leaf[]; faults: TemplateFault[] } {
  const leaves: Leaf[] = []
  const faults: TemplateFault[] = []
  visit(template, '', 0)
  return { leaves, faults }

  function visit(value: unknown, pointer: string, level: number): void {
    if (typeof value !== 'object' || value === null || faults.length >= limits.faultCount) return
    if (level > limits.templateLevels) {
      faults.push({
        pointer,
        detail: `the template is deeper than ${limits.templateLevels} levels`,
      })
      return
    }
    const leaf = readLeaf(value, pointer)
    if (leaf && 'detail' in leaf) faults.push(leaf)
    else if (!leaf)
      for (const [key, child] of Object.entries(value))
        visit(child, `${pointer}/${pointerToken(key)}`, level + 1)
    else if (leaves.push(leaf) > limits.templateLeafCount)
      faults.push({ pointer, detail: `more than ${limits.templateLeafCount} leaves are evaluated` })
  }
}

/** The JSON that a template becomes when each leaf is replaced. The template is left as it is. */
export function fillTemplate(template: unknown, replace: Replace, pointer = ''): unknown {
  if (typeof template !== 'object' || template === null) return template
  const leaf = readLeaf(template, pointer)
  if (leaf && 'kind' in leaf) return replace(leaf)
  if (Array.isArray(template))
    return template.map((item, at) => fillTemplate(item, replace, `${pointer}/${at}`))
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) => [
      key,
      fillTemplate(value, replace, `${pointer}/${pointerToken(key)}`),
    ]),
  )
}

function readLeaf(value: object, pointer: string): Leaf | TemplateFault | undefined {
  const keys = Object.keys(value)
  const mark = keys.find((key): key is keyof typeof marks => Object.hasOwn(marks, key))
  if (mark === undefined || Array.isArray(value)) return undefined
  if (keys.length > 1)
    return { pointer, detail: `an object with ${mark} has no other members: it is replaced` }
  const source: unknown = Reflect.get(value, mark)
  if (typeof source !== 'string')
    return { pointer: `${pointer}/${mark}`, detail: `${mark} holds a text` }
  return { pointer: `${pointer}/${mark}`, kind: marks[mark], source }
}
