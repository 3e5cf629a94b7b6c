import draft07Json from 'ajv/dist/refs/json-schema-draft-07.json' with { type: 'json' }
import applicator from 'ajv/dist/refs/json-schema-2020-12/meta/applicator.json' with { type: 'json' }
import content from 'ajv/dist/refs/json-schema-2020-12/meta/content.json' with { type: 'json' }
import core from 'ajv/dist/refs/json-schema-2020-12/meta/core.json' with { type: 'json' }
import formatAnnotation from 'ajv/dist/refs/json-schema-2020-12/meta/format-annotation.json' with { type: 'json' }
import metaData from 'ajv/dist/refs/json-schema-2020-12/meta/meta-data.json' with { type: 'json' }
import unevaluated from 'ajv/dist/refs/json-schema-2020-12/meta/unevaluated.json' with { type: 'json' }
import validation from 'ajv/dist/refs/json-schema-2020-12/meta/validation.json' with { type: 'json' }
import draft2020Json from 'ajv/dist/refs/json-schema-2020-12/schema.json' with { type: 'json' }

import { compile, type Evaluate } from './compile.ts'
import { draft07, draft2020, type Dialect } from './dialect.ts'
import { openDocument } from './document.ts'
import type { InputFault, SchemaFault } from './faults.ts'
import { toInputFaults } from './input-faults.ts'
import { asList, type JsonObject } from './json.ts'
import { lowerDocument } from './lower.ts'
import { compilePatterns } from './patterns.ts'
import { linkReferences } from './references.ts'

const vocabularies = {
  core,
  applicator,
  unevaluated,
  validation,
  metaData,
  formatAnnotation,
  content,
}

const metaschemas = new Map<Dialect, JsonObject>([
  [draft2020, { ...draft2020Json, $defs: vocabularies }],
  [draft07, draft07Json],
])

const compiled = new Map<Dialect, Evaluate>()

/** To be called where a check has been stopped, maybe halfway through a change. */
export function forgetMetaschemas(): void {
  compiled.clear()
}

/** Finds keywords whose values are not of the form that the dialect asks for. */
export function findMisusedKeywords(schema: JsonObject, dialect: Dialect): SchemaFault[] {
  const evaluate = compiled.get(dialect) ?? compileMetaschema(dialect)
  compiled.set(dialect, evaluate)
  const faults = toInputFaults(evaluate(schema), 'the schema')
  // That `type` takes a name or a list adds nothing to what is wrong with the list.
  const isSpecific = ({ keyword, pointer }: InputFault) =>
    keyword !== 'anyOf' || faults.filter((other) => other.pointer.startsWith(pointer)).length === 1
  return faults.filter(isSpecific).map(({ pointer, detail, keyword }) => {
    return { pointer, detail: detail + hintFor(pointer, keyword, dialect) }
  })
}

/** The metaschemas go the way of every other schema; only their formats are not checked. */
function compileMetaschema(dialect: Dialect): Evaluate {
  const document = openDocument(metaschemas.get(dialect) ?? true, dialect)
  const links = linkReferences(document)
  const { patterns } = compilePatterns(document)
  // `format: uri-reference` would refuse `#/$defs/Page[Order]`, which generators write.
  const lowered = lowerDocument(document, links, { keepsFormats: false })
  return compile(lowered, patterns)
}

/** Forms of older drafts, by the last token of the pointer and the keyword that fails. */
const hints = [
  { keyword: 'items', fails: 'type', dialect: draft2020, hint: 'for a tuple use prefixItems' },
  { keyword: 'required', fails: 'type', hint: 'list the names in the required of the object' },
  { keyword: 'exclusiveMinimum', fails: 'type', hint: 'give the bound itself' },
  { keyword: 'exclusiveMaximum', fails: 'type', hint: 'give the bound itself' },
]

function hintFor(pointer: string, fails: string, dialect: Dialect): string {
  const found = hints.find(
    (hint) =>
      pointer.endsWith(`/${hint.keyword}`) &&
      hint.fails === fails &&
      asList(hint.dialect ?? dialect).includes(dialect),
  )
  return found ? ` (${found.hint})` : ''
}
