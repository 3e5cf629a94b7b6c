import { pointerToken } from '@temporal-registry/contract/json-pointer'
import { pageEvidence, pageFaults, type FetchPage } from '../pages.ts'
import { stateOf, type Probe } from '../probe.ts'
import type { PageReader } from '../reading/reading.ts'

/** Looks at parts of a web page, each a member of the state. */
export function createHtmlProbe({
  fetchPage,
  reader,
}: {
  readonly fetchPage: FetchPage
  readonly reader: PageReader
}): Probe<'html'> {
  return {
    async look(spec, occasion) {
      const page = await fetchPage(spec, 'text/html, application/xhtml+xml, */*;q=0.5', occasion)
      const reading = await reader.read({ kind: 'html', page: page.raw, fields: spec.fields })
      return { state: stateOf(reading.value), evidence: pageEvidence(spec, page, reading) }
    },

    async faults(spec) {
      const selectors = Object.entries(spec.fields).map(([name, { selector }]) => ({
        pointer: `/fields/${pointerToken(name)}/selector`,
        selector,
      }))
      return [...pageFaults(spec), ...(await reader.check(selectors))]
    },
  }
}
