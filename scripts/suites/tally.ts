export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** What failed and why, for whoever sees only the end of what was printed. */
  readonly failures: readonly string[]
}

/** What of vitest's JSON report is read here. */
interface VitestReport {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
  readonly testResults: readonly {
    /** Of the file. */
    readonly name: string
    readonly status: string
    /** Why the file could not be loaded. */
    readonly message?: string
    readonly assertionResults: readonly {
      readonly status: string
      readonly fullName: string
      readonly failureMessages?: readonly string[] | null
    }[]
  }[]
}

/** A file that could not even be loaded holds no failed test, and counts as one itself. */
export function tallyOfReport(report: VitestReport): Tally {
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((result) => result.status === 'failed'),
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [
      ...unloaded.map(({ name, message = '' }) => `${name}\n${indented(message)}`),
      ...report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map(
            ({ fullName, failureMessages }) =>
              `${name} > ${fullName}\n${indented((failureMessages ?? []).join('\n'))}`,
          ),
      ),
    ],
  }
}

/** As much of a message as says where and why; the whole of it was printed when it came. */
const indented = (message: string) =>
  message
    .split('\n')
    .slice(0, shownLines)
    .map((line) => `    ${line}`)
    .join('\n')
const shownLines = 20

export function addTallies(tallies: readonly Tally[]): Tally {
  const sum = (pick: (tally: Tally) => number) =>
    tallies.reduce((total, tally) => total + pick(tally), 0)
  return {
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    skipped: sum(({ skipped }) => skipped),
    failures: tallies.flatMap(({ failures }) => failures),
  }
}

/** What failed, then the line that counts. */
export function renderTally({ passed, failed, skipped, failures }: Tally): string {
  const counts = `${passed} passed, ${failed} failed`
  const line = skipped > 0 ? `${counts}, ${skipped} skipped` : counts
  return [...failures.map((failure) => `failed: ${failure}\n`), line].join('\n')
}

/** Nothing that ran is no success: a mistyped filter must not look like one. */
export function exitCodeOf({ passed, failed }: Pick<Tally, 'passed' | 'failed'>): number {
  return failed === 0 && passed > 0 ? 0 : 1
}
