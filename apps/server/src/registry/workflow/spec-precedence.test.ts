import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareVersions, majorOf } from './spec-precedence.ts'

const ascending: readonly (readonly string[])[] = [
  ['', '0', '1', '1.9', '1.10', '2', '10'],
  ['1', '1.0', '1.0.1', '1.1'],
  ['2.0-alpha.1', '2.0-beta.1', '2.0-rc.1', '2.0-rc.2', '2.0', '2.0+build.5', '2.0.1'],
  ['2.0rc1', '2.0rc2', '2.0'],
  ['2.0-rc.1', '2.0.0'],
  ['v1', 'v2', 'v10'],
  ['2025-12-31', '2026-01-01', '2026-01-15'],
  ['build-7', 'build-12'],
  ['9', 'a'],
]

test.each(ascending.map((versions) => [versions.join(' < '), versions] as const))(
  '%s',
  (_name, versions) => {
    const orders = versions
      .slice(1)
      .map((version, at) => compareVersions(version, versions[at] ?? ''))

    expect(orders).toEqual(orders.map(() => 1))
  },
)

test('versions that differ in their separators only are the same', () => {
  expect(compareVersions('1.2', '1-2')).toBe(0)
  expect(compareVersions('1_2', '1.2')).toBe(0)
  expect(compareVersions('01.2', '1.2')).toBe(0)
})

test('versions are in one order, whichever two are compared', () => {
  const part = fc.constantFrom('0', '1', '2', '10', '.', '-', '+', '_', 'a', 'b', 'rc', 'v', ' ')
  const version = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''))

  fc.assert(
    fc.property(version, version, version, (a, b, c) => {
      expect(compareVersions(a, b)).toBe(0 - compareVersions(b, a))
      if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) {
        expect(compareVersions(a, c)).toBeLessThanOrEqual(0)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('the major part of a version is its first number, and with 0 the second, too', () => {
  expect(['1', 'v1.9', '1.2.3-rc.1', '10.0'].map(majorOf)).toEqual(['1', '1', '1', '10'])
  expect(['0.3.1', '0', 'v0.4-rc'].map(majorOf)).toEqual(['0.3', '0.0', '0.4'])
  expect(['', 'blue', '3f2a91c', 'release-1'].map(majorOf)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ])
})
