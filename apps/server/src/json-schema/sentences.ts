import type { ErrorObject } from 'ajv/dist/2020.js'

import { asList, isNever } from './json.ts'
import { preview, previewList, shorten } from './preview.ts'

/** What a value must be, and what it is: the rest of a sentence that begins with its place. */
export function sentenceFor(error: ErrorObject): string {
  const sentence = sentences[error.keyword]
  return sentence ? sentence(error) : `must satisfy ${error.keyword}`
}

/** The sentence for a value that is of none of the kinds a union offers. */
export function sentenceForKinds(kinds: readonly string[], value: unknown): string {
  const shown = kinds.slice(0, 10).join(' or ')
  const more = kinds.length > 10 ? ` or one of ${kinds.length - 10} more` : ''
  return `must be ${shown}${more}, but is ${preview(value)}`
}

export function sentenceForChoice(allowed: readonly unknown[], value: unknown): string {
  const choice = allowed.length > 1 ? 'one of ' : ''
  return `must be ${choice}${previewList(allowed)}, but is ${preview(value)}`
}

type Sentence = (error: ErrorObject) => string

const sentences: Readonly<Record<string, Sentence>> = {
  type: ({ schema, data }) => sentenceForKinds(asList(schema).map(String), data),
  enum: ({ schema, data }) => sentenceForChoice(asList(schema), data),
  const: ({ schema, data }) => sentenceForChoice([schema], data),

  minimum: ({ schema, data }) => `must be at least ${preview(schema)}, but is ${preview(data)}`,
  maximum: ({ schema, data }) => `must be at most ${preview(schema)}, but is ${preview(data)}`,
  exclusiveMinimum: ({ schema, data }) =>
    `must be more than ${preview(schema)}, but is ${preview(data)}`,
  exclusiveMaximum: ({ schema, data }) =>
    `must be less than ${preview(schema)}, but is ${preview(data)}`,
  multipleOf: ({ schema, data }) =>
    `must be a multiple of ${preview(schema)}, but is ${preview(data)}`,

  minLength: ({ schema, data }) =>
    `must have at least ${count(schema, 'character')}, but is ${preview(data)}`,
  maxLength: ({ schema, data }) =>
    `must have at most ${count(schema, 'character')}, but has ${sizeOf(data)}: ${preview(data)}`,
  pattern: ({ schema, data }) =>
    `must match the pattern ${shorten(String(schema))}, but is ${preview(data)}`,
  format: ({ schema, data }) => `must be a valid ${String(schema)}, but is ${preview(data)}`,

  minItems: atLeast('item'),
  maxItems: atMost('item'),
  items: tooManyItems,
  unevaluatedItems: tooManyItems,
  uniqueItems: ({ params }) =>
    `must not repeat an item, but items ${asList(params['equal']).join(' and ')} are equal`,
  contains: ({ parentSchema }) => {
    const { minContains = 1, maxContains } = parentSchema ?? {}
    const range = maxContains === undefined ? '' : ` and at most ${maxContains}`
    return `must contain at least ${count(minContains, 'item')}${range} of the wanted kind`
  },

  minProperties: atLeast('property'),
  maxProperties: atMost('property'),
  required: () => 'is required, but missing',
  dependentRequired: ({ params }) =>
    `is required when ${preview(params['property'])} is present, but missing`,
  additionalProperties: notAllowed,
  unevaluatedProperties: notAllowed,
  propertyNames: () => 'has a name that is not allowed here',

  'false schema': () => 'is not allowed here',
  not: ({ schema, data }) =>
    isNever({ not: schema })
      ? 'is not allowed here'
      : `must not be what the schema rules out, but is ${preview(data)}`,
  anyOf: ({ schema }) => `must fit one of ${asList(schema).length} alternatives, but fits none`,
  oneOf: ({ schema, params }) => {
    const alternatives = asList(schema).length
    const [first, second] = asList(params['passing'])
    if (second === undefined) return `must fit one of ${alternatives} alternatives, but fits none`
    const both = `number ${Number(first) + 1} and number ${Number(second) + 1}`
    return `must fit exactly one of ${alternatives} alternatives, but fits ${both}`
  },
}

function atLeast(noun: Noun): Sentence {
  return ({ schema, data }) => `must have at least ${count(schema, noun)}, but has ${sizeOf(data)}`
}

function atMost(noun: Noun): Sentence {
  return ({ schema, data }) => `must have at most ${count(schema, noun)}, but has ${sizeOf(data)}`
}

function tooManyItems({ params, data }: ErrorObject): string {
  return `must have at most ${count(params['limit'], 'item')}, but has ${sizeOf(data)}`
}

function notAllowed({ parentSchema }: ErrorObject): string {
  const allowed = Object.keys(parentSchema?.['properties'] ?? {})
  return allowed.length === 0
    ? 'is not an allowed property'
    : `is not an allowed property: allowed are ${previewList(allowed)}`
}

type Noun = 'character' | 'item' | 'property'

const plurals: Readonly<Record<Noun, string>> = {
  character: 'characters',
  item: 'items',
  property: 'properties',
}

function count(amount: unknown, noun: Noun): string {
  return amount === 1 ? `1 ${noun}` : `${String(amount)} ${plurals[noun]}`
}

/** The size that JSON Schema counts: of a text in code points. */
function sizeOf(value: unknown): number {
  return typeof value === 'string' ? Array.from(value).length : Object.keys(Object(value)).length
}
