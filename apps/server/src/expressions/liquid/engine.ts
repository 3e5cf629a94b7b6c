import { Liquid } from 'liquidjs'

import { expressionLimits as limits } from '../limits.ts'

/** How what is put into a sentence is written: as it is, or safe within HTML. */
export type Escape = 'none' | 'html'

/** What would read other templates. The engine's default reads them from files. */
const readingTags = ['include', 'render', 'layout', 'block']

/** A little less than a thread may take: the engine's own end is cheaper than that of its thread. */
const renderMillis = limits.evaluationMillis - 50

/** The engine's measure of what filters and loops make: characters and elements. */
const memoryUnits = 2_000_000

const engines: Readonly<Record<Escape, Liquid>> = {
  none: createEngine(),
  html: createEngine('escape'),
}

export function engineFor(escape: Escape): Liquid {
  return engines[escape]
}

function createEngine(outputEscape?: 'escape'): Liquid {
  const engine = new Liquid({
    // An empty memory in place of the file system.
    templates: {},
    strictFilters: true,
    strictVariables: true,
    lenientIf: true,
    ownPropertyOnly: true,
    timezoneOffset: 0,
    locale: 'en-US',
    dateFormat: '%Y-%m-%dT%H:%M:%SZ',
    parseLimit: limits.liquidChars,
    renderLimit: renderMillis,
    memoryLimit: memoryUnits,
    ...(outputEscape === undefined ? {} : { outputEscape }),
  })
  for (const tag of readingTags) delete engine.tags[tag]
  return engine
}
