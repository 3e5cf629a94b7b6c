import { gzipSync } from 'node:zlib'
import { slugLimits } from '@temporal-registry/contract/slug'
import { expect, test } from 'vitest'
import { refusalOf, valueOf } from '../../../test/specs.ts'
import {
  applyCounterOp,
  listCounters,
  loadCounters,
  maxRememberedKeys,
  storeCounters,
  type CounterState,
} from './slug-counters.ts'

const dayMs = 86_400_000

function claim(state: CounterState, slug: string, key?: string, nowMs = 0) {
  return applyCounterOp(state, { op: 'claim', slug, ...(key === undefined ? {} : { key }) }, nowMs)
}

test('claims of a name count from 1 without a gap, each name by itself', () => {
  const state = loadCounters()

  const numbers = ['a', 'a', 'b', 'a', 'b'].map((slug) => valueOf(claim(state, slug)))

  expect(numbers).toEqual([1, 2, 1, 3, 2])
})

test('a repeated key gets its number again, and takes none', () => {
  const state = loadCounters()

  const numbers = ['k1', 'k2', 'k1', undefined].map((key) => valueOf(claim(state, 'a', key)))

  expect(numbers).toEqual([1, 2, 1, 3])
})

test('a key that claimed for one name is refused for another, and takes no number', () => {
  const state = loadCounters()
  claim(state, 'a', 'key')

  const other = claim(state, 'b', 'key')

  expect(refusalOf(other)).toBe('idempotency-key-reused')
  expect(valueOf(claim(state, 'b'))).toBe(1)
})

test('a reset answers the number before, and counting begins again', () => {
  const state = loadCounters()
  for (let n = 0; n < 3; n++) claim(state, 'a')

  const previous = valueOf(applyCounterOp(state, { op: 'reset', slug: 'a' }, 0))
  const unknown = valueOf(applyCounterOp(state, { op: 'reset', slug: 'never' }, 0))

  expect([previous, unknown]).toEqual([3, 0])
  expect(valueOf(claim(state, 'a'))).toBe(1)
  expect(listCounters(state).map(({ slug }) => slug)).toEqual(['a'])
})

test('a key outlives the reset of its name', () => {
  const state = loadCounters()
  claim(state, 'a', 'key')
  applyCounterOp(state, { op: 'reset', slug: 'a' }, 0)

  expect(valueOf(claim(state, 'a', 'key'))).toBe(1)
  expect(valueOf(claim(state, 'a'))).toBe(1)
})

test('above 10,000 names the one longest unused goes', () => {
  const state = loadCounters()
  for (let n = 0; n < slugLimits.maxSlugs; n++) claim(state, `slug-${n}`, undefined, n)
  claim(state, 'slug-0', undefined, 20_000)

  claim(state, 'one-more', undefined, 20_001)

  expect(state.slugs.size).toBe(slugLimits.maxSlugs)
  expect(state.slugs.has('slug-1')).toBe(false)
  expect(valueOf(claim(state, 'slug-0', undefined, 20_002))).toBe(3)
})

test('a name unused for 30 days goes with the next claim, and not a moment earlier', () => {
  const state = loadCounters()
  claim(state, 'old', undefined, 0)
  claim(state, 'young', undefined, 1)

  claim(state, 'other', undefined, 30 * dayMs)
  const before = [...state.slugs.keys()]
  claim(state, 'other', undefined, 30 * dayMs + 1)

  expect(before).toEqual(['old', 'young', 'other'])
  expect([...state.slugs.keys()]).toEqual(['young', 'other'])
})

test('the last 5,000 keys are remembered', () => {
  const state = loadCounters()
  for (let n = 0; n <= maxRememberedKeys; n++) claim(state, 'a', `key-${n}`)

  expect(state.keys.size).toBe(maxRememberedKeys)
  expect(valueOf(claim(state, 'a', 'key-1'))).toBe(2)
  expect(valueOf(claim(state, 'a', 'key-0'))).toBe(maxRememberedKeys + 2)
})

test('nothing is lost when the state is carried to the next run', () => {
  const state = loadCounters()
  for (const slug of ['b', 'a', 'b', '10', '9']) claim(state, slug, `key-${slug}`)

  const carried = loadCounters(JSON.parse(JSON.stringify(storeCounters(state))))

  expect([...carried.slugs]).toEqual([...state.slugs])
  expect(valueOf(claim(carried, 'b', 'key-b'))).toBe(1)
  expect(valueOf(claim(carried, 'b'))).toBe(2)
})

test('the fullest state there can be fits into one payload', () => {
  const random = (length: number, letters: string) =>
    Array.from({ length }, () => letters[Math.floor(Math.random() * letters.length)]).join('')
  const ofSlug = 'abcdefghijklmnopqrstuvwxyz0123456789-'
  const ofKey = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at)).join('')
  const state = loadCounters()
  for (let n = 0; n < slugLimits.maxSlugs; n++) {
    claim(state, random(128, ofSlug), `claim:${random(255, ofKey)}`, 1.7e12 + n * 1_000)
  }

  const bytes = gzipSync(JSON.stringify(storeCounters(state))).length

  expect(state.slugs.size).toBe(slugLimits.maxSlugs)
  expect(bytes).toBeLessThan(1_500_000)
})

test('an op of a newer gateway changes nothing', () => {
  const state = loadCounters()
  claim(state, 'a')

  const outcome = applyCounterOp(state, { op: 'rename', slug: 'a' } as never, 0)

  expect(refusalOf(outcome)).toBe('internal')
  expect(valueOf(claim(state, 'a'))).toBe(2)
})
