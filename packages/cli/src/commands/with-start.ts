import { verb } from '../command.ts'
import { exitCodes } from '../exit-code.ts'
import type { Flags, ValuesOf } from '../flags.ts'
import { readJson, readOptionalJson } from '../json-input.ts'
import { given, toNumber } from '../values.ts'
import { textOfJson } from './run-text.ts'
import { readStartBody, startFlags } from './start-body.ts'

const messageFlags = {
  type: { type: 'positional', description: 'The workflow type' },
  message: { type: 'positional', description: 'The name of the message' },
  'message-input': {
    type: 'string',
    valueHint: 'json|@file|-',
    description: 'What the message carries',
  },
  'message-arg': {
    type: 'string',
    repeat: true,
    valueHint: 'json|@file|-',
    description: 'A positional argument of the message, instead of --message-input',
  },
  ...startFlags,
  'idempotency-key': {
    type: 'string',
    valueHint: 'key',
    description: 'Repeats with the same key and body have no further effect',
  },
} as const satisfies Flags

async function readMessage(flags: ValuesOf<typeof messageFlags>) {
  const args: unknown[] = []
  for (const arg of flags['message-arg']) args.push(await readJson('--message-arg', arg))
  const input = await readOptionalJson('--message-input', flags['message-input'])
  return { name: flags.message, ...given({ input, args: args.length > 0 ? args : undefined }) }
}

const keyOf = (flags: ValuesOf<typeof messageFlags>) => flags['idempotency-key'] ?? 'auto'

export const signalWithStart = verb({
  description: 'Send a signal to a run, starting it first where there is none',
  flags: messageFlags,
  async run(flags, { out, connect }) {
    const body = { ...(await readStartBody(flags)), signal: await readMessage(flags) }
    const options = { idempotencyKey: keyOf(flags) }
    const run = await (await connect()).workflows.signalWithStart(flags.type, body, options)
    if (out.isJson) return out.json(run)
    out.facts([
      ['workflow id', run.workflow_id],
      ['run id', run.run_id],
      ['started', run.started ? 'now' : 'before'],
      ['task queue', run.task_queue],
    ])
  },
})

export const updateWithStart = verb({
  description:
    'Send an update to a run, starting it first where there is none, and wait for its answer',
  flags: {
    ...messageFlags,
    wait: { type: 'string', valueHint: 'seconds', description: 'How long. Default: 10' },
  },
  async run(flags, { out, connect }) {
    const body = { ...(await readStartBody(flags)), update: await readMessage(flags) }
    const options = {
      idempotencyKey: keyOf(flags),
      waitSeconds: toNumber('--wait', flags.wait),
    }
    const run = await (await connect()).workflows.updateWithStart(flags.type, body, options)
    if (out.isJson) out.json(run)
    else if (run.answered) out.line(textOfJson(run.result))
    else out.note(`The update ${run.update_id} is accepted by ${run.workflow_id} and goes on`)
    return run.answered ? exitCodes.ok.code : exitCodes.stillRunning.code
  },
})
