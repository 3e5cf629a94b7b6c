import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HtmlField } from '@temporal-registry/contract/probes'
import { servePages, type Pages } from '../../../../test/pages.ts'
import { standProbes, type ProbeStand } from '../../../../test/probe-stand.ts'

const html = { 'content-type': 'text/html' }
let pages: Pages
let probes: ProbeStand

beforeAll(async () => {
  pages = await servePages({
    '/shop': {
      headers: html,
      body: `<!doctype html><html lang="de"><meta charset="utf-8"><title>Shop</title>
        <style>.price::after { content: 'no' }</style>
        <table><tr><td class="name">Kaffee <b>mühle</b><script>evil()</script></td><td class=price>1.299 €</td></tr>
        <tr><td class="name">Filter</td><td class=price>4,50&nbsp;€</td></tr></table>
        <a id="buy" href="/buy?x=1">Kaufen</a><p>Zeile<br>zwei</p>`,
    },
    '/price': { headers: html, body: '<span class="price">120</span>' },
  })
  probes = standProbes()
})

afterAll(async () => {
  await probes[Symbol.asyncDispose]()
  await pages.close()
})

const stateOf = async (path: string, fields: Record<string, HtmlField>) =>
  (await probes.look({ html: { url: `${pages.url}${path}`, fields } })).state

test('a price on a page is a number of the state', async () => {
  expect(await stateOf('/price', { price: { selector: '.price', as: 'number' } })).toEqual({
    price: 120,
  })
})

test('fields are texts as a reader sees them, attributes, numbers, or lists of these', async () => {
  const state = await stateOf('/shop', {
    name: { selector: 'table > tbody > tr:first-child > td.name' },
    prices: { selector: '.price', as: 'number', all: true },
    link: { selector: 'a#buy', attribute: 'href' },
    lines: { selector: 'p' },
    sold_out: { selector: '.sold-out', optional: true },
    badges: { selector: '.badge', all: true, optional: true },
  })

  expect(state).toEqual({
    name: 'Kaffee mühle',
    // In the language of the page a point groups.
    prices: [1299, 4.5],
    link: '/buy?x=1',
    lines: 'Zeile zwei',
    sold_out: null,
    badges: [],
  })
})

test('what is not there, or is no number, fails by the name of its field', async () => {
  const url = `${pages.url}/shop`
  const gone = await probes.refused({ html: { url, fields: { stock: { selector: '.stock' } } } })
  const lacking = await probes.refused({
    html: { url, fields: { rel: { selector: '#buy', attribute: 'rel' } } },
  })
  const words = await probes.refused({
    html: { url, fields: { buy: { selector: '#buy', as: 'number' } } },
  })

  expect(gone).toMatchObject({
    code: 'probe-nothing-found',
    message: '«stock»: .stock finds nothing',
  })
  expect(lacking.code).toBe('probe-nothing-found')
  expect(words).toMatchObject({
    code: 'probe-number-unreadable',
    message: '«buy»: «Kaufen» holds no number',
  })
})

test('a selector that is none is said when it is saved, at its place', async () => {
  const fields = { a: { selector: 'div >' }, b: { selector: ':nope(1)' }, c: { selector: 'p' } }

  const faults = await probes.probes.faults({ html: { url: 'https://example.com', fields } })

  expect(faults.map(({ pointer }) => pointer)).toEqual([
    '/html/fields/a/selector',
    '/html/fields/b/selector',
  ])
})

test('a selector that is none fails a look that nobody checked before', async () => {
  const url = `${pages.url}/shop`
  const refused = await probes.refused({ html: { url, fields: { a: { selector: 'p,,a' } } } })

  expect(refused).toMatchObject({
    code: 'probe-invalid',
    message: expect.stringContaining('«a»: it is no CSS selector'),
  })
})
