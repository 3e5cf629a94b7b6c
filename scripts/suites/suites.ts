import type { Suite } from './suite.ts'
import { runVitest } from './vitest.ts'

/** What `npm test` runs, in this order. */
export const suites: readonly Suite[] = [{ name: 'vitest', run: runVitest }]
