import { expect, test } from 'vitest'
import { createLastUsed } from './last-used.ts'

test('what is full forgets what was unused for longest, and what was asked for stays', () => {
  const kept = createLastUsed<string>(2)
  const made: string[] = []
  const get = (key: string) =>
    kept.get(key, () => {
      made.push(key)
      return key
    })

  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(get(key)).toBe(key)

  expect(made).toEqual(['a', 'b', 'c', 'b'])
})

test('what cannot be made, or is to be forgotten, is made again', () => {
  const kept = createLastUsed<number>(2)
  const fails = () => {
    throw new Error('Not now')
  }

  expect(() => kept.get('a', fails)).toThrow('Not now')
  expect(kept.get('a', () => 1)).toBe(1)
  kept.forget('a')
  expect(kept.get('a', () => 2)).toBe(2)
})
