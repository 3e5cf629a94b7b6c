import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../../apps/server/test/gateway.ts'
import { runCli } from '../../test/run-cli.ts'

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
  await gateway.client.workflows.put(spec('1.0', 'integer'))
})
afterAll(() => gateway.close())

function spec(version: string, amount: string) {
  return {
    workflow_type: 'pay',
    task_queue: 'q',
    version,
    input_schema: { type: 'object', properties: { amount: { type: amount } } },
  }
}

async function check(body: unknown, ...args: string[]) {
  const path = join(await mkdtemp(join(tmpdir(), 'cli-')), 'spec.json')
  await writeFile(path, JSON.stringify(body))
  return runCli(['workflow', 'check', '--file', path, ...args], { url: gateway.url })
}

test('a spec that would be refused ends the command with 3 and shows what differs', async () => {
  const { code, stdout } = await check(spec('1.1', 'string'))

  expect(code).toBe(3)
  expect(stdout).toMatch(/^version +1\.0 → 1\.1$/m)
  expect(stdout).toMatch(/^verdict +breaking$/m)
  expect(stdout).toMatch(
    /^input_schema +changed +yes +\/properties\/amount\/type was integer, is string$/m,
  )
})

test('one that would be taken ends it with 0, and machines get all of it', async () => {
  const { code, stdout } = await check(spec('1.1', 'number'), '--json')

  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ verdict: 'backward', accepted: true })
})

test('a file without a type needs one to be named', async () => {
  const { workflow_type: _, ...rest } = spec('2.0', 'string')

  expect((await check(rest)).code).toBe(2)
  expect((await check(rest, 'pay')).code).toBe(0)
})
