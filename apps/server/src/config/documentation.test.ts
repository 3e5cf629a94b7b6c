import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { expect, test } from 'vitest'
import { ConfigSchema } from './schema.ts'

interface Shape {
  readonly type?: string
  readonly default?: unknown
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Shape>>
  readonly items?: Shape
}

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8')

const page = read('../../../../docs/configuration.md')
const rows = new Map(
  [...page.matchAll(/^\| `([\w.[\]]+)` \| (.*) \|(.*)\|(.*)\|(.*)\|$/gm)].map(
    ([, key = '', what = '', limits = '', byDefault = '', variable = '']) => [
      key,
      { what, limits: limits.trim(), byDefault: byDefault.trim(), variable: variable.trim() },
    ],
  ),
)

/** Every key that holds a value, with its path. */
function leavesOf(shape: Shape, path: string): [path: string, shape: Shape][] {
  if (shape.properties) {
    return Object.entries(shape.properties).flatMap(([name, member]) =>
      leavesOf(member, path === '' ? name : `${path}.${name}`),
    )
  }
  const inner = shape.items?.properties ? leavesOf(shape.items, `${path}[]`) : []
  return [[path, shape], ...inner]
}

const leaves = leavesOf(ConfigSchema as Shape, '')

function packagedAt(path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (holder, name) =>
        typeof holder === 'object' && holder !== null ? Reflect.get(holder, name) : undefined,
      parse(read('../../config.yaml')),
    )
}

test('docs/configuration.md has every key, in the order of the schema, and no other', () => {
  expect([...rows.keys()]).toEqual(leaves.map(([path]) => path))
})

test('it names the limits of every number', () => {
  for (const [path, { minimum, maximum }] of leaves) {
    if (minimum !== undefined) {
      expect([path, rows.get(path)?.limits]).toEqual([path, `${minimum} to ${maximum}`])
    }
  }
})

test('it names the default of every key that has one', () => {
  for (const [path, { default: value }] of leaves) {
    const told = rows.get(path)?.byDefault ?? ''
    if (value === undefined)
      expect([path, told]).toEqual([path, expect.stringMatching(/^required/)])
    else if (value === '') expect([path, told]).toEqual([path, 'empty: none'])
    else if (Array.isArray(value))
      expect([path, told]).toEqual([path, value.map((one) => `\`${one}\``).join(', ') || 'none'])
    else expect([path, told]).toEqual([path, expect.stringMatching(`^\`${String(value)}\``)])
  }
})

test('it names the variable that the packaged file reads for a key, and what that file sets', () => {
  for (const [path, { default: value }] of leaves) {
    const { variable, byDefault = '' } = rows.get(path) ?? {}
    const packaged = packagedAt(path)
    const [, name = '', fallback = ''] = /^\$\{(\w+):-(.*)\}$/.exec(String(packaged)) ?? []

    expect([path, variable]).toEqual([path, name === '' ? '' : `\`${name}\``])
    const set = name === '' ? packaged : fallback
    if (set !== undefined && value === undefined) expect(byDefault).toContain(`\`${String(set)}\``)
  }
})

test('every variable of the packaged file is in the page, and every one of the page in the file', () => {
  const inFile = [...read('../../config.yaml').matchAll(/\$\{([A-Z_0-9]+):-/g)].map(
    ([, name]) => name,
  )
  const inRows = [...rows.values()].flatMap(({ variable }) => variable.replaceAll('`', '') || [])

  expect(inRows.toSorted()).toEqual(inFile.filter((name) => name !== 'NAME').toSorted())
})
