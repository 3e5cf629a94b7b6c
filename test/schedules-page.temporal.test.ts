import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../apps/patterns/test/gateway-stand.ts'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

test('the page of schedules shows commands that work, from the first to the last', async () => {
  const [, part = ''] = readFileSync('docs/schedules.md', 'utf8').split('## All of it, by command')
  const [, script = ''] = /```sh\n(.*?)```/s.exec(part) ?? []
  const cli = `npx() { shift; '${process.execPath}' packages/cli/bin/temporal-registry.mjs "$@"; }`
  const env = { ...process.env, TEMPORAL_REGISTRY_URL: stand.url }

  const { stdout } = await promisify(execFile)('bash', ['-ec', `${cli}\n${script}`], { env })

  for (const line of [
    'by-interval is created',
    'by-cron fires',
    'by-interval is paused',
    'by-interval is unpaused',
    'slow is deleted',
  ]) {
    expect(stdout).toContain(line)
  }
  expect(stdout).toMatch(/^by-interval is updated; it runs on /m)
  expect(stdout).toMatch(/^occurrences +5$/m)
}, 180_000)
