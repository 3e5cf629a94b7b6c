import { _, CodeGen, type Ajv2020, type KeywordCxt, type Name } from 'ajv/dist/2020.js'

import { errorCount, wrap } from './keywords.ts'

/** More than are ever told, so that there is a choice. */
const errorsPerLoop = 100

/** The keywords that go through all items or properties of a value, and must hold for each. */
const loops = [
  'items',
  'additionalProperties',
  'patternProperties',
  'propertyNames',
  'unevaluatedItems',
  'unevaluatedProperties',
]

/**
 * Ends each loop after a hundred errors of its own, so that a list of 100,000 wrong items is
 * judged no longer than a right one. Whatever follows, the value is invalid already.
 */
export function boundErrors(ajv: Ajv2020): void {
  for (const keyword of loops) wrap(ajv, keyword, boundLoops)
}

function boundLoops(cxt: KeywordCxt, code: (cxt: KeywordCxt) => void): void {
  const { gen } = cxt
  const { prototype } = CodeGen
  const start = gen.const('start', errorCount)

  override()
  code(cxt)
  restore()

  function override(): void {
    gen.forRange = (...loop) => {
      const [name, from, to, body, kind] = loop
      return prototype.forRange.call(gen, name, from, to, bounded(body), kind)
    }
    gen.forOf = (name, values, body, kind) =>
      prototype.forOf.call(gen, name, values, bounded(body), kind)
  }

  function restore(): void {
    Reflect.deleteProperty(gen, 'forRange')
    Reflect.deleteProperty(gen, 'forOf')
  }

  function bounded(body: (variable: Name) => void) {
    return (variable: Name) => {
      gen.if(_`${errorCount} - ${start} >= ${errorsPerLoop}`, () => gen.break())
      // What is inside has loops of its own, which are not all of this kind.
      restore()
      body(variable)
      override()
    }
  }
}
