import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { patternPages } from '../scripts/gen/patterns.ts'

const folder = 'docs/patterns'
const pages = patternPages()

test('docs/patterns has a page for every pattern, and no other; `npm run gen` writes them', () => {
  expect(readdirSync(folder).toSorted()).toEqual([...pages.keys()].toSorted())
})

test.each([...pages])('docs/patterns/%s is up to date; `npm run gen` writes it', (name, text) => {
  expect(readFileSync(join(folder, name), 'utf8')).toBe(text)
})

test.each([...pages])('the links of docs/patterns/%s lead to files', (_name, text) => {
  const prose = text.replaceAll(/```.*?```/gs, '')
  const targets = [...prose.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = '']) => target)

  expect(targets.filter((target) => !existsSync(join(folder, target)))).toEqual([])
})
