import { expect, test } from 'vitest'
import { createCounters, defineCounters, type CounterDefinitions } from './counters.ts'

function make(definitions: CounterDefinitions) {
  const added: string[] = []
  const meter = {
    createCounter: (name: string) => ({
      add: (by: number, labels: object) => added.push(`${name} ${by} ${JSON.stringify(labels)}`),
    }),
  }
  // As much of a meter as counters use.
  const count = createCounters(definitions, { meter: meter as never, prefix: 'p_' })
  return { added, count }
}

test('every series begins at 0, and an undeclared value is counted as other', () => {
  const { added, count } = make({ hits: { help: 'h', labels: { a: ['x', 'y'], b: ['z'] } } })

  count('hits', { a: 'y', b: 'z' }, 2)
  count('hits', { a: 'v', b: 7, c: 'unknown' } as never)

  expect(added).toEqual([
    'p_hits 0 {"a":"x","b":"z"}',
    'p_hits 0 {"a":"y","b":"z"}',
    'p_hits 2 {"a":"y","b":"z"}',
    'p_hits 1 {"a":"other","b":"other"}',
  ])
})

test('what is no increase, or of a counter there is not, is left out', () => {
  const { added, count } = make(defineCounters({ hits: { help: 'h' } }))

  for (const by of [0, -1, Number.NaN]) count('hits', {}, by)
  count('misses', {})

  expect(added).toEqual(['p_hits 0 {}'])
})

test.each([
  [{ 'Hits!': { help: 'h' } }, '«Hits!» is no name for a metric'],
  [{ hits_total: { help: 'h' } }, 'must be named without _total'],
  [{ hits: { help: 'h', labels: { 'a-b': ['x'] } } }, '«a-b» is no name'],
  [
    { hits: { help: 'h', labels: { a: Array.from({ length: 1_000 }, (_, at) => `v${at}`) } } },
    'have 1001 combinations, and 1000 is the limit',
  ],
])('definitions that cannot be made are refused: %j', (definitions, sentence) => {
  expect(() => make(definitions)).toThrow(sentence)
})
