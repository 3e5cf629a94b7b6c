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
let stand: GatewayStand
beforeAll(async () => {
  database = await freshPgliteFolder()
  stand = await startGatewayStand({
    database: `{ data_dir: '${database}' }`,
    outbound: `{ allow: [${outboundAllow({ host: '127.0.0.1' })}] }`,
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
  const port = String(await freePort())
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
      expect.stringMatching(/ 204\n.*"status":"shipped","order_id":"1001"/),
      expect.stringMatching(/ 204\n.*"status":"shipped","order_id":"1002"/),
    ])

    await sample.type(large?.replace('1002', '1004'))
    await sample.type(approve?.replace('approve', 'reject'), { TASK: await openTask(sample, list) })
    await endedRuns('order-approval', 4)
    await eventually(() => sample.printed().includes('"status":"rejected","order_id":"1004"'))

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
