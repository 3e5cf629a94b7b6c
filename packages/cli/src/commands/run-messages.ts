import type { MessageOptions } from '@temporal-registry/sdk/client'
import { verb } from '../command.ts'
import { exitCodes } from '../exit-code.ts'
import type { ValuesOf } from '../flags.ts'
import { readJson, readOptionalJson } from '../json-input.ts'
import { messageFlags, runFlags } from './run-flags.ts'
import { textOfJson } from './run-text.ts'
import { toNumber } from '../values.ts'

const keyFlag = {
  'idempotency-key': {
    type: 'string',
    valueHint: 'key',
    description: 'Repeats with the same key have no further effect',
  },
} as const

const reasonFlag = {
  reason: { type: 'string', valueHint: 'text', description: 'Why; kept in the history' },
} as const

async function toMessage(flags: ValuesOf<typeof messageFlags>): Promise<MessageOptions> {
  const args: unknown[] = []
  for (const arg of flags.arg) args.push(await readJson('--arg', arg))
  return {
    run_id: flags['run-id'],
    input: await readOptionalJson('--input', flags.input),
    args: args.length > 0 ? args : undefined,
  }
}

export const signal = verb({
  description: 'Send a signal to a run',
  flags: { ...messageFlags, ...keyFlag },
  async run(flags, { out, connect }) {
    const message = await toMessage(flags)
    const idempotencyKey = flags['idempotency-key'] ?? 'auto'
    await (await connect()).runs.signal(flags.id, flags.name, { ...message, idempotencyKey })
    if (out.isJson) return out.json({ workflow_id: flags.id })
    out.line(`${flags.name} is sent to ${flags.id}`)
  },
})

export const query = verb({
  description: 'Ask a run for something it knows',
  flags: messageFlags,
  async run(flags, { out, connect }) {
    const message = await toMessage(flags)
    const result = await (await connect()).runs.query(flags.id, flags.name, message)
    if (out.isJson) return out.json({ result })
    out.line(textOfJson(result))
  },
})

export const update = verb({
  description: 'Send an update to a run and wait for its answer',
  flags: {
    ...messageFlags,
    ...keyFlag,
    wait: { type: 'string', valueHint: 'seconds', description: 'How long. Default: 10' },
  },
  async run(flags, { out, connect }) {
    const message = await toMessage(flags)
    const waitSeconds = toNumber('--wait', flags.wait)
    const idempotencyKey = flags['idempotency-key'] ?? 'auto'
    const options = { ...message, idempotencyKey, waitSeconds }
    const answer = await (await connect()).runs.update(flags.id, flags.name, options)
    if (out.isJson) out.json(answer)
    else if (answer.answered) out.line(textOfJson(answer.result))
    else out.note(`The update ${answer.update_id} is accepted and goes on`)
    return answer.answered ? exitCodes.ok.code : exitCodes.stillRunning.code
  },
})

export const cancel = verb({
  description: 'Ask a run to cancel itself',
  flags: { ...runFlags, ...reasonFlag },
  async run({ id, 'run-id': run_id, reason }, { out, connect }) {
    await (await connect()).runs.cancel(id, { run_id, reason })
    if (out.isJson) return out.json({ workflow_id: id })
    out.line(`${id} is asked to cancel itself`)
  },
})

export const terminate = verb({
  description: 'End a run at once, without its say',
  flags: { ...runFlags, ...reasonFlag },
  async run({ id, 'run-id': run_id, reason }, { out, connect }) {
    await (await connect()).runs.terminate(id, { run_id, reason })
    if (out.isJson) return out.json({ workflow_id: id })
    out.line(`${id} is terminated`)
  },
})

export const reset = verb({
  description: 'Begin a run again from an earlier point of its history',
  flags: {
    ...runFlags,
    ...reasonFlag,
    ...keyFlag,
    'event-id': {
      type: 'string',
      valueHint: 'n',
      description: 'The workflow task to go back to. Default: the first, all is done again',
    },
    reapply: {
      type: 'enum',
      options: ['all', 'signals', 'none'],
      description: 'Which messages after the point are applied again. Default: all',
    },
  },
  async run({ id, 'run-id': run_id, reason, reapply, ...flags }, { out, connect }) {
    const event_id = toNumber('--event-id', flags['event-id'], { min: 1, isWhole: true })
    const idempotencyKey = flags['idempotency-key'] ?? 'auto'
    const body = { event_id, reason, reapply }
    const answer = await (await connect()).runs.reset(id, body, { run_id, idempotencyKey })
    if (out.isJson) return out.json(answer)
    out.facts([
      ['workflow id', answer.workflow_id],
      ['new run id', answer.run_id],
    ])
  },
})
