import {
  _,
  Name,
  type Ajv2020,
  type Code,
  type CodeKeywordDefinition,
  type KeywordCxt,
  type KeywordErrorDefinition,
} from 'ajv/dist/2020.js'

import { createMembershipTest, findEqualItems } from './equality.ts'
import { isMultipleOf } from './multiple-of.ts'

/** Ajv's name, in generated code, for the length of its list of errors. */
export const errorCount: Code = new Name('errors')

/**
 * Replaces the keywords that Ajv judges wrongly (objects with a `constructor` of their own,
 * 19.99 by 0.01) or in quadratic time.
 */
export function replaceKeywords(ajv: Ajv2020): void {
  replace(ajv, {
    keyword: 'enum',
    schemaType: 'array',
    code: (cxt) => failUnless(cxt, createMembershipTest(cxt.schema)),
  })
  replace(ajv, {
    keyword: 'const',
    code: (cxt) => failUnless(cxt, createMembershipTest([cxt.schema])),
  })
  replace(ajv, {
    keyword: 'multipleOf',
    type: 'number',
    schemaType: 'number',
    code: (cxt) => failUnless(cxt, (value: number) => isMultipleOf(value, cxt.schema)),
  })
  replace(ajv, {
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    before: 'unevaluatedItems',
    error: { message: '', params: ({ params }) => _`{equal: ${params['equal']}}` },
    code: (cxt) => {
      if (!cxt.schema) return
      const find = cxt.gen.scopeValue('func', { ref: findEqualItems })
      const equal = cxt.gen.const('equal', _`${find}(${cxt.data})`)
      cxt.setParams({ equal })
      cxt.fail(equal)
    },
  })
}

/** Mends what Ajv knows of the items and properties that other keywords have evaluated. */
export function mendEvaluated(ajv: Ajv2020): void {
  wrap(ajv, 'patternProperties', (cxt, code) => {
    const { it, gen } = cxt
    // A union that no branch of fits leaves no record of properties, and Ajv writes into it.
    const { props } = it
    if (props instanceof Name) gen.if(_`${props} === undefined`, () => gen.assign(props, _`{}`))
    code(cxt)
  })
  wrap(ajv, 'contains', (cxt, code) => {
    code(cxt)
    // Ajv counts evaluated items from the front, and these may be anywhere. To pass over some
    // that `unevaluatedItems` forbids is better than to forbid what was contained.
    cxt.it.items = true
  })
  wrap(ajv, 'unevaluatedItems', (cxt, code) => {
    const { it, gen, data } = cxt
    // Where a branch decides, Ajv takes its `true`, for all items, as the number 1.
    if (it.items instanceof Name)
      it.items = gen.const('from', _`${it.items} === true ? ${data}.length : ${it.items} || 0`)
    code(cxt)
  })
}

function failUnless<T>(cxt: KeywordCxt, test: (value: T) => boolean): void {
  cxt.fail(_`!${cxt.gen.scopeValue('func', { ref: test })}(${cxt.data})`)
}

/** Has a built-in keyword make its code within other code, or with other errors. */
export function wrap(
  ajv: Ajv2020,
  keyword: string,
  around: (cxt: KeywordCxt, code: (cxt: KeywordCxt) => void) => void,
  error?: KeywordErrorDefinition,
): void {
  // Those that are wrapped are built in, and made of code.
  const { code, ...definition } = ajv.getKeyword(keyword) as CodeKeywordDefinition
  replace(ajv, {
    ...definition,
    keyword,
    ...(error && { error }),
    code: (cxt, ruleType) => around(cxt, (same) => code(same, ruleType)),
  })
}

function replace(ajv: Ajv2020, definition: CodeKeywordDefinition & { keyword: string }): void {
  ajv.removeKeyword(definition.keyword)
  ajv.addKeyword(definition)
}
