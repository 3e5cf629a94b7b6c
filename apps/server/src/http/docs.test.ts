import { problems } from '@temporal-registry/contract/problem'
import fastify from 'fastify'
import { expect, test } from 'vitest'
import { docsRoutes } from './docs.ts'

async function docs() {
  const app = fastify()
  await docsRoutes(app, { openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: {} })
  return app
}

test('every problem code has a page with its title and its remedy, and is in the index', async () => {
  const app = await docs()
  const index = (await app.inject('/problems')).body
  for (const [code, { status }] of Object.entries(problems)) {
    const page = await app.inject(`/problems/${code}`)

    expect([code, page.statusCode]).toEqual([code, 200])
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8')
    expect(page.body).toContain(`HTTP ${status}`)
    expect(page.body).toContain('<h2>What to do</h2>')
    expect(index).toContain(`href="/problems/${code}"`)
  }
})

test('what is no problem code has no page, and is not repeated as HTML', async () => {
  const app = await docs()
  for (const code of ['nothing', '__proto__', 'constructor', '<script>alert(1)</script>']) {
    const response = await app.inject(`/problems/${encodeURIComponent(code)}`)

    expect(response.headers['content-type']).not.toMatch('text/html')
  }
})

test('pages run no scripts of others and load nothing from elsewhere', async () => {
  const app = await docs()
  for (const path of ['/docs', '/docs/', '/problems', '/problems/internal']) {
    const { headers, body } = await app.inject(path)

    expect(headers['content-security-policy'], path).toMatch(/^default-src 'self';/)
    expect(headers['content-security-policy'], path).not.toMatch(/https?:|script-src|unsafe-eval/)
    expect(body, path).not.toMatch(/(src|href)="https?:/)
    // Scripts within the page would not run under this policy.
    expect(body, path).not.toMatch(/<script(?![^>]*src=)/)
  }
})

test('the interactive page is whole and asks nobody else about the document', async () => {
  const app = await docs()
  const { body } = await app.inject('/docs/')
  const files = [...body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path)
  for (const file of files) {
    const { pathname } = new URL(file, 'http://a/docs/')

    expect([file, (await app.inject(pathname)).statusCode]).toEqual([file, 200])
  }
  const initializer = await app.inject('/docs/static/swagger-initializer.js')
  expect(initializer.body).toMatch(/"?validatorUrl"?: *null/)
})

test('the document is served as it is', async () => {
  const app = await docs()
  const response = await app.inject('/openapi.json')

  expect(response.headers['content-type']).toBe('application/json; charset=utf-8')
  expect(response.json()).toMatchObject({ openapi: '3.1.0' })
})
