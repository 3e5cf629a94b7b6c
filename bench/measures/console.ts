import { setTimeout as sleep } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { buildConsole } from '../../scripts/console/build-console.ts'
import { createSteps } from '../../scripts/terminal/steps.ts'
import type { Bench, Measure } from '../bench.ts'
import { enrol } from '../enrolment.ts'
import { WrongAnswer, type Callers } from '../load/callers.ts'
import { closedLoop, median, percentile } from '../load/loops.ts'
import { registrationsOf, typeNames } from '../population.ts'
import type { Row } from '../row.ts'
import { openBrowser, type BenchBrowser, type Jank, type WatchedPage } from '../stand/browser.ts'
import type { Stand } from '../stand/stand.ts'

const starters = 64
const visibleTimeoutMs = 120_000
/** SQLite writes what is listed after the start, so many a second at the least. */
const visiblePerSecond = 50
const pageOf = 50
const wheelPx = 700
const wheelPauseMs = 40
const wheelTurns = { quick: 40, full: 300 } as const
const openings = 5
/** How long a reader looks at a type before they start it. */
const readingMs = 1_500
const searches = ['type-07', 'order', 'd0421', 'invoice', 'nothing like it', 'd00', '']

/** What a reader of the console feels with as much in it as it is made for. */
export const consoleMeasure: Measure = {
  name: 'console',
  title: 'the console with 10,000 types and many runs: filtering, scrolling, opening a start form',
  needs: ['our routes', 'own processes', 'Temporal'],
  async run(bench) {
    await buildConsole(createSteps(process.stderr), new AbortController().signal)
    await using stand = await bench.open()
    const deployments = bench.size({ quick: 50, full: 500 })
    const size = { prefix: 'console', deployments, workersEach: 1, typesEach: 20 }
    const population = { ...size, schemas: 'shared', specs: 'plain' } as const
    const registrations = registrationsOf(population, 'ours')
    await enrol(bench, stand, registrations)
    const types = typeNames(registrations)
    const runs = bench.options.runs ?? bench.size({ quick: 500, full: 5_000 })
    await startRuns(bench, stand, runs)

    await using browser = await openBrowser(bench.options.profileDir)
    const url = `${stand.url}/console`
    return [
      ...(await typeRows(bench, await browser.open(`${url}/workflows`), types.length)),
      ...(await runRows(bench, await browser.open(`${url}/runs`), runs)),
      ...(await pageRows(stand, runs)),
      ...(await formRows(browser, `${url}/workflows/${encodeURIComponent(types[0] ?? '')}`)),
    ]
  },
}

async function typeRows(bench: Bench, watched: WatchedPage, count: number): Promise<Row[]> {
  const { page } = watched
  const what = `${count.toLocaleString('en')} types`
  await page.getByText(`${count.toLocaleString('en')} types`, { exact: true }).waitFor()
  const search = page.getByRole('searchbox')
  const shownMs: number[] = []
  const filtering = await watched.during('filtering types', async () => {
    for (const text of searches) {
      const isAnswer = (url: string) => isListOf(url, '/registry/workflows', 'q', text)
      shownMs.push(await filledIn(page, search, { text, isAnswer }))
    }
  })
  const scrolling = await scrolled(watched, 'scrolling types', bench.size(wheelTurns))
  return [
    { what: `${what}: from typing to rows, p50`, ours: median(shownMs), unit: 'ms' },
    ...jankRows(`${what}, filtering`, filtering),
    ...jankRows(`${what}, scrolling`, scrolling),
  ]
}

function isListOf(url: string, path: string, filter: string, text: string): boolean {
  const { pathname, searchParams } = new URL(url)
  return pathname.endsWith(path) && (searchParams.get(filter) ?? '') === text
}

interface Filling {
  readonly text: string
  /** Whether what came from an address is the list that was asked for. */
  readonly isAnswer: (url: string) => boolean
}

/** Fills a filter in. @returns how long it took until the rows were there. */
async function filledIn(page: Page, field: Locator, { text, isAnswer }: Filling): Promise<number> {
  const answer = page.waitForResponse((response) => isAnswer(response.url()))
  const begunMs = performance.now()
  await field.fill(text)
  await answer
  await page.waitForFunction(drawn)
  return performance.now() - begunMs
}

/** Two frames later what was answered is in sight. */
const drawn =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))'

async function runRows(bench: Bench, watched: WatchedPage, count: number): Promise<Row[]> {
  const { page } = watched
  await page.getByText(`${count.toLocaleString('en')} runs`, { exact: true }).waitFor()
  const what = `${count.toLocaleString('en')} runs`
  const scrolling = await scrolled(watched, 'scrolling runs', bench.size(wheelTurns))
  const read = await readOn(page, count, bench.size({ quick: 5_000, full: 60_000 }))
  const deep = await scrolled(watched, 'scrolling far down', bench.size(wheelTurns), -wheelPx)
  const type = page.getByRole('textbox', { name: 'Type' })
  const shownMs: number[] = []
  const filtering = await watched.during('filtering runs', async () => {
    for (const text of ['console-3', 'console-5', 'nothing', '']) {
      const isAnswer = (url: string) => isListOf(url, '/runs', 'workflow_type', text)
      // Without a filter the list is there already.
      if (text === '') await type.fill('')
      else shownMs.push(await filledIn(page, type, { text, isAnswer }))
    }
  })
  return [
    ...jankRows(`${what}, scrolling`, scrolling),
    ...jankRows(`${what}, scrolling up from row ${read.toLocaleString('en')}`, deep),
    { what: `${what}: from typing to rows, p50`, ours: median(shownMs), unit: 'ms' },
    ...jankRows(`${what}, filtering`, filtering),
  ]
}

/** Goes to the end of the list again and again, so that it is read on. @returns how many rows there are then. */
async function readOn(page: Page, count: number, forMs: number): Promise<number> {
  const table = page.getByRole('table', { name: 'Runs' })
  let rows = 0
  for (const endMs = performance.now() + forMs; rows < count && performance.now() < endMs;) {
    await page.keyboard.press('End')
    await sleep(wheelPauseMs)
    rows = Number(await table.getAttribute('aria-rowcount'))
  }
  return rows
}

/** Turns the wheel so many times, as fast as people do. */
async function scrolled(
  watched: WatchedPage,
  what: string,
  turns: number,
  byPx = wheelPx,
): Promise<Jank> {
  const { page } = watched
  await page.mouse.move(600, 500)
  return watched.during(what, async () => {
    for (let turn = 0; turn < turns; turn++) {
      await page.mouse.wheel(0, byPx)
      await sleep(wheelPauseMs)
    }
  })
}

function jankRows(what: string, { longestTaskMs, frameGapsMs }: Jank): Row[] {
  return [
    {
      what: `${what}: longest task (0: none of 50 ms)`,
      ours: longestTaskMs,
      unit: 'ms',
      mark: { of: 'ours', atMost: 100 },
    },
    { what: `${what}: between frames, p95`, ours: percentile(frameGapsMs, 0.95), unit: 'ms' },
    { what: `${what}: between frames, p99`, ours: percentile(frameGapsMs, 0.99), unit: 'ms' },
  ]
}

/** Whether the last pages of a long list cost what the first do. */
async function pageRows(stand: Stand, count: number): Promise<Row[]> {
  using callers = await stand.openCallers(1)
  const tookMs: number[] = []
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor; isFirst = false) {
    const { ms, next } = await timedPage(callers, cursor)
    tookMs.push(ms)
    cursor = next
  }
  const tenth = Math.max(1, Math.floor(tookMs.length / 10))
  const first = median(tookMs.slice(0, tenth))
  return [
    {
      what: `a page of ${pageOf} of ${count.toLocaleString('en')} runs, the last tenth`,
      ours: median(tookMs.slice(-tenth)),
      unit: 'ms',
      peer: { name: 'the first tenth', value: first },
    },
  ]
}

async function timedPage(callers: Callers, cursor: string | undefined) {
  const after = cursor === undefined ? '' : `&cursor=${encodeURIComponent(cursor)}`
  const request = callers.request({ method: 'GET', path: `/runs?limit=${pageOf}${after}` })
  const begunMs = performance.now()
  const { body } = await callers.send(0, request)
  const ms = performance.now() - begunMs
  // As the contract has it.
  const page = JSON.parse(body.toString()) as { next_cursor?: string }
  return { ms, next: page.next_cursor }
}

/** From the click to the field, by a reader who comes for the first time and by one who has been there. */
async function formRows(browser: BenchBrowser, url: string): Promise<Row[]> {
  const atOnceMs: number[] = []
  const readMs: number[] = []
  const againMs: number[] = []
  for (let opening = 0; opening < openings; opening++) {
    const { page: hasty } = await browser.open(url)
    atOnceMs.push(await openForm(hasty))
    await hasty.context().close()
    const { page } = await browser.open(url)
    await page.getByRole('button', { name: 'Start a run' }).waitFor()
    await sleep(readingMs)
    readMs.push(await openForm(page))
    await page.goBack()
    againMs.push(await openForm(page))
    await page.context().close()
  }
  const mark = { of: 'ours', atMost: 300 } as const
  const row = (when: string, tookMs: readonly number[]): Row => ({
    what: `start form, click to field, p50: ${when}`,
    ours: median(tookMs),
    unit: 'ms',
    mark,
  })
  return [
    row('nothing loaded, clicked at once', atOnceMs),
    row('nothing loaded, clicked after a second and a half', readMs),
    row('opened before', againMs),
  ]
}

async function openForm(page: WatchedPage['page']): Promise<number> {
  const button = page.getByRole('button', { name: 'Start a run' })
  await button.waitFor()
  // Timed in the page: the way of a command to it and back is not the reader's.
  return await page.evaluate<number>(`new Promise((resolve, reject) => {
    const button = [...document.querySelectorAll('button')].find((one) => one.innerText === 'Start a run')
    const begun = performance.now()
    const look = () => {
      if (document.querySelector('form [id^="input_"]')) return resolve(performance.now() - begun)
      if (performance.now() - begun > 20000) return reject(new Error('no field after 20 s'))
      requestAnimationFrame(look)
    }
    button.click()
    look()
  })`)
}

/** Open runs that nobody serves: a list needs no more. */
async function startRuns({ goId }: Bench, stand: Stand, count: number): Promise<void> {
  const { client } = stand.direct()
  await closedLoop(starters, { count }, (_, at) =>
    client.workflow.start(`console-${at % 7}`, {
      taskQueue: `console-${goId}`,
      workflowId: `console-${goId}-${at}`,
    }),
  )
  const patienceMs = visibleTimeoutMs + (count / visiblePerSecond) * 1_000
  for (const giveUpAtMs = Date.now() + patienceMs; ; await sleep(250)) {
    const seen = await client.workflow.count(`TaskQueue = 'console-${goId}'`)
    if (seen.count >= count) return
    if (Date.now() > giveUpAtMs)
      throw new WrongAnswer(`Only ${seen.count} of ${count} runs became visible`)
  }
}
