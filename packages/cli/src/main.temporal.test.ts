import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { freePort } from '../../../apps/server/test/dev-server.ts'
import {
  startTestGateway,
  untilReady,
  type TestGateway,
} from '../../../apps/server/test/gateway.ts'
import { startTestWorker, type TestWorker } from '../../../apps/server/test/worker.ts'
import { runCli } from '../test/run-cli.ts'

let gateway: TestGateway
let worker: TestWorker
beforeAll(async () => {
  gateway = await startTestGateway()
  worker = await startTestWorker(gateway)
})
afterAll(async () => {
  await worker[Symbol.asyncDispose]()
  await gateway.close()
})

const cli = (...args: string[]) => runCli(args, { url: gateway.url })
/** Reads machine output. The shape is the test's to check. */
const read = ({ stdout }: { stdout: string }) => JSON.parse(stdout) as Record<string, unknown>

test('a run is started, waited for and looked at from the shell', async () => {
  const start = await cli(
    'workflow',
    'start',
    'nap',
    '--input',
    '{"ms":10}',
    '--wait',
    '20',
    '--json',
  )
  const { workflow_id } = read(start)
  const result = await cli('run', 'result', String(workflow_id), '--json')
  const show = await cli('run', 'show', String(workflow_id))
  const history = await cli('run', 'history', String(workflow_id))

  expect([start.code, result.code, show.code, history.code]).toEqual([0, 0, 0, 0])
  expect(read(start)).toMatchObject({ status: 'completed', result: 'rested', replayed: false })
  expect(read(result)).toMatchObject({ status: 'completed', result: 'rested' })
  expect(show.stdout).toMatch(/^status +completed$/m)
  expect(history.stdout).toMatch(/^1 .*started/im)
})

test('a run that fails ends the command with 6 and says why', async () => {
  const args = ['start', 'fail', '--input', '{"message":"no money"}', '--wait', '20']
  const { code, stdout } = await cli('workflow', ...args)

  expect(code).toBe(6)
  expect(stdout).toContain('no money (application TestFailure)')
  expect(stdout).toContain('the cause')
})

test('messages reach a run, and watch follows it to its end', async () => {
  const id = `adder-${Date.now()}`
  await cli('workflow', 'start', 'adder', '--id', id, '--input', '{"start":1}')

  const signal = await cli('run', 'signal', id, 'add', '--input', '2')
  const update = await cli('run', 'update', id, 'multiply', '--input', '5')
  const query = await cli('run', 'query', id, 'sum')
  const watching = cli('run', 'watch', id, '--json')
  await cli('run', 'signal', id, 'end')
  const watch = await watching

  expect([signal.code, update.stdout, query.stdout]).toEqual([0, '15\n', '15\n'])
  expect(watch.code).toBe(0)
  const last = watch.stdout.trim().split('\n').at(-1) ?? ''
  expect(JSON.parse(last)).toMatchObject({ result: { status: 'completed', result: 15 } })
})

test('messages start their runs, and a list of starts is one command', async () => {
  const id = `cart-${Date.now()}`
  const start = ['adder', '--id', id, '--input', '{"start":1}']
  const [type = '', ...flags] = start
  const signal = await cli(
    'workflow',
    'signal-with-start',
    type,
    'add',
    ...flags,
    '--message-input',
    '2',
  )
  const update = await cli(
    'workflow',
    'update-with-start',
    type,
    'multiply',
    ...flags,
    '--message-input',
    '5',
  )
  const list = JSON.stringify([{ workflow_type: 'echo' }, { workflow_type: 'nap', input: {} }])
  const batch = await cli('workflow', 'batch-start', '--file', list, '--json')
  const orphans = await cli('orphan', 'list', '--task-queue', worker.taskQueue)

  expect(signal.stdout).toMatch(/^started +now$/m)
  expect(update).toMatchObject({ code: 0, stdout: '15\n' })
  expect(batch.code).toBe(3)
  expect(read(batch)).toMatchObject({ counts: { started: 1, refused: 1 } })
  expect(orphans.code).toBe(0)
})

test('input that does not fit is refused with its pointer', async () => {
  const { code, stderr } = await cli('workflow', 'validate', 'nap', '--input', '{"ms":"soon"}')

  expect(code).toBe(3)
  expect(stderr).toContain('/input/ms')
})

test('every list has its place in the shell', async () => {
  const types = await cli('workflow', 'list', '--status', 'ready')
  const workers = await cli('worker', 'list')
  const queues = await cli('task-queue', 'list')
  const claim = await cli('id', 'claim', 'From the Shell')
  const ids = await cli('id', 'list')
  const status = await cli('status')

  expect(types.stdout).toMatch(/^nap +ready/m)
  expect(workers.stdout).toContain(worker.workerId)
  expect(queues.stdout).toContain(worker.taskQueue)
  expect(claim.stdout).toMatch(/^from-the-shell-r\d+\n$/)
  expect(ids.stdout).toContain('from-the-shell')
  expect(status).toMatchObject({ code: 0 })
})

test('serve is a gateway until it is told to stop', async () => {
  const port = await freePort()
  const bin = fileURLToPath(new URL('../bin/temporal-registry.mjs', import.meta.url))
  const server = spawn(process.execPath, [bin, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      TEMPORAL_ADDRESS: inject('temporalAddress'),
      TEMPORAL_REGISTRY_PORT: String(port),
      TEMPORAL_REGISTRY_LOG_LEVEL: 'ERROR',
    },
    stdio: 'ignore',
  })
  const ended = once(server, 'exit')
  const url = `http://127.0.0.1:${port}`

  await untilReady(url)
  const status = await runCli(['status', '--json'], { url })
  server.kill('SIGTERM')

  expect(status.code).toBe(0)
  expect(await ended).toEqual([0, null])
})

test('search attributes of another namespace are checked, made and listed from the shell', async () => {
  const namespace = `shell-${randomUUID()}`
  await using other = await startTestGateway({ namespaces: [namespace] })
  await untilReady(`${other.url}/namespaces/${namespace}`)
  const there = (...args: string[]) =>
    runCli(args, { url: other.url, env: { TEMPORAL_REGISTRY_NAMESPACE: namespace } })
  const spec = { task_queue: 'q', search_attributes: [{ name: 'WorkflowId', type: 'Int' }] }
  const put = ['api', 'PUT', `/namespaces/${namespace}/registry/workflows/clashing`]
  await there(...put, '--input', JSON.stringify({ workflow_type: 'clashing', ...spec }))

  const namespaces = await there('namespace', 'list')
  const check = await there('search-attribute', 'check')
  const replace = await there('search-attribute', 'replace', '--name', 'WorkflowId', '--confirm')
  const list = await there('search-attribute', 'list')
  const show = await there('workflow', 'show', 'clashing')
  const elsewhere = await runCli(['workflow', 'show', 'clashing'], { url: other.url })

  expect(namespaces.stdout).toMatch(new RegExp(`^${namespace} +ready +-$`, 'm'))
  expect(check.code).toBe(3)
  expect(check.stdout).toContain('WorkflowId is Keyword in Temporal and declared as Int')
  expect(replace.code).toBe(3)
  expect(replace.stderr).toContain('cannot replace system search attributes: WorkflowId')
  expect(list.stdout).toMatch(/^WorkflowId +Int +Keyword +system +clashing$/m)
  expect(show.stdout).toContain("this one is Temporal's own")
  expect(elsewhere.code).toBe(4)
})
