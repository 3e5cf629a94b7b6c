import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync('docs/naming.md', 'utf8')
const namesIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

/** The first cells of the table under a heading. */
function firstColumn(heading: string, column = 1): string[] {
  const [, part = ''] = page.split(`## ${heading}\n`)
  const [own = ''] = part.split('\n## ')
  return own
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => namesIn(line.split(' | ')[column - 1] ?? ''))
}

test('the page of names has every table that migrations make, and no other', () => {
  const folder = 'apps/server/migrations'
  const sql = readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))
    .join('\n')
  const made = [...sql.matchAll(/^create table (\w+)/gm)].map(([, table = '']) => table)

  expect(firstColumn('Tables').toSorted()).toEqual(['schema_migrations', ...made].toSorted())
})

test("the page of names has every workflow type of the gateway's", () => {
  const sandbox = readFileSync('apps/server/src/workflows.ts', 'utf8')
  const types = [...sandbox.matchAll(/ as '([^']+)'/g)].map(([, type = '']) => type)

  expect(types.length).toBeGreaterThan(0)
  expect([...new Set(firstColumn('Workflow ids', 2))].toSorted()).toEqual(types.toSorted())
})
