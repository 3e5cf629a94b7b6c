import {
  _,
  Name,
  type Ajv2020,
  type ErrorObject,
  type KeywordCxt,
  type ValidateFunction,
} from 'ajv/dist/2020.js'

import { errorCount } from './keywords.ts'

/** The compiled definitions by name; filled once all of them are compiled. */
export type Callees = Record<string, ValidateFunction>

/**
 * Adds the keyword `call`, which evaluates a definition as a function of its own.
 *
 * Ajv's `$ref` compiles what it refers to while it is compiled itself, so that 200 types that
 * refer to each other overflow the stack; and it copies all errors so far for each call.
 */
export function addCalls(
  ajv: Ajv2020,
  callees: Callees,
  { tracksEvaluated }: { tracksEvaluated: boolean },
): void {
  ajv.addKeyword({
    keyword: 'call',
    schemaType: 'string',
    code: (cxt) => {
      const { gen, data, it } = cxt
      const table = gen.scopeValue('func', { ref: callees })
      const callee = gen.const('callee', _`${table}[${cxt.schema}]`)
      const call = _`${callee}(${data}, {instancePath: ${instancePath} + ${it.errorPath}})`
      const valid = gen.const('called', call)
      gen.if(_`!${valid}`, () => {
        const gather = gen.scopeValue('func', { ref: gatherErrors })
        gen.assign(allErrors, _`${gather}(${allErrors}, ${callee}.errors)`)
        gen.assign(errorCount, _`${allErrors}.length`)
      })
      if (tracksEvaluated) mergeEvaluated(cxt, callee)
    },
  })
}

function gatherErrors(errors: ErrorObject[] | null, more: ErrorObject[]): ErrorObject[] {
  if (errors === null) return more
  for (const error of more) errors.push(error)
  return errors
}

function mergeEvaluated(cxt: KeywordCxt, callee: Name): void {
  const { gen, it } = cxt
  const props = gen.var('props', _`${callee}.evaluated.props`)
  const items = gen.var('items', _`${callee}.evaluated.items`)
  cxt.mergeEvaluated({ ...it, props, items }, Name)
}

/** Names that Ajv gives to variables of the code it generates. */
const instancePath = new Name('instancePath')
const allErrors = new Name('vErrors')
