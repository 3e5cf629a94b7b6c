import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { endpoints } from '@temporal-registry/contract/endpoints'
import { isProblemCode, problems } from '@temporal-registry/contract/problem'
import { expect, test } from 'vitest'
import { contractFiles } from '../scripts/gen/contracts.ts'
import { openApiText } from '../scripts/gen/openapi.ts'
import { problemsPage } from '../scripts/gen/problems.ts'
import { signalShapesText } from '../scripts/gen/signal-shapes.ts'

const sources = execFileSync(
  'git',
  ['ls-files', '-co', '--exclude-standard', 'apps/server/src', 'packages/*/src'],
  {
    encoding: 'utf8',
  },
)
  .split('\n')
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && existsSync(file))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }))

test('every problem code is thrown somewhere', () => {
  const thrown = sources
    .filter(({ file }) => !file.startsWith('packages/contract/'))
    .map(({ text }) => text)
    .join('\n')
  const unused = Object.keys(problems).filter((code) => !thrown.includes(`'${code}'`))

  expect(unused).toEqual([])
})

test('every endpoint names problems that exist, and itself', () => {
  const wrong = Object.entries(endpoints).flatMap(([key, { id, problems: codes }]) => [
    ...(key === id ? [] : [`${key} calls itself ${id}`]),
    ...codes.filter((code) => !isProblemCode(code)),
  ])

  expect(wrong).toEqual([])
})

test('every endpoint has exactly one handler', () => {
  const routes = sources
    .filter(({ file }) => file.startsWith('apps/server/src/'))
    .map(({ text }) => text)
    .join('\n')
  const counts = Object.keys(endpoints).map((id) => [
    id,
    [...routes.matchAll(new RegExp(`\\bon\\(\\s*(?:\\w+\\.)?${id}\\b`, 'g'))].length,
  ])

  expect(counts.filter(([, count]) => count !== 1)).toEqual([])
})

test('docs/openapi.json is what the contract says; `npm run gen` writes it', () => {
  expect(readFileSync('docs/openapi.json', 'utf8')).toBe(openApiText())
})

test('docs/contracts has every published contract; `npm run gen` writes them', () => {
  const files = contractFiles()

  expect(readdirSync('docs/contracts').toSorted()).toEqual(files.map(([name]) => name).toSorted())
  for (const [name, text] of files) {
    expect(readFileSync(`docs/contracts/${name}`, 'utf8')).toBe(text)
  }
})

test('docs/problems.md has every code; `npm run gen` writes it', () => {
  expect(readFileSync('docs/problems.md', 'utf8')).toBe(problemsPage())
})

test("the sandbox's shapes of signals are the contract's; `npm run gen` writes them", () => {
  const path = 'apps/server/src/registry/workflow/signal-shapes.ts'

  expect(readFileSync(path, 'utf8')).toBe(signalShapesText())
})
