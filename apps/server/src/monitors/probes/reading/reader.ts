import type { ProblemError } from '@temporal-registry/contract/problem'
import { storable } from '../../../platform/database/storable.ts'
import { probeLimits as limits } from '../limits.ts'
import { decodePage, type PageForm } from './charset.ts'
import { ReadingError } from './failing.ts'
import { readFeed } from './feed.ts'
import { readHtml, selectorFault } from './html.ts'
import { jsonPathFault, readJson } from './json.ts'
import type { Reading, ReadRequest, Request, WrittenPart } from './messages.ts'
import { patternFault } from './match.ts'
import { readText } from './text.ts'

const forms: Readonly<Record<ReadRequest['kind'], PageForm>> = {
  json: 'json',
  html: 'html',
  text: 'html',
  feed: 'xml',
}

/** Reads and checks, without a limit of time: that is its thread's. */
export function answerTo(request: Request): Reading | readonly ProblemError[] {
  return request.kind === 'check' ? request.parts.flatMap(faultOf) : read(request)
}

function read(request: ReadRequest): Reading {
  try {
    const { text, ...charset } = decodePage(request.page, forms[request.kind])
    const value = storable(valueIn(request, text))
    assertSmall(value)
    const excerpt = storable(text.trim().slice(0, limits.excerptChars)) as string
    return { value, excerpt, ...charset }
  } catch (error) {
    if (error instanceof ReadingError) return { failure: error.failure }
    // Too deep for what reads it: `RangeError` is what a stack of calls runs out with.
    if (!(error instanceof RangeError)) throw error
    return { failure: { code: 'probe-too-costly', detail: 'It is nested too deeply to be read' } }
  }
}

function valueIn(request: ReadRequest, text: string): unknown {
  switch (request.kind) {
    case 'json':
      return readJson(text, request.wanted)
    case 'html':
      return readHtml(text, request.fields)
    case 'text':
      return readText(text, request.page.contentType, request.pattern)
    case 'feed':
      return readFeed(text)
  }
}

function assertSmall(value: unknown): void {
  const bytes = Buffer.byteLength(JSON.stringify(value))
  if (bytes <= limits.stateBytes) return
  throw new ReadingError(
    'probe-state-too-large',
    `What it finds has ${bytes} bytes: over ${limits.stateBytes}`,
    { limit: 'state_bytes', max_bytes: limits.stateBytes },
  )
}

function faultOf(part: WrittenPart): ProblemError[] {
  const detail =
    'jsonPath' in part
      ? jsonPathFault(part.jsonPath)
      : 'selector' in part
        ? selectorFault(part.selector)
        : patternFault(part.pattern)
  return detail === undefined ? [] : [{ pointer: part.pointer, detail }]
}
