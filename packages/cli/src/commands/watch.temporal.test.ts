import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestGateway, type TestGateway } from '../../../../apps/server/test/gateway.ts'
import { runCli } from '../../test/run-cli.ts'

const bin = fileURLToPath(new URL('../../bin/temporal-registry.mjs', import.meta.url))

let gateway: TestGateway
beforeAll(async () => {
  gateway = await startTestGateway()
})
afterAll(() => gateway.close())

/** The command as it runs, line by line; it ends with the test. */
function watching(...args: string[]) {
  const child = spawn(process.execPath, [bin, 'watch', ...args], {
    env: { PATH: process.env['PATH'], TEMPORAL_REGISTRY_URL: gateway.url },
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    next: async (): Promise<string> => (await lines.next()).value ?? '',
    [Symbol.dispose]: () => void child.kill(),
  }
}

test('watch writes a line as it happens, and JSON for machines', async () => {
  using machine = watching('--kind', 'type.stored', '--json')
  expect(JSON.parse(await machine.next())).toMatchObject({ event: 'open' })
  const { revision } = await gateway.client.status()

  await gateway.client.workflows.put({ workflow_type: 'watched', task_queue: 'q', version: '3' })

  expect(JSON.parse(await machine.next())).toMatchObject({
    event: 'change',
    change: { kind: 'type.stored', workflow_type: 'watched', version: '3' },
  })
  using person = watching('--since', String(revision), '--type', 'watched')
  expect(await person.next()).toMatch(/^ +\d+ {2}\S+Z {2}type\.stored +watched {2}3$/)
})

test('a kind that there is not is a mistake of use', async () => {
  const { code, stderr } = await runCli(['watch', '--kind', 'type.lost'], { url: gateway.url })

  expect(code).toBe(2)
  expect(stderr).toContain('type.removed')
})
