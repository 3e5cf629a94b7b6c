import { readFileSync } from 'node:fs'
import { problems } from '@temporal-registry/contract/problem'
import { CompareRules, probeKinds, ProbeSpec } from '@temporal-registry/contract/probes'
import { Value } from 'typebox/value'
import { expect, test } from 'vitest'
import { standProbes } from '../../../test/probe-stand.ts'

const page = readFileSync(new URL('../../../../../docs/probes.md', import.meta.url), 'utf8')
const examples = [...page.matchAll(/```json( compare)?\n([\s\S]*?)```/g)].map(
  ([, compare, text = '']) => ({
    isCompare: compare !== undefined,
    value: JSON.parse(text) as unknown,
  }),
)

test('every example of a probe is one that can be saved, and there is one of each kind', async () => {
  await using stand = standProbes({ env: { TEMPORAL_REGISTRY_SEARCH_GEMINI_API_KEY: 'a-key' } })
  const specs = examples.filter(({ isCompare }) => !isCompare).map(({ value }) => value)

  for (const spec of specs) {
    expect(Value.Check(ProbeSpec, spec), JSON.stringify(spec)).toBe(true)
    const kind = Object.keys(spec as object)[0]
    if (kind === 'search') continue
    expect(await stand.probes.faults(spec as ProbeSpec)).toEqual([])
  }
  const kinds = new Set(specs.flatMap((spec) => Object.keys(spec as object)))
  expect([...kinds].toSorted()).toEqual(probeKinds.toSorted())
})

test('the example of comparing is one that can be saved', () => {
  const rules = examples.filter(({ isCompare }) => isCompare)

  expect(rules).toHaveLength(1)
  for (const { value } of rules) expect(Value.Check(CompareRules, value)).toBe(true)
})

test('the page says of every fault whether it is tried again, as its status does', () => {
  const rows = [...page.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|.*\| (yes|no) \|$/gm)]
  const told = rows.flatMap(([, codes = '', again]) =>
    codes.split(', ').map((code) => [code.slice(1, -1), again] as const),
  )

  expect(told.length).toBeGreaterThan(15)
  for (const [code, again] of told) {
    const { status } = problems[code as keyof typeof problems]
    expect([code, again]).toEqual([code, status >= 500 ? 'yes' : 'no'])
  }
})
