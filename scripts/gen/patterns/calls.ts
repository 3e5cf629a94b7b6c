import type { Message, Pattern, Step } from '../../../apps/patterns/src/pattern.ts'
import { callText } from './literal.ts'

/** One request in the three forms that a page shows; `ts` is written for a client called `registry`. */
export interface Call {
  readonly cli: string
  readonly curl: string
  readonly ts: string
}

/** What `npm start` says its gateway listens on. */
export const gatewayUrl = 'http://127.0.0.1:8080'

const waitSeconds = 10
const widest = 100

interface Begin {
  readonly pattern: Pattern
  readonly input: unknown
  /** The workflow id to ask for; without one it is made up. */
  readonly id?: string
}

/** A run whose end is waited for, unless it is messages that it waits for itself. */
export function startCall({ pattern, input, id }: Begin): Call {
  const { workflow_type: type } = pattern
  const waits = id === undefined && !takesMessages(pattern)
  const seconds = waits ? [`--wait ${waitSeconds}`] : []
  const body = { input, ...(id === undefined ? {} : { workflow_id: id }) }
  const args = [type, body, ...(waits ? [{ totalSeconds: waitSeconds }] : [])]
  const verb = waits ? 'startAndWait' : 'start'
  return {
    cli: command(`workflow start ${type}`, [...idFlag(id), ...seconds, inputFlag('input', input)]),
    curl: curl(`/workflows/${type}/start`, body, waits ? [`prefer: wait=${waitSeconds}`] : []),
    ts: callText(`const run = await registry.workflows.${verb}`, args),
  }
}

/** A start and its first message in one request. */
export function startWithCall(
  { pattern, input, id }: Begin & { id: string },
  message: Exclude<Message, { query: string }>,
): Call {
  const { workflow_type: type } = pattern
  const { kind, name, ...carried } = partsOf(message)
  const body = { workflow_id: id, input, [kind]: { name, ...carried } }
  const messageFlags = 'input' in carried ? [inputFlag('message-input', carried.input)] : []
  return {
    cli: command(`workflow ${kind}-with-start ${type} ${name}`, [
      ...idFlag(id),
      inputFlag('input', input),
      ...messageFlags,
    ]),
    curl: curl(`/workflows/${type}/${kind}-with-start`, body),
    ts: callText(`await registry.workflows.${kind}WithStart`, [type, body]),
  }
}

export function stepCall(id: string, step: Step): Call {
  if ('cancel' in step) {
    return {
      cli: command(`run cancel ${id}`),
      curl: curl(`/runs/${id}/cancel`),
      ts: callText('await registry.runs.cancel', [id]),
    }
  }
  const { kind, name, ...carried } = partsOf(step)
  const flags = 'input' in carried ? [inputFlag('input', carried.input)] : []
  const args = [id, name, ...('input' in carried ? [carried] : [])]
  return {
    cli: command(`run ${kind} ${id} ${name}`, flags),
    curl: curl(`/runs/${id}/${kind === 'query' ? 'queries' : `${kind}s`}/${name}`, carried),
    ts: answered(kind, args),
  }
}

export function resultCall(id: string): Call {
  return {
    cli: command(`run result ${id}`, [`--wait ${waitSeconds}`]),
    curl: `curl -s ${gatewayUrl}/runs/${id}/result -H 'prefer: wait=${waitSeconds}'`,
    ts: callText('const result = await registry.runs.waitForResult', [
      id,
      { totalSeconds: waitSeconds },
    ]),
  }
}

/** Messages that move a run, and not only ask it something. */
export function takesMessages({ signals = [], updates = [] }: Pattern): boolean {
  return signals.length + updates.length > 0
}

function partsOf(message: Message) {
  const carried = message.input === undefined ? {} : { input: message.input }
  if ('signal' in message) return { kind: 'signal', name: message.signal, ...carried } as const
  if ('update' in message) return { kind: 'update', name: message.update, ...carried } as const
  return { kind: 'query', name: message.query, ...carried } as const
}

/** A signal answers nothing that could be shown. */
function answered(kind: 'signal' | 'query' | 'update', args: readonly unknown[]): string {
  const call = `await registry.runs.${kind}`
  return kind === 'signal' ? callText(call, args) : `${callText(`console.log(${call}`, args)})`
}

const idFlag = (id: string | undefined) => (id === undefined ? [] : [`--id ${id}`])

const inputFlag = (flag: string, input: unknown) => `--${flag} ${quote(JSON.stringify(input))}`

function command(words: string, flags: readonly string[] = []): string {
  return continued(`npx temporal-registry ${words}`, flags)
}

function curl(path: string, body?: unknown, headers: readonly string[] = []): string {
  const all = body === undefined ? headers : ['content-type: application/json', ...headers]
  return continued(`curl -s -X POST ${gatewayUrl}${path}`, [
    ...all.map((header) => `-H '${header}'`),
    ...(body === undefined ? [] : [`-d ${quote(JSON.stringify(body))}`]),
  ])
}

/** Goes on in a new line of the shell where a word would not fit. */
function continued(first: string, words: readonly string[]): string {
  const lines = [first]
  for (const word of words) {
    const line = `${lines.at(-1)} ${word}`
    // Room for the ` \` that another line may want.
    if (line.length <= widest - 2) lines[lines.length - 1] = line
    else lines.push(`  ${word}`)
  }
  return lines.join(' \\\n')
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
