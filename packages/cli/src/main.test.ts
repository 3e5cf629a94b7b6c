import { expect, test } from 'vitest'
import { refusal, startStubGateway } from '../../sdk/test/stub-gateway.ts'
import { runCli, runCommandHere } from '../test/run-cli.ts'

const ok = (json: unknown) => () => ({ status: 200, json })
const noTypes = ok({ workflows: [] })

test.each([
  { args: [], says: 'Exit codes:' },
  { args: ['workflow'], says: 'validate' },
  { args: ['workflow', 'start'], says: '--idempotency-key <key>' },
  { args: ['run', 'watch'], says: 'ID' },
  { args: ['serve'], says: '--config <path>' },
])('help of $args is on standard output and needs no gateway', async ({ args, says }) => {
  const { code, stdout, stderr } = await runCommandHere([...args, '--help'])

  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(stdout).toContain(says)
  expect(stdout).toContain('--url <url>')
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100)
})

test.each([
  [['wrkflow'], 'Did you mean «temporal-registry workflow»?'],
  [['workflow', 'lst'], 'Did you mean «temporal-registry workflow list»?'],
  [['workflow', 'list', '--lable', 'a'], 'Did you mean --label?'],
  [['workflow', 'list', '--limit', 'ten'], '--limit has to be a whole number'],
  [['workflow', 'start'], 'TYPE is missing'],
  [['workflow', 'start', 't', '--input', '{a}'], '--input is no JSON'],
  [['workflow', 'start', 't', '--input', '@/no/such/file'], 'ENOENT'],
  [['workflow', 'start', 't', '--body', '[]'], '--body has to be a JSON object'],
  [['workflow', 'start', 't', '--label', 'a'], '--label is written name=value'],
  [['workflow'], 'needs a command'],
  [[], 'needs a command'],
  [['worker', 'drain', '..'], 'cannot be'],
  [['status', '--url', 'nowhere'], 'http://'],
  [['status', '--token', 'a b'], 'The token has characters'],
  [['id', 'claim', 'a', '--idempotency-key', '\u20ac'], 'idempotency-key cannot carry'],
  [['api', 'GET', 'runs'], 'has to begin with /'],
])('%j is wrong usage: exit code 2, nothing on standard output', async (args, says) => {
  const { code, stdout, stderr } = await runCommandHere(args, { url: 'http://127.0.0.1:9' })

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  expect(stderr).toContain(says)
  expect(stderr).toMatch(/See temporal-registry.* --help\n$/)
})

test('global flags may stand before and after the command', async () => {
  await using gateway = await startStubGateway(noTypes)

  const before = await runCommandHere(['--url', gateway.url, '--json', 'workflow', 'list'])
  const after = await runCommandHere(['workflow', 'list', '--json', `--url=${gateway.url}`])

  expect(before).toEqual({ code: 0, stdout: '{\n  "workflows": []\n}\n', stderr: '' })
  expect(after).toEqual(before)
})

test('the environment names gateway and token, and flags win over it', async () => {
  await using gateway = await startStubGateway(noTypes)
  const env = { TEMPORAL_REGISTRY_TOKEN: 'from-env' }

  await runCommandHere(['workflow', 'list'], { url: gateway.url, env })
  await runCommandHere(['workflow', 'list', '--token', 'from-flag'], { url: gateway.url, env })

  const sent = gateway.received.map(({ headers }) => headers.authorization)
  expect(sent).toEqual(['Bearer from-env', 'Bearer from-flag'])
})

test('a refusal is what, why with its pointers, and what to do', async () => {
  const errors = [
    { pointer: '/input/a', detail: 'is missing' },
    { pointer: '', detail: 'is too large' },
  ]
  await using gateway = await startStubGateway(() =>
    refusal('input-invalid', 'Two faults', { errors }),
  )

  const { code, stdout, stderr } = await runCommandHere(['workflow', 'start', 't'], {
    url: gateway.url,
  })

  expect({ code, stdout }).toEqual({ code: 3, stdout: '' })
  expect(stderr).toBe(
    [
      '✗ The input does not fit the schema that it is for',
      '  Two faults',
      '  /input/a: is missing',
      '  the body: is too large',
      '  → Mend what each entry of `errors` points at; GET /registry/workflows/{workflow_type}, or GET /activity-definitions/{definition}, shows the schema.',
      '',
    ].join('\n'),
  )
})

test.each([
  ['workflow-type-not-found', 4],
  ['forbidden', 3],
  ['no-ready-target', 5],
  ['internal', 1],
] as const)(
  '%s ends with %i, and with --json the problem is on standard error',
  async (problem, exit) => {
    await using gateway = await startStubGateway(() => refusal(problem, 'so it is'))

    const { code, stdout, stderr } = await runCommandHere(['workflow', 'show', 't', '--json'], {
      url: gateway.url,
    })

    expect({ code, stdout }).toEqual({ code: exit, stdout: '' })
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: problem, detail: 'so it is' } })
  },
)

test('a gateway that is away ends with 5 and says how to start one', async () => {
  const gateway = await startStubGateway(noTypes)
  await gateway.stop()

  const { code, stderr } = await runCommandHere(['workflow', 'list'], { url: gateway.url })

  expect(code).toBe(5)
  expect(stderr).toContain('ECONNREFUSED')
  expect(stderr).toContain('temporal-registry serve')
})

test('a token is never shown, whatever goes wrong', async () => {
  const token = 'tok-4711-secret'
  await using gateway = await startStubGateway((_request, count) =>
    count === 1
      ? refusal('unauthorized', 'The token is not known')
      : { status: 200, text: '<html>' },
  )

  for (const [url, secret] of [
    [gateway.url, token],
    [gateway.url, token],
    ['http://127.0.0.1:9', token],
    [gateway.url, `${token}\u00e9`],
    [`http://user:${token}@127.0.0.1`, token],
  ] as const) {
    const { code, stdout, stderr } = await runCommandHere(['status', '--token', secret], { url })
    expect(code).not.toBe(0)
    expect(stdout + stderr).not.toContain(token)
  }
})

test('a reader that stops early is no fault', async () => {
  const workflow = { workflow_type: 't', description: 'x'.repeat(1_000) }
  await using gateway = await startStubGateway(
    ok({ workflows: Array.from({ length: 2_000 }, () => workflow) }),
  )

  const { code, stdout, stderr } = await runCli(['workflow', 'list', '--json'], {
    url: gateway.url,
    readAtMost: 100,
  })

  expect(stdout.length).toBeLessThan(2_000_000)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
})
