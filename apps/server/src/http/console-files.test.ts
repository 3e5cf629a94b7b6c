import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Problem } from '@temporal-registry/contract/problem'
import fastify from 'fastify'
import { afterEach, expect, test } from 'vitest'
import { consoleRoutes } from './console-files.ts'

const folders: string[] = []

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

function built(): string {
  const folder = mkdtempSync(join(tmpdir(), 'console-'))
  folders.push(folder)
  mkdirSync(join(folder, 'assets'))
  writeFileSync(
    join(folder, 'index.html'),
    '<!doctype html><title>console</title><script src="./assets/main-abc.js"></script>',
  )
  writeFileSync(join(folder, 'assets/main-abc.js'), 'console.log(1)'.repeat(100))
  writeFileSync(join(folder, '.inputs'), 'not for readers')
  return folder
}

function serving(folder: string) {
  // As the gateway has it.
  const app = fastify({ routerOptions: { ignoreTrailingSlash: true } })
  app.setErrorHandler((error, _request, reply) =>
    reply.code(error instanceof Problem ? error.status : 500).send('refused'),
  )
  consoleRoutes(app, folder)
  return app
}

test('a browser at / is led to the console; whoever asks for no page finds nothing there', async () => {
  const app = serving(built())

  const page = await app.inject({ url: '/', headers: { accept: 'text/html,*/*;q=0.8' } })
  const other = await app.inject({ url: '/', headers: { accept: 'application/json' } })

  expect([page.statusCode, page.headers.location]).toEqual([302, 'console/'])
  expect(other.statusCode).toBe(404)
})

test('every address below /console/ is the page, under a policy without inline scripts', async () => {
  const app = serving(built())

  for (const url of ['/console/', '/console/workflows/a%2Fb', '/console/runs/assets']) {
    const response = await app.inject(url)

    expect(response.body).toContain('<title>console</title>')
    expect(response.headers['cache-control']).toBe('no-cache')
    expect(response.headers['content-security-policy']).toMatch(
      /default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
    )
  }
})

test('a page names its files from where it is, so that a proxy may add a path', async () => {
  const app = serving(built())
  const scriptOf = async (url: string) =>
    /src="(.*?)"/.exec((await app.inject(url)).body)?.[1] ?? 'none'

  expect(await scriptOf('/console/')).toBe('./assets/main-abc.js')
  expect(await scriptOf('/console')).toBe('./console/assets/main-abc.js')
  expect(await scriptOf('/console/runs?status=failed/x')).toBe('./assets/main-abc.js')
  expect(await scriptOf('/console/workflows/a%2Fb')).toBe('../assets/main-abc.js')
  expect(await scriptOf('/console/workflows/a/start')).toBe('../../assets/main-abc.js')
})

test('files with a hash in their name are kept for good, zipped, and not sent twice', async () => {
  const app = serving(built())
  const url = '/console/assets/main-abc.js'

  const first = await app.inject({ url, headers: { 'accept-encoding': 'gzip, br' } })
  const etag = String(first.headers['etag'])
  const second = await app.inject({ url, headers: { 'if-none-match': etag } })

  expect(first.headers['content-encoding']).toBe('gzip')
  expect(first.headers['content-type']).toBe('text/javascript; charset=utf-8')
  expect(first.headers['cache-control']).toBe('public, max-age=31536000, immutable')
  expect([second.statusCode, second.body]).toEqual([304, ''])
})

test('an asset of another build is missing, and nothing beside the build is served', async () => {
  const app = serving(built())

  expect((await app.inject('/console/assets/main-old.js')).statusCode).toBe(404)
  expect((await app.inject('/console/assets/..%2f..%2fpackage.json')).statusCode).toBe(404)
  expect((await app.inject('/console/.inputs')).body).toContain('<title>console</title>')
})

test('a build that is made anew is served without a restart', async () => {
  const folder = built()
  const app = serving(folder)
  await app.inject('/console/')
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>newer</title>')
  utimesSync(join(folder, 'index.html'), new Date(), new Date(Date.now() + 5_000))

  const response = await app.inject('/console/')

  expect(response.body).toContain('newer')
})

test('without a build the page says how to make one', async () => {
  const app = serving(join(tmpdir(), 'there-is-no-such-folder'))

  const response = await app.inject('/console/')

  expect(response.statusCode).toBe(503)
  expect(response.body).toContain('npm run build')
})
