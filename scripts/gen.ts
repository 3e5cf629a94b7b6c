import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { contractFiles } from './gen/contracts.ts'
import { openApiText } from './gen/openapi.ts'
import { patternPages } from './gen/patterns.ts'
import { problemsPage } from './gen/problems.ts'
import { signalShapesText } from './gen/signal-shapes.ts'

/** Writes what is derived from the contract and the patterns; a test fails while one of them is stale. */
writeFileSync('docs/openapi.json', openApiText())
writeFileSync('docs/problems.md', problemsPage())
mkdirSync('docs/contracts', { recursive: true })
for (const [name, text] of contractFiles()) writeFileSync(`docs/contracts/${name}`, text)
writeFileSync('apps/server/src/registry/workflow/signal-shapes.ts', signalShapesText())

// With the pages of patterns that are no more.
rmSync('docs/patterns', { recursive: true, force: true })
mkdirSync('docs/patterns')
for (const [name, text] of patternPages()) writeFileSync(`docs/patterns/${name}`, text)
