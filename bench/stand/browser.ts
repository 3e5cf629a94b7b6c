import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
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
  /** `what` names the CPU profile, where one is written. */
  during(what: string, work: () => Promise<void>): Promise<Jank>
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

/**
 * Starts one; with `profileDir`, what is watched is profiled too, which makes it slower.
 *
 * @throws SetupError where no browser is installed.
 */
export async function openBrowser(profileDir?: string): Promise<BenchBrowser> {
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
        async during(what, work) {
          const endProfile = profileDir && (await profile(page, profileDir, what))
          await page.evaluate('void (window.__jank.tasks.length = window.__jank.gaps.length = 0)')
          await work()
          if (endProfile) await endProfile()
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

/** Begins a CPU profile of a page. @returns what ends and writes it. */
async function profile(page: Page, folder: string, what: string): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page)
  await session.send('Profiler.enable')
  await session.send('Profiler.setSamplingInterval', { interval: 500 })
  await session.send('Profiler.start')
  return async () => {
    const { profile: taken } = await session.send('Profiler.stop')
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `console ${what}.cpuprofile`), JSON.stringify(taken))
    await session.detach()
  }
}
