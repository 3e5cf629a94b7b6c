import { writeFileSync } from 'node:fs'
import { openApiText } from './gen/openapi.ts'
import { problemsPage } from './gen/problems.ts'
import { signalShapesText } from './gen/signal-shapes.ts'

/** Writes what is derived from the contract; a test fails while one of them is stale. */
writeFileSync('docs/openapi.json', openApiText())
writeFileSync('docs/problems.md', problemsPage())
writeFileSync('apps/server/src/registry/workflow/signal-shapes.ts', signalShapesText())
