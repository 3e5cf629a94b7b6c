import { setTimeout as sleep } from 'node:timers/promises'
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
const pageOf = 50
const wheelPx = 700
const wheelPauseMs = 40
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
    const runs = bench.size({ quick: 500, full: 5_000 })
    await startRuns(bench, stand, runs)

    await using browser = await openBrowser()
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
  const filtering = await watched.during(async () => {
    for (const text of searches) {
      const answer = page.waitForResponse((response) => isListOf(response.url(), text))
      const begunMs = performance.now()
      await search.fill(text)
      await answer
      await page.waitForFunction(drawn)
      shownMs.push(performance.now() - begunMs)
    }
  })
  const scrolling = await scrolled(watched, bench.size({ quick: 40, full: 300 }))
  return [
    { what: `${what}: from typing to rows, p50`, ours: median(shownMs), unit: 'ms' },
    ...jankRows(`${what}, filtering`, filtering),
    ...jankRows(`${what}, scrolling`, scrolling),
  ]
}

function isListOf(url: string, text: string): boolean {
  const { pathname, searchParams } = new URL(url)
  return pathname.endsWith('/registry/workflows') && (searchParams.get('q') ?? '') === text
}

/** Two frames later what was answered is in sight. */
const drawn =
  'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))'

async function runRows(bench: Bench, watched: WatchedPage, count: number): Promise<Row[]> {
  const { page } = watched
  await page.getByText(`${count.toLocaleString('en')} runs`, { exact: true }).waitFor()
  const scrolling = await scrolled(watched, bench.size({ quick: 40, full: 300 }))
  return jankRows(`${count.toLocaleString('en')} runs, scrolling`, scrolling)
}

/** Turns the wheel so many times, as fast as people do. */
async function scrolled(watched: WatchedPage, turns: number): Promise<Jank> {
  const { page } = watched
  await page.mouse.move(600, 500)
  return watched.during(async () => {
    for (let turn = 0; turn < turns; turn++) {
      await page.mouse.wheel(0, wheelPx)
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
  for (const giveUpAtMs = Date.now() + visibleTimeoutMs; ; await sleep(250)) {
    const seen = await client.workflow.count(`TaskQueue = 'console-${goId}'`)
    if (seen.count >= count) return
    if (Date.now() > giveUpAtMs)
      throw new WrongAnswer(`Only ${seen.count} of ${count} runs became visible`)
  }
}
