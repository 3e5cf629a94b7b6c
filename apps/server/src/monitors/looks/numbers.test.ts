import { expect, test } from 'vitest'
import { numbersOf } from './numbers.ts'

test('numbers of a state have their places as names; those in lists have none', () => {
  const state = { price: 1.5, 'a/b': { load: 2, at: 'x' }, sizes: [1, 2], ok: true, none: null }

  expect(numbersOf(state)).toEqual({ '/price': 1.5, '/a~1b/load': 2 })
})

test('of many numbers the first 8 are taken, and depth has an end', () => {
  const many = Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`n${at}`, at]))
  const deep = { a: { b: { c: { d: 1, e: { f: 2 } } } } }

  expect(Object.keys(numbersOf(many))).toHaveLength(8)
  expect(numbersOf(deep)).toEqual({ '/a/b/c/d': 1 })
  expect(numbersOf(7)).toEqual({ '': 7 })
  expect(numbersOf(null)).toEqual({})
})
