import { noun, verb } from '../command.ts'
import { formatAge } from '../times.ts'

const name = { type: 'positional', description: 'The name that ids are made of' } as const

const claim = verb({
  description: 'Claim the next workflow id of a name',
  flags: {
    name,
    'idempotency-key': {
      type: 'string',
      valueHint: 'key',
      description: 'A repeated claim with the same key gets the same number',
    },
  },
  async run({ name: text, ...flags }, { out, connect }) {
    const idempotencyKey = flags['idempotency-key'] ?? 'auto'
    const answer = await (await connect()).workflowIds.claim(text, { idempotencyKey })
    if (out.isJson) return out.json(answer)
    out.line(answer.workflow_id)
  },
})

const reset = verb({
  description: "Set a name's counter back to 0",
  flags: { name },
  async run({ name: text }, { out, connect }) {
    const answer = await (await connect()).workflowIds.reset(text)
    if (out.isJson) return out.json(answer)
    out.line(`${answer.slug} was at ${answer.previous_counter} and begins again`)
  },
})

const list = verb({
  description: 'List the counters',
  flags: {},
  async run(_flags, { out, connect }) {
    const answer = await (await connect()).workflowIds.list()
    if (out.isJson) return out.json(answer)
    if (answer.slug_counters.length === 0) return out.note('No id was claimed yet.')
    out.table(
      [{ title: 'SLUG', shrinks: true }, { title: 'COUNTER' }, { title: 'LAST CLAIMED' }],
      answer.slug_counters.map(({ slug, counter, last_claimed_epoch }) => [
        slug,
        String(counter),
        `${formatAge(last_claimed_epoch)} ago`,
      ]),
    )
  },
})

export const id = noun('Workflow ids that people can read', { claim, reset, list })
