import { Problem } from '@temporal-registry/contract/problem'
import { parseYaml, YamlError } from '../config/yaml.ts'
import { parseBody } from './json-body.ts'

/**
 * Reads YAML as what it would be as JSON, under the same rules.
 *
 * @throws Problem `malformed-yaml`, `body-unsafe`
 */
export function readYamlBody(text: string): unknown {
  let json: string | undefined
  try {
    // What YAML has and JSON lacks is gone after this: infinities, dates, keys that are no texts.
    json = JSON.stringify(parseYaml(text))
  } catch (error) {
    if (error instanceof YamlError) throw malformed(error.message, error)
    // A value that contains itself.
    if (error instanceof TypeError) throw malformed('an alias in it contains itself', error)
    throw error
  }
  return parseBody(Buffer.from(json ?? 'null'))
}

function malformed(why: string, cause: unknown): Problem {
  const detail = `cannot be read as YAML: ${why}`
  return new Problem(
    'malformed-yaml',
    `The text ${detail}`,
    { errors: [{ pointer: '', detail }] },
    cause,
  )
}
