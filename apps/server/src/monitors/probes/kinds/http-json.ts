import { pointerToken } from '@temporal-registry/contract/json-pointer'
import type { Expressions, Place } from '../../../expressions/expressions.ts'
import { pageEvidence, pageFaults, type FetchPage } from '../pages.ts'
import { stateOf, type Probe } from '../probe.ts'
import type { WrittenPart } from '../reading/messages.ts'
import type { PageReader } from '../reading/reading.ts'

const accept = 'application/json, */*;q=0.5'
const ways = ['path', 'fields', 'value'] as const

/** What `value` may name. */
const place: Place = {
  variables: {
    response: { fields: { status: 'int', headers: 'dyn', body: 'dyn' } },
    now: 'timestamp',
  },
}

/** Looks at JSON: all of it, what paths find in it, or what an expression makes of it. */
export function createHttpJsonProbe(deps: {
  readonly fetchPage: FetchPage
  readonly reader: PageReader
  readonly expressions: Pick<Expressions, 'evaluate' | 'check'>
  readonly now: () => Date
}): Probe<'http_json'> {
  const { fetchPage, reader, expressions, now } = deps

  return {
    async look(spec, occasion) {
      const { path, fields, optional, value: cel } = spec
      const page = await fetchPage(spec, accept, occasion)
      const wanted = { path, fields, optional }
      const reading = await reader.read({ kind: 'json', page: page.raw, wanted })
      const evidence = pageEvidence(spec, page, reading)
      if (cel === undefined) {
        // Several are the members of an object, one is a value, whatever it is.
        return {
          state: path === undefined ? stateOf(reading.value) : { value: reading.value },
          evidence,
        }
      }
      const { status, headers } = page
      const seen = { response: { status, headers, body: reading.value }, now: now().toISOString() }
      return { state: stateOf(await expressions.evaluate(place, seen, { cel })), evidence }
    },

    async faults(spec) {
      const { path, fields = {}, value: cel } = spec
      const said = ways.filter((way) => spec[way] !== undefined)
      const parts: WrittenPart[] = [
        ...(path === undefined ? [] : [{ pointer: '/path', jsonPath: path }]),
        ...Object.entries(fields).map(([name, jsonPath]) => ({
          pointer: `/fields/${pointerToken(name)}`,
          jsonPath,
        })),
      ]
      return [
        ...pageFaults(spec),
        ...said.slice(1).map((way) => ({
          pointer: `/${way}`,
          detail: `it stands beside \`${said[0] ?? ''}\`: a probe has one of ${ways.join(', ')}`,
        })),
        ...(await reader.check(parts)),
        ...(cel === undefined ? [] : await expressions.check(place, [{ pointer: '/value', cel }])),
      ]
    },
  }
}
