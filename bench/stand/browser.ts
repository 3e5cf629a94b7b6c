import { chromium, type Browser, type Page } from 'playwright-core'
import { findBrowser } from '../../scripts/console/prepare-browser.ts'
import { SetupError } from '../../scripts/setup-error.ts'

const desk = { width: 1360, height: 860 }
const patienceMs = 30_000
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run']

/** What a reader of a page would have felt while something was done. */
export interface Jank {
  /** The longest time in which the page answered nothing; 0 where none reached 50 ms. */
  readonly longestTaskMs: number
  /** Times between two frames. */
  readonly frameGapsMs: readonly number[]
}

/** A page in a real browser, with what a reader would notice. */
export interface WatchedPage {
  readonly page: Page
  during(work: () => Promise<void>): Promise<Jank>
}

export interface BenchBrowser extends AsyncDisposable {
  /** In a profile of its own: nothing has been loaded yet. */
  open(url: string): Promise<WatchedPage>
}

/** Begins with the page, so that no task is missed; the browser tells of tasks of 50 ms and more. */
const watcher = `
window.__jank = { tasks: [], gaps: [] }
new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) window.__jank.tasks.push(duration)
}).observe({ type: 'longtask' })
let before = 0
requestAnimationFrame(function frame(at) {
  if (before) window.__jank.gaps.push(at - before)
  before = at
  requestAnimationFrame(frame)
})`

/** @throws SetupError where no browser is installed. */
export async function openBrowser(): Promise<BenchBrowser> {
  const executablePath = findBrowser()
  if (!executablePath) {
    throw new SetupError('The console is measured in a real browser, and none was found.', {
      remedies: ['apt-get install chromium', 'or set CHROMIUM_PATH to a Chromium or Chrome'],
    })
  }
  const browser: Browser = await chromium.launch({ executablePath, args: flags })
  return {
    async open(url) {
      const context = await browser.newContext({ viewport: desk, locale: 'en-GB' })
      context.setDefaultTimeout(patienceMs)
      await context.addInitScript(watcher)
      const page = await context.newPage()
      await page.goto(url)
      return {
        page,
        async during(work) {
          await page.evaluate('void (window.__jank.tasks.length = window.__jank.gaps.length = 0)')
          await work()
          // Of the script above.
          const { tasks, gaps } = await page.evaluate<{ tasks: number[]; gaps: number[] }>(
            'window.__jank',
          )
          return { longestTaskMs: Math.max(0, ...tasks), frameGapsMs: gaps }
        },
      }
    },
    [Symbol.asyncDispose]: () => browser.close(),
  }
}
