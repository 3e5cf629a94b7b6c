import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../apps/patterns/test/gateway-stand.ts'
import { freePort } from '../apps/server/test/dev-server.ts'
import { freshPgliteFolder } from '../apps/server/test/pglite-folder.ts'
import { eventually } from '../apps/server/test/wait.ts'
import { outboundAllow } from '../scripts/start/outbound-allow.ts'
import { commandBlocks, typeCommands } from './typed-commands.ts'

// What the pages of the samples tell a reader to type is typed here as it stands, but for the port of the
// services around, which others may have. The gateway has the database and the outbound rule of `npm start`.

const patience = 120_000
const usualPort = '4780'

let database = ''
let port = ''
let stand: GatewayStand
beforeAll(async () => {
  database = await freshPgliteFolder()
  // One for all samples, which run one after the other: the gateway is told of the model that is there.
  port = String(await freePort())
  const model = `{ base_url: 'http://localhost:${port}/v1', model: sample }`
  stand = await startGatewayStand({
    database: `{ data_dir: '${database}' }`,
    outbound: `{ allow: [${outboundAllow({ host: '127.0.0.1' })}] }`,
    search: `{ providers: { openai_compatible: ${model} } }`,
  })
})
afterAll(async () => {
  await stand[Symbol.asyncDispose]()
  rmSync(database, { recursive: true, force: true })
})

interface Sample extends AsyncDisposable {
  /** The blocks of commands of its page, but for the first, which starts the services around. */
  readonly blocks: readonly string[]
  type(block: string | undefined, env?: Readonly<Record<string, string>>): Promise<string>
  /** What the services around have printed. */
  printed(): string
}

async function openSample(name: string): Promise<Sample> {
  const root = mkdtempSync(join(tmpdir(), 'sample-'))
  cpSync('examples', join(root, 'examples'), { recursive: true })
  for (const place of [join('examples', name), 'examples']) {
    for (const entry of readdirSync(join(root, place), { withFileTypes: true })) {
      if (entry.isDirectory()) continue
      const path = join(root, place, entry.name)
      writeFileSync(path, readFileSync(path, 'utf8').replaceAll(usualPort, port))
    }
  }
  const page = readFileSync(join(root, 'examples', name, 'README.md'), 'utf8')
  const [first = '', ...blocks] = commandBlocks(page)
  const [command = '', ...args] = first.trim().split(' ')
  expect(command).toBe('node')
  const services = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  services.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text))
  await eventually(() => printed.includes(`Listening on http://localhost:${port}`))

  return {
    blocks,
    type: (block = '', env = {}) => typeCommands(block, { url: stand.url, cwd: root, env }),
    printed: () => printed,
    async [Symbol.asyncDispose]() {
      services.kill('SIGINT')
      if (services.exitCode === null && services.signalCode === null) await once(services, 'exit')
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** The runs of a definition, the newest first, once so many have ended. */
async function endedRuns(definition: string, count: number): Promise<string[]> {
  const { id } = await stand.client.activityDefinitions.get(definition)
  return eventually(async () => {
    const { runs } = await stand.client.activityRuns.list({ definition_id: id })
    const ended = runs.filter(({ finished_at: at }) => at !== null)
    return ended.length === count && ended.map(({ status }) => status)
  }, 60_000)
}

/** The human task that waits, as a reader finds it in the list. */
async function openTask(sample: Sample, list: string | undefined): Promise<string> {
  return eventually(async () => {
    const [id] = /^[\da-f-]{36}/m.exec(await sample.type(list)) ?? []
    return id
  }, 60_000)
}

test(
  'an order is shipped at once, or once somebody has approved it, or not at all: as its page says',
  { timeout: patience },
  async () => {
    await using sample = await openSample('order-approval')
    const [prepare, small, large, list, approve, blocked, look, cleanUp, ...others] = sample.blocks
    expect(others).toEqual([])

    expect(await sample.type(prepare)).toContain('order-approval is created, version 1')
    await sample.type(small)
    await endedRuns('order-approval', 1)
    await sample.type(large)
    const id = await openTask(sample, list)
    expect(await sample.type(approve, { TASK: id })).toMatch(/order 1002 of Ada .* is approved/i)
    await sample.type(blocked)
    await endedRuns('order-approval', 3)

    const looked = await sample.type(look)
    expect(looked.match(/ (succeeded|skipped) /g)).toEqual([
      ' skipped ',
      ' succeeded ',
      ' succeeded ',
    ])
    const webhooks = sample.printed().match(/^POST \/webhooks.*\n.*$/gm)
    expect(webhooks).toMatchObject([
      expect.stringMatching(/ 204\n.*"order_id":"1001","status":"shipped"/),
      expect.stringMatching(/ 204\n.*"order_id":"1002","status":"shipped"/),
    ])

    await sample.type(large?.replace('1002', '1004'))
    await sample.type(approve?.replace('approve', 'reject'), { TASK: await openTask(sample, list) })
    await endedRuns('order-approval', 4)
    await eventually(() => sample.printed().includes('"order_id":"1004","status":"rejected"'))

    expect(await sample.type(cleanUp)).toMatch(
      /order-approval is deleted\norder-webhook is deleted/,
    )
  },
)

test(
  'a digest has what is new, comes on weekdays at eight, and by hand at any time: as its page says',
  { timeout: patience },
  async () => {
    await using sample = await openSample('weekday-digest')
    const [apply, upcoming, byHand, again, afterNews, ledger, cleanUp, ...others] = sample.blocks
    expect(others).toEqual([])

    expect(await sample.type(apply)).toContain('weekday-digest is created, version 1')
    const times = (await sample.type(upcoming)).match(/\d{4}-[^",\s]+/g) ?? []
    const inBerlin = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Europe/Berlin',
      ...{ weekday: 'short', hour: '2-digit', minute: '2-digit' },
    })
    expect(times).toHaveLength(6)
    for (const time of times)
      expect(inBerlin.format(new Date(time))).toMatch(/^(Mon|Tue|Wed|Thu|Fri),? 08:00$/)

    expect(await sample.type(byHand)).toMatch(/^status +succeeded$/m)
    expect(await sample.type(again)).toMatch(/^reason +The condition did not hold$/m)
    expect(await sample.type(afterNews)).toMatch(/^status +succeeded$/m)
    expect(await sample.type(ledger)).toMatch(/(.* manual .* started .*\n){3}/)
    expect(sample.printed().match(/"headlines":\[.*\]/g)).toEqual([
      '"headlines":["Apples are in season","Ferry runs again","Library opens on Sundays"]',
      '"headlines":["Rain on Sunday"]',
    ])

    expect(await sample.type(cleanUp)).toBe('weekday-digest is deleted\n')
  },
)

/** Types blocks one after the other, each of which lets the monitor look once. */
async function typeLooks(
  sample: Sample,
  monitor: string,
  blocks: readonly (string | undefined)[],
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  for (const block of blocks) {
    const before = await countLooks(monitor)
    await sample.type(block, env)
    await looked(monitor, before + 1)
  }
}

async function countLooks(monitor: string): Promise<number> {
  const { observations } = await stand.client.monitors.observations(monitor)
  return observations.filter(({ status }) => status === 'succeeded').length
}

async function looked(monitor: string, count: number): Promise<void> {
  await eventually(async () => (await countLooks(monitor)) >= count, 60_000)
}

/** What the inbox was told, in order, once there is so much. */
async function told(sample: Sample, count: number): Promise<readonly string[]> {
  return eventually(() => {
    const subjects = [...sample.printed().matchAll(/^POST \/alerts 204\n {2}(.*)$/gm)].map(
      ([, body = '']) => {
        const { type, subject } = JSON.parse(body) as { type: string; subject: string }
        return `${type}: ${subject}`
      },
    )
    return subjects.length >= count && subjects
  }, 60_000)
}

const deleted = (monitor: string) => `${monitor} is deleted\nsample-alerts is removed\n`

test(
  'a price is told when it falls below a limit, at each new price, and when it is over: as its page says',
  { timeout: patience },
  async () => {
    await using sample = await openSample('price-on-a-page')
    const [prepare, apply, falls, fallsOn, over, look, cleanUp, ...others] = sample.blocks
    expect(others).toEqual([])

    expect(await sample.type(prepare)).toMatch(/^state +\{"price":120\}$/m)
    expect(await sample.type(apply)).toContain('lamp-price is stored, version 1')
    await looked('lamp-price', 1)
    await typeLooks(sample, 'lamp-price', [falls, fallsOn, over])

    expect(await told(sample, 3)).toEqual([
      'alert.rising: The lamp costs 90',
      'alert.changed: The lamp costs 80',
      'alert.recovery: The lamp costs 120',
    ])
    const seen = await sample.type(look)
    expect(seen.match(/ succeeded /g)).toHaveLength(4)
    expect(seen.match(/(recovery|changed|rising) +The lamp/g)).toHaveLength(3)
    expect(await sample.type(cleanUp)).toBe(deleted('lamp-price'))
  },
)

test(
  'a service that is not well twice in a row is told of, and that it is again: as its page says',
  { timeout: patience },
  async () => {
    await using sample = await openSample('json-status')
    const [apply, once, twice, again, look, cleanUp, ...others] = sample.blocks
    expect(others).toEqual([])

    expect(await sample.type(apply)).toContain('service-status is stored, version 1')
    await looked('service-status', 1)
    await typeLooks(sample, 'service-status', [once])
    const early = await stand.client.monitors.alerts({ monitor: 'service-status' })
    await typeLooks(sample, 'service-status', [twice, again])

    expect(early.alerts).toEqual([])
    expect(await told(sample, 2)).toEqual([
      'alert.rising: The service says degraded',
      'alert.recovery: The service says ok',
    ])
    expect(await sample.type(look)).toMatch(/sample-alerts +delivered/)
    expect(await sample.type(cleanUp)).toBe(deleted('service-status'))
  },
)

test(
  'a job that is silent for too long is told of, and that it is back: as its page says',
  { timeout: patience },
  async () => {
    await using sample = await openSample('missing-heartbeat')
    const [apply, lives, silent, back, look, cleanUp, ...others] = sample.blocks
    expect(others).toEqual([])

    const applied = await sample.type(apply)
    const [, path = ''] = /Signs of life go to (\S+)/.exec(applied) ?? []
    await typeLooks(sample, 'nightly-job', [lives, silent, back], { BEAT: stand.url + path })

    expect(await told(sample, 2)).toEqual([
      expect.stringMatching(/^alert\.rising: /),
      expect.stringMatching(/^alert\.recovery: /),
    ])
    expect(await sample.type(look)).toMatch(/recovery[^]*rising/)
    expect(await sample.type(cleanUp)).toBe(deleted('nightly-job'))
  },
)

test(
  'a question is answered from a page by a model, and told when the answer is yes: as its page says',
  { timeout: patience },
  async () => {
    await using sample = await openSample('grounded-search')
    const [preview, apply, storm, look, cleanUp, ...others] = sample.blocks
    expect(others).toEqual([])

    expect(await sample.type(preview)).toMatch(/^holds +no$/m)
    expect(await sample.type(apply)).toContain('ferry is stored, version 1')
    await looked('ferry', 1)
    await typeLooks(sample, 'ferry', [storm])

    expect(await told(sample, 1)).toEqual([expect.stringMatching(/^alert\.rising: /)])
    expect(await sample.type(look)).toContain('The page says that it is cancelled.')
    expect(await sample.type(cleanUp)).toBe(deleted('ferry'))
  },
)
