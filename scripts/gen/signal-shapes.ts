import { registrySignals } from '@temporal-registry/contract/registry-signals'

/** What only people read. */
const annotations: readonly string[] = ['title', 'description', 'default']

/** The text of the sandbox's copy of the signals' shapes: plain data, for TypeBox is too large for it. */
export function signalShapesText(): string {
  const lines = Object.entries(registrySignals).map(
    ([signal, shape]) => `  ${signal}: ${JSON.stringify(bare(shape))},\n`,
  )
  return `// Written by \`npm run gen\` from packages/contract/src/registry-signals.ts.
import type { Shape } from './shape-fault.ts'

export const signalShapes: Readonly<Record<string, Shape>> = {
${lines.join('')}}
`
}

function bare(schema: unknown): unknown {
  return JSON.parse(JSON.stringify(schema), (name, value: unknown) =>
    annotations.includes(name) && typeof value !== 'object' ? undefined : value,
  )
}
