import { LiquidError, type Liquid } from 'liquidjs'

import { didYouMean } from '../spelling.ts'

/** Where in the text an error of the engine is. */
export function offsetOf(error: unknown): number {
  return LiquidError.is(error) ? error.token.begin : 0
}

/** An error of the engine as one of our sentences. */
export function sentenceOf(error: unknown, engine: Liquid): string {
  const text = error instanceof Error ? error.message : String(error)
  const message = text.replace(/, line:\d+, col:\d+$/, '')
  const filter = /^undefined filter: (.*)$/.exec(message)?.[1]
  if (filter !== undefined)
    return `there is no filter ${filter}${didYouMean(filter, Object.keys(engine.filters))}`
  const tag = /^tag "(.*)" not found$/.exec(message)?.[1]
  if (tag !== undefined) return `there is no tag ${tag}${didYouMean(tag, Object.keys(engine.tags))}`
  return message
}
