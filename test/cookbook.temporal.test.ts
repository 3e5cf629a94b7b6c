import { execFileSync } from 'node:child_process'
import { createClient, isApiError } from '@temporal-registry/sdk/client'
import { beforeAll, expect, test } from 'vitest'
import { startGatewayStand, type GatewayStand } from '../apps/patterns/test/gateway-stand.ts'
import type { Output } from '../packages/cli/src/output.ts'
import { runCommand as runCli } from '../packages/cli/src/run-command.ts'
import { patternPages } from '../scripts/gen/patterns.ts'
import { gatewayUrl } from '../scripts/gen/patterns/calls.ts'

// What the pages of the cookbook tell a reader to type is done here as it stands, but for where the
// gateway is, and for how long an end is waited for.

let stand: GatewayStand
beforeAll(async () => {
  stand = await startGatewayStand()
  return () => stand[Symbol.asyncDispose]()
})

const pages = [...patternPages()].filter(([, text]) => text.includes('## Run it'))

/** The blocks of the part about running it. */
function blocksOf(page: string): string[] {
  const [, part = ''] = page.split('## Run it')
  const [run = ''] = part.split("## What to look at in Temporal's UI")
  return [...run.matchAll(/```\w+\n(.*?)\n```/gs)].map(([, block = '']) => block)
}

const commandsOf = (block: string) => block.split(/(?<!\\)\n/)

/** The words of a command as the shell that it is typed into makes them. */
function wordsOf(command: string): string[] {
  const text = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
  return text.split('\0').slice(0, -1)
}

async function runCurl(command: string): Promise<{ workflow_id?: string }> {
  const [, ...words] = wordsOf(command)
  const headers: [string, string][] = []
  const request: { method: string; body?: string } = { method: 'GET' }
  let url = ''
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '-s') continue
    if (word === '-X') request.method = words.shift() ?? ''
    else if (word === '-d') request.body = words.shift() ?? ''
    else if (word === '-H') headers.push((words.shift() ?? '').split(': ') as [string, string])
    else url = word
  }
  const response = await fetch(url.replace(gatewayUrl, stand.url), { ...request, headers })
  const text = await response.text()
  expect(response.ok, `${command}\n${text}`).toBe(true)
  return text === '' ? {} : JSON.parse(text)
}

/** In this process: it is the words that are in question, and a process for each would take minutes. */
async function runCommand(text: string): Promise<{ workflow_id?: string }> {
  const [npx, program, ...words] = wordsOf(text)
  expect([npx, program]).toEqual(['npx', 'temporal-registry'])
  let answer = {}
  const out: Partial<Output> = {
    isJson: true,
    json(value) {
      answer = value ?? {}
    },
    note: () => undefined,
    failure: () => undefined,
  }
  // What is not said here nobody asks for.
  const code = await runCli([...words, '--json', '--url', stand.url], out as Output)
  // A run that goes on, or ends badly, is what some examples are for.
  expect([0, 6, 7], text).toContain(code)
  return answer
}

async function runTypeScript(block: string): Promise<{ workflow_id?: string }> {
  const registry = createClient({ url: stand.url })
  const quiet = { log: () => undefined }
  const names = /const run =/.test(block) ? 'run' : '{}'
  // No types are in it, and its client is the one that the page has made before.
  // oxlint-disable-next-line no-implied-eval -- it is our own text, and whether it runs is the question
  const body = new Function(
    'registry',
    'console',
    `return (async () => {${block}\nreturn ${names}})()`,
  )
  return await body(registry, quiet)
}

/** Long runs are for readers. */
async function terminate(workflowId: string | undefined): Promise<void> {
  if (workflowId === undefined) return
  await stand.client.runs.terminate(workflowId).catch((error: unknown) => {
    if (!isApiError(error, 'run-closed')) throw error
  })
}

const unwaited = (text: string) =>
  text
    .replaceAll('--wait 10', '--wait 0')
    .replaceAll('wait=10', 'wait=0')
    .replaceAll('totalSeconds: 10', 'totalSeconds: 0')

const forms = [
  { form: 'command line', blocks: /^npx /, run: runCommand },
  { form: 'curl', blocks: /^curl /, run: runCurl },
  { form: 'TypeScript', blocks: /\bawait registry\./, run: runTypeScript },
] as const

const cases = pages.flatMap(([name, text]) => forms.map((form) => ({ name, text, ...form })))

test.each(cases)('what $name says in $form works', async ({ name, text, blocks, ...how }) => {
  const id = `try-${name.replace('.md', '')}`
  // Each form with an id of its own: what one has begun may still be about.
  const ownId = `${id}-${how.form.replace(' ', '-')}`
  const page = unwaited(text).replaceAll(id, ownId)

  for (const block of blocksOf(page).filter((each) => blocks.test(each))) {
    let last: { workflow_id?: string } = {}
    for (const step of how.form === 'TypeScript' ? [block] : commandsOf(block)) {
      const answer = await how.run(step)
      last = answer.workflow_id === undefined ? last : answer
    }
    await terminate(block.includes(ownId) ? ownId : last.workflow_id)
  }
})
