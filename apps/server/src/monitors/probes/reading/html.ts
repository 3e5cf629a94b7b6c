import type { HtmlField } from '@temporal-registry/contract/probes'
import { compile, selectAll, selectOne } from 'css-select'
import { isTag, type Document, type Element } from 'domhandler'
import { parse } from 'parse5'
import { adapter } from 'parse5-htmlparser2-tree-adapter'
import { probeLimits as limits } from '../limits.ts'
import { ReadingError } from './failing.ts'
import { readNumber } from './numbers.ts'
import { textOf } from './page-text.ts'

/**
 * The values of fields in a page, read as browsers read it.
 *
 * @throws ReadingError `probe-invalid`, `probe-nothing-found`, `probe-number-unreadable`, `probe-state-too-large`
 */
export function readHtml(
  text: string,
  fields: Readonly<Record<string, HtmlField>>,
): Record<string, unknown> {
  const page = parseHtml(text)
  const language = languageOf(page)
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, valueOf({ page, language, name, field })]),
  )
}

export function parseHtml(text: string): Document {
  return parse(text, { treeAdapter: adapter })
}

/** Says in a sentence why a text is no selector. */
export function selectorFault(selector: string): string | undefined {
  if (selector.trim() === '') return 'it is no CSS selector: it is empty'
  if (/[>+~]\s*$/.test(selector))
    return 'it is no CSS selector: nothing follows its last combinator'
  try {
    compile(selector)
    return undefined
  } catch (error) {
    return `it is no CSS selector: ${error instanceof Error ? error.message : String(error)}`
  }
}

interface FieldInPage {
  readonly page: Document
  readonly language: string | undefined
  readonly name: string
  readonly field: HtmlField
}

function valueOf(wanted: FieldInPage): unknown {
  const { page, field, name } = wanted
  const fault = selectorFault(field.selector)
  if (fault !== undefined) throw new ReadingError('probe-invalid', `«${name}»: ${fault}`)
  if (field.all === true) {
    const found = selectAll(field.selector, page.children).filter(isTag)
    if (found.length > limits.matchCount) {
      throw new ReadingError(
        'probe-state-too-large',
        `«${name}»: ${field.selector} finds ${found.length} elements: over ${limits.matchCount}`,
        { limit: 'match_count' },
      )
    }
    if (found.length === 0 && field.optional !== true) throw nothingFor(wanted)
    return found.flatMap((element) => ofElement(element, wanted) ?? [])
  }
  const found = selectOne(field.selector, page.children)
  const value = found && isTag(found) ? ofElement(found, wanted) : null
  if (value === null && field.optional !== true) throw nothingFor(wanted)
  return value
}

/** Null where it lacks the attribute. */
function ofElement(
  element: Element,
  { field, name, language }: FieldInPage,
): string | number | null {
  const { attribute } = field
  const text = attribute === undefined ? textOf(element) : element.attribs[attribute.toLowerCase()]
  if (text === undefined) return null
  if (field.as !== 'number') return text.slice(0, limits.fieldChars)
  try {
    return readNumber(text, field.locale ?? language)
  } catch (error) {
    if (!(error instanceof ReadingError)) throw error
    throw new ReadingError(error.failure.code, `«${name}»: ${error.message}`)
  }
}

function languageOf(page: Document): string | undefined {
  const language = page.children.find((node) => isTag(node) && node.name === 'html')
  return language && isTag(language) ? language.attribs['lang'] : undefined
}

function nothingFor({ name, field }: FieldInPage): ReadingError {
  const { selector, attribute } = field
  const what = attribute === undefined ? selector : `${selector}, attribute ${attribute},`
  return new ReadingError('probe-nothing-found', `«${name}»: ${what} finds nothing`, {
    looked_for: selector,
  })
}
