import { expect, test } from 'vitest'
import { oneOfTexts, parseSearch, stringifySearch, texts } from './search-params.ts'

test('an address holds plain texts, whatever they look like', () => {
  const search = { q: '12', label: 'team=a b', owner: undefined, status: '' }

  const text = stringifySearch(search)

  expect(text).toBe('?q=12&label=team%3Da+b')
  expect(parseSearch(text)).toEqual({ q: '12', label: 'team=a b' })
})

test('a page reads the parameters it knows, and words it knows', () => {
  const raw = { q: 'a', other: 'b', status: 'ready' }

  expect(texts('q', 'owner')(raw)).toEqual({ q: 'a' })
  expect(oneOfTexts('status', ['ready', 'gone'])(raw)).toEqual({ status: 'ready' })
  expect(oneOfTexts('status', ['gone'])(raw)).toEqual({})
})
