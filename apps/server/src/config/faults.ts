import { pointerSteps } from '@temporal-registry/contract/json-pointer'
import type { ErrorObject } from 'ajv/dist/2020.js'
import { patternSentences } from './schema.ts'

/** What holds secrets, or may when it has the wrong shape. */
const secret =
  /^(\(root\)|auth|auth\.(token|tokens)(\..*)?|database|database\.url|notify|notify\.channels(\..*)?|notify\.smtp(\.password)?|temporal|temporal\.(api_key|tls_client_key_data)(\..*)?|temporal\.encryption(\.keys.*)?|secrets(\.keys.*)?)$/

/** Says in a sentence what is wrong with a key; a secret is never in it. */
export function sentenceOf(error: ErrorObject, document: unknown): string {
  const { keyword, instancePath, params } = error
  const steps = pointerSteps(instancePath)
  const at = steps.join('.') || '(root)'
  const member = (name: unknown) => [...steps, String(name)].join('.')
  if (keyword === 'additionalProperties') {
    return `${member(params['additionalProperty'])} is not a key of the configuration`
  }
  if (keyword === 'required') return `${member(params['missingProperty'])} is missing`
  return `${at} ${demandOf(error)}${shown(at, valueAt(document, steps))}`
}

const nouns: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section',
}

function demandOf({ keyword, params, message = 'is wrong' }: ErrorObject): string {
  switch (keyword) {
    case 'type':
      return `must be ${nouns[String(params['type'])] ?? String(params['type'])}`
    case 'enum':
      return `must be one of ${String(params['allowedValues']).replaceAll(',', ', ')}`
    case 'const':
      return `must be ${String(params['allowedValue'])}`
    case 'minLength':
      return `must have at least ${params['limit'] === 1 ? 'a character' : `${params['limit']} characters`}`
    case 'not':
      return 'must not be . or ..'
    case 'pattern':
      return patternSentences[String(params['pattern'])] ?? message
    default:
      return message
  }
}

function shown(at: string, value: unknown): string {
  const isPlain = ['string', 'number', 'boolean'].includes(typeof value)
  return isPlain && !secret.test(at) ? `, but is ${JSON.stringify(value)}` : ''
}

function valueAt(document: unknown, steps: readonly string[]): unknown {
  return steps.reduce<unknown>(
    (holder, step) =>
      typeof holder === 'object' && holder !== null ? Reflect.get(holder, step) : undefined,
    document,
  )
}
