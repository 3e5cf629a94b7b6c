import { noun, verb } from '../command.ts'

const list = verb({
  description: 'List the namespaces that the gateway serves, and whether each can be used',
  flags: {},
  async run(_flags, { out, connect }) {
    const answer = await (await connect()).namespaces()
    if (out.isJson) return out.json(answer)
    out.table(
      [
        { title: 'NAMESPACE' },
        { title: 'STATE' },
        { title: 'DEFAULT' },
        { title: 'REASON', shrinks: true },
      ],
      answer.namespaces.map(({ name, state, is_default: isDefault, parts }) => [
        name,
        state,
        isDefault ? 'yes' : '-',
        Object.entries(parts)
          .map(([part, why]) => `${part}: ${why}`)
          .join('; '),
      ]),
    )
  },
})

export const namespace = noun('Namespaces of Temporal that the gateway serves', { list })
