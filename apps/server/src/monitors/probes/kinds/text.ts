import { pageEvidence, pageFaults, type FetchPage } from '../pages.ts'
import { stateOf, type Probe } from '../probe.ts'
import type { PageReader } from '../reading/reading.ts'

/** Looks at a page as text, or for a pattern in it. That the pattern is not there is a state, too. */
export function createTextProbe({
  fetchPage,
  reader,
}: {
  readonly fetchPage: FetchPage
  readonly reader: PageReader
}): Probe<'text'> {
  return {
    async look(spec, occasion) {
      const page = await fetchPage(spec, 'text/plain, text/html, */*;q=0.5', occasion)
      const reading = await reader.read({ kind: 'text', page: page.raw, pattern: spec.pattern })
      return { state: stateOf(reading.value), evidence: pageEvidence(spec, page, reading) }
    },

    async faults(spec) {
      const { pattern } = spec
      const parts = pattern === undefined ? [] : [{ pointer: '/pattern', pattern }]
      return [...pageFaults(spec), ...(await reader.check(parts))]
    },
  }
}
