import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../apps/patterns/test/gateway-stand.ts'
import { commandBlocks, typeCommands } from './typed-commands.ts'

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
})
afterAll(() => stand[Symbol.asyncDispose]())

test('the page of schedules shows commands that work, from the first to the last', async () => {
  const [, part = ''] = readFileSync('docs/schedules.md', 'utf8').split('## All of it, by command')
  const [script = ''] = commandBlocks(part)

  const stdout = await typeCommands(script, stand)

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
