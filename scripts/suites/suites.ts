import type { Suite, SuiteOptions } from './suite.ts'
import { runVitest } from './vitest.ts'

const nothing = { passed: 0, failed: 0, skipped: 0, failures: [] }

/** Whoever names projects gets those, in one run. */
const picksProjects = (args: readonly string[]) => args.some((arg) => arg.startsWith('--project'))

/** Vitest with the tests of some projects; a filter may leave one suite without any. */
function runProjects(options: SuiteOptions, project: string) {
  const args = [`--project=${project}`, '--passWithNoTests', ...options.args]
  return runVitest({ ...options, args })
}

/**
 * What `npm test` runs, in this order. The browser's tests come by themselves: vitest would start their
 * gateways, worker and browser together with everything else, to idle beside it on the same cores.
 */
export const suites: readonly Suite[] = [
  {
    name: 'vitest',
    run: (options) =>
      picksProjects(options.args) ? runVitest(options) : runProjects(options, '!e2e'),
  },
  {
    name: 'browser',
    run: async (options) =>
      picksProjects(options.args) ? nothing : await runProjects(options, 'e2e'),
  },
]
