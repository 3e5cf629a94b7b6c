import { noun, verb } from '../command.ts'
import { readFileOrInput } from '../json-input.ts'
import { noteMore, pageFlags, toLimit } from '../paging.ts'
import { formatTime } from '../times.ts'

const name = { type: 'positional', description: 'Name of the secret' } as const

const list = verb({
  description: 'List secrets, without their values',
  flags: {
    ...pageFlags,
  },
  async run({ limit, cursor }, { out, connect }) {
    const count = toLimit(limit)
    const page = await (await connect()).secrets.list({ limit: count, cursor })
    if (out.isJson) return out.json(page)
    if (page.secrets.length === 0) out.note('There are no secrets.')
    else
      out.table(
        [
          { title: 'SECRET', shrinks: true },
          { title: 'VERSION' },
          { title: 'KEY' },
          { title: 'CHANGED' },
          { title: 'DESCRIPTION', shrinks: true },
        ],
        page.secrets.map((one) => [
          one.name,
          String(one.version),
          one.key_id,
          formatTime(one.updated_at),
          one.description ?? '',
        ]),
      )
    noteMore(out, page)
  },
})

const set = verb({
  description: 'Store a secret; its value is read from standard input',
  flags: { name, description: { type: 'string', valueHint: 'text', description: 'What it is' } },
  async run({ name: secret, description }, { out, connect }) {
    if (process.stdin.isTTY) out.note('Type the value, and end it with a new line and Ctrl-D.')
    // The line end is how a shell ends what it prints, and no part of the value.
    const value = (await readFileOrInput('the value', '-')).replace(/\r?\n$/, '')
    const stored = await (await connect()).secrets.put(secret, { value, description })
    if (out.isJson) return out.json(stored)
    out.line(`${stored.name} is stored, version ${stored.version}`)
  },
})

const remove = verb({
  description: 'Delete a secret',
  flags: { name },
  async run({ name: secret }, { out, connect }) {
    await (await connect()).secrets.delete(secret)
    if (out.isJson) return out.json({ name: secret })
    out.line(`${secret} is deleted`)
  },
})

export const secret = noun('Secrets that activity definitions name', { list, set, delete: remove })
