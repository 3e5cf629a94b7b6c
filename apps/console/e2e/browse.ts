import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest'
import { createClient, type Client } from '@temporal-registry/sdk/client'
import { repoRoot } from '../../../scripts/paths.ts'

/** How a page is opened. */
export interface Reader {
  readonly colorScheme?: 'light' | 'dark'
  /** As wide as a phone. */
  readonly isPhone?: boolean
  /** On the gateway that asks for a token; with it where one is given. */
  readonly token?: string
  /** Of a gateway of the test's own. */
  readonly at?: string
  /** The gateway goes away meanwhile, and the browser notes what it did not get. */
  readonly isCutOff?: boolean
}

/** What the tests of a file browse with. */
export interface Browsing {
  /** Opens a page of the console, from its address below `/console`. */
  open(path: string, reader?: Reader): Promise<Page>
  /** Speaks with the same gateway past the console. */
  readonly client: Client
}

const desk = { width: 1360, height: 860 }
const phone = { width: 390, height: 844 }
const patienceMs = 20_000

/**
 * To be called at the top of a test file. After each test its pages are closed, and it fails when one of them
 * had an error in its console; refusals that the browser notes there by itself are not ours.
 */
export function browsing(): Browsing {
  const { url, guardedUrl, browserEndpoint } = inject('consoleStack')
  const contexts: BrowserContext[] = []
  const errors: string[] = []
  let browser: Browser

  beforeAll(async () => {
    browser = await chromium.connect(browserEndpoint)
  })
  afterEach(async () => {
    for (const context of contexts.splice(0)) await context.close()
    expect(errors.splice(0)).toEqual([])
  })
  afterAll(() => browser.close())

  return {
    client: createClient({ url }),
    async open(path, { colorScheme = 'light', isPhone = false, isCutOff = false, token, at } = {}) {
      const base = at ?? (token === undefined ? url : guardedUrl)
      const context = await browser.newContext({
        baseURL: base,
        colorScheme,
        viewport: isPhone ? phone : desk,
        locale: 'en-GB',
        timezoneId: 'Europe/Berlin',
        reducedMotion: 'reduce',
      })
      contexts.push(context)
      context.setDefaultTimeout(patienceMs)
      if (token) {
        await context.addInitScript(
          `sessionStorage.setItem('temporal-registry.token', ${JSON.stringify(token)})`,
        )
      }
      const page = await context.newPage()
      page.on('pageerror', (error) => errors.push(`${page.url()}: ${error.message}`))
      page.on('console', (message) => {
        if (message.type() !== 'error' || isNoteOfRefusal(message.text())) return
        if (isCutOff && message.text().startsWith('Failed to load resource')) return
        errors.push(`${page.url()}: ${message.text()}`)
      })
      await page.goto(`${base}/console${path}`)
      return page
    },
  }
}

/** The browser writes a line for every answer of 400 and more, which pages show in their own words. */
function isNoteOfRefusal(text: string): boolean {
  return /^Failed to load resource: the server responded with a status of 4\d\d/.test(text)
}

/** Fails on what those who cannot see, or use no mouse, would stumble over. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source)
  // The script above has put `axe` there.
  const { violations } = await page.evaluate<axe.AxeResults>(
    // Nobody can reach what an open dialog covers; its <header> stands in it, and is no second banner.
    `axe.run(document.querySelector('[role=dialog]') ?? document, {
      resultTypes: ['violations'],
      rules: {
        'landmark-no-duplicate-banner': { enabled: !document.querySelector('[role=dialog]') },
      },
    })`,
  )
  const told = violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help} at ${nodes.map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`).join(', ')}`,
  )

  expect(told).toEqual([])
}

/** Fails when a page is wider than the window: on a phone one would have to drag it about. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const tooWide = await page.evaluate(
    'document.documentElement.scrollWidth - document.documentElement.clientWidth',
  )

  expect(tooWide).toBe(0)
}

const screens = join(repoRoot, 'docs/screens')

/**
 * Keeps a picture for the docs, made when there is none yet, or anew with `RECORD_SCREENS=1`: what is on
 * them differs from run to run, and a test must not change the tree.
 */
export async function keepScreen(page: Page, name: string): Promise<void> {
  const path = join(screens, `${name}.png`)
  if (existsSync(path) && !process.env['RECORD_SCREENS']) return
  mkdirSync(screens, { recursive: true })
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
}
