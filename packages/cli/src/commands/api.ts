import { verb } from '../command.ts'
import { readOptionalJson } from '../json-input.ts'
import { UsageError } from '../usage-error.ts'

export const api = verb({
  description: 'Send any request to the gateway',
  flags: {
    method: { type: 'positional', description: 'GET, POST, PUT or DELETE' },
    path: { type: 'positional', description: 'The path, from / on, with its query' },
    input: { type: 'string', valueHint: 'json|@file|-', description: 'The body' },
    header: {
      type: 'string',
      repeat: true,
      valueHint: 'name:value',
      description: 'A request header',
    },
  },
  async run({ method, path, input, header }, { out, connect }) {
    if (!/^[A-Za-z]+$/.test(method)) throw new UsageError(`«${method}» is no HTTP method`)
    if (!path.startsWith('/'))
      throw new UsageError(`The path has to begin with /, not as «${path}»`)
    const headers = Object.fromEntries(header.map(toHeader))
    const body = await readOptionalJson('--input', input)
    const client = await connect()
    const answer = await client.request({ method: method.toUpperCase(), path, headers, body })
    if (answer.isJson) out.json(answer.body)
    else if (typeof answer.body === 'string') out.raw(answer.body)
    else out.note(`${answer.status}, without a body`)
  },
})

function toHeader(text: string): [string, string] {
  const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(text) ?? []
  if (name === undefined || value === undefined)
    throw new UsageError('--header is written name:value')
  return [name.toLowerCase(), value]
}
