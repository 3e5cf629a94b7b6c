import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freshPostgres } from '../../apps/server/test/database.ts'
import { freePort } from '../../apps/server/test/dev-server.ts'
import { eventually } from '../../apps/server/test/wait.ts'
import { followDockerfile, readStages, type Image } from './dockerfile.ts'

// There may be no engine here, so what it would do is done in a folder, line by line, and what it would
// start is started there: as the user that the image names, where this run may choose one.

const patience = 600_000
const token = 'token-of-the-test'
let folder = ''
let image: Image
let database: Awaited<ReturnType<typeof freshPostgres>>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'image-'))
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'bin'))
  copyFileSync(process.execPath, join(folder, 'bin/node'))
  image = await followDockerfile('deploy/Dockerfile', 'gateway', folder)
  database = await freshPostgres()
  // The run's PostgreSQL is on a socket in a folder of its own user's.
  const socket = new URL(database.url).searchParams.get('host')
  if (socket) chmodSync(socket, 0o755)
  return async () => {
    await database.remove()
    rmSync(folder, { recursive: true, force: true })
  }
}, patience)

const started = new Set<ChildProcess>()
afterAll(async () => {
  for (const child of started) {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }
})

/** Starts what a container would, with nothing of this run's environment. */
function start(words: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const [program = '', ...args] = words
  expect(program).toBe('node')
  const [uid = 0, gid = 0] = image.user.split(':').map(Number)
  expect(uid).toBeGreaterThan(0)
  const account = process.getuid?.() === 0 ? { uid, gid } : {}
  const child = spawn(join(folder, 'bin/node'), args, {
    cwd: join(image.root, image.workdir),
    env: { PATH: join(folder, 'bin'), ...image.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...account,
  })
  started.add(child)
  return child
}

async function outcomeOf(child: ChildProcess) {
  const { stdout, stderr } = child
  if (!stdout || !stderr) throw new Error('It has no output')
  const [out, err] = await Promise.all([text(stdout), text(stderr), once(child, 'exit')])
  return { code: child.exitCode, out, err }
}

/** What the other target starts; its files are in this one as well. */
function patternsEntrypoint(): string[] {
  const stage = readStages('deploy/Dockerfile').find(({ name }) => name === 'patterns')
  const entrypoint = stage?.instructions.find(({ name }) => name === 'ENTRYPOINT')
  return JSON.parse(entrypoint?.text ?? '[]')
}

test('without a token the image does not start, as it listens for others', async () => {
  const refused = await outcomeOf(start([...image.entrypoint, ...image.command], {}))

  expect(refused.code).toBe(2)
  expect(refused.err).toMatch(/token/)
})

test(
  "the image's command serves gateway and console, is healthy by its own check, and ends in order",
  { timeout: patience },
  async () => {
    const port = String(await freePort())
    const env = {
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_NAMESPACE: `image-${randomUUID()}`,
      // In a container every address; here this machine's own.
      TEMPORAL_REGISTRY_HOST: '127.0.0.1',
      TEMPORAL_REGISTRY_PORT: port,
      TEMPORAL_REGISTRY_TOKEN: token,
      DATABASE_URL: database.url,
    }
    const status = await outcomeOf(start([...image.entrypoint, 'database', 'status'], env))
    expect(status).toMatchObject({
      code: 0,
      err: expect.stringContaining('is up to date'),
      out: expect.stringContaining('0001-task-factory'),
    })

    const gateway = start([...image.entrypoint, ...image.command], env)
    const ended = outcomeOf(gateway)
    await eventually(async () => {
      const { code } = await outcomeOf(start(image.healthcheck, env))
      return code === 0
    }, 120_000)
    const headers = { authorization: `Bearer ${token}` }
    const ready = async () => fetch(`http://127.0.0.1:${port}/ready`, { headers })
    await eventually(async () => (await ready()).status === 200, 120_000)
    const page = await fetch(`http://127.0.0.1:${port}/console/`, {
      headers: { accept: 'text/html' },
    })
    const listed = await outcomeOf(
      start([...image.entrypoint, 'workflow', 'list'], {
        ...env,
        TEMPORAL_REGISTRY_URL: `http://127.0.0.1:${port}`,
      }),
    )

    expect(listed.code).toBe(0)
    start(patternsEntrypoint(), { ...env, TEMPORAL_REGISTRY_URL: `http://127.0.0.1:${port}` })
    const type = `http://127.0.0.1:${port}/registry/workflows/cookbook.saga.v1`
    await eventually(async () => {
      const { status } = (await (await fetch(type, { headers })).json()) as { status?: string }
      return status === 'ready'
    }, 120_000)

    expect(page.status).toBe(200)
    expect(await page.text()).toContain('src="./assets/index-')
    gateway.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 0 })
  },
)
