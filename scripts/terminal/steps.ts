import { styleText } from 'node:util'

const redrawEveryMs = 100
const reportEveryMs = 15_000

type SetDetail = (detail: string) => void

export interface Steps {
  /** Shows `title` with its elapsed time while `work` goes on, then one line with the outcome. */
  run<T>(title: string, work: (setDetail: SetDetail) => Promise<T>): Promise<T>
  /** Prints a line of its own, above whatever is being redrawn. */
  note(text: string): void
}

interface Step {
  readonly title: string
  readonly startedAt: number
  detail: string
}

/**
 * On a terminal the steps at work share one line that is drawn over itself; elsewhere (CI, a
 * file) every step at work reports each 15 s, so that a long build does not look like a hang.
 */
export function createSteps(out: NodeJS.WriteStream = process.stdout): Steps {
  const working = new Set<Step>()
  const isLive = out.isTTY
  let ticker: NodeJS.Timeout | undefined

  function print(line: string) {
    if (isLive) out.write('\r\u001B[2K')
    out.write(`${line}\n`)
    if (isLive) draw()
  }

  function draw() {
    if (working.size === 0) return
    const text = `  … ${[...working].map(describe).join(' · ')}`
    out.write(`\r\u001B[2K${text.slice(0, (out.columns || 80) - 1)}`)
  }

  function report() {
    for (const step of working) out.write(`  … ${describe(step)}\n`)
  }

  function add(step: Step) {
    working.add(step)
    ticker ??= setInterval(isLive ? draw : report, isLive ? redrawEveryMs : reportEveryMs)
    if (isLive) draw()
  }

  function finish(step: Step, mark: string) {
    working.delete(step)
    if (working.size === 0) {
      clearInterval(ticker)
      ticker = undefined
    }
    const took = `${((Date.now() - step.startedAt) / 1000).toFixed(1)} s`
    print(`  ${mark} ${step.title.padEnd(28)}${took.padStart(8)}  ${step.detail}`.trimEnd())
  }

  return {
    async run(title, work) {
      const step: Step = { title, startedAt: Date.now(), detail: '' }
      add(step)
      try {
        const result = await work((detail) => (step.detail = detail))
        finish(step, styleText('green', '✓', { stream: out }))
        return result
      } catch (error) {
        finish(step, styleText('red', '✗', { stream: out }))
        throw error
      }
    },
    note: (text) => print(`    ${text}`),
  }
}

function describe({ title, startedAt, detail }: Step): string {
  const elapsed = `${Math.round((Date.now() - startedAt) / 1000)} s`
  return [title, elapsed, detail].filter(Boolean).join('  ')
}
