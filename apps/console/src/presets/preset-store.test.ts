import { expect, test } from 'vitest'
import { createPresetStore } from './preset-store.ts'

/** A storage as browsers have it. */
function storing() {
  const texts = new Map<string, string>()
  const storage = {
    getItem: (key: string) => texts.get(key) ?? null,
    setItem: (key: string, text: string) => void texts.set(key, text),
  }
  const of = (workflowType: string) =>
    createPresetStore(storage, { namespace: 'default', workflowType })
  return { storage, texts, of }
}

test('inputs are kept by name, renamed and removed, for their type only', () => {
  const { of } = storing()
  const store = of('a.v1')
  store.save({ name: 'small', input: { n: 1 } })
  store.save({ name: 'large', input: { n: 9 } })
  store.save({ name: 'small', input: { n: 2 } })

  expect(store.read().presets).toEqual([
    { name: 'large', input: { n: 9 } },
    { name: 'small', input: { n: 2 } },
  ])
  expect(of('b.v1').read()).toEqual({ presets: [] })
  store.rename('small', 'tiny')
  expect(store.remove('large').presets).toEqual([{ name: 'tiny', input: { n: 2 } }])
})

test('a name that is given to another replaces the one that had it', () => {
  const store = storing().of('a.v1')
  store.save({ name: 'a', input: 1 })
  store.save({ name: 'b', input: 2 })

  expect(store.rename('a', 'b').presets).toEqual([{ name: 'b', input: 1 }])
})

test('the last input is kept beside them, and not at the price of a start', () => {
  const { of, storage } = storing()
  const store = of('a.v1')
  store.save({ name: 'a', input: 1 })
  store.noteLast({ n: 3 })

  expect(store.read()).toEqual({ presets: [{ name: 'a', input: 1 }], last: { input: { n: 3 } } })
  storage.setItem = () => {
    throw new Error('QuotaExceededError')
  }
  expect(() => store.noteLast({})).not.toThrow()
  expect(() => store.save({ name: 'b', input: 2 })).toThrow('Quota')
})

test('what is no list of presets counts as none', () => {
  const { of, texts } = storing()
  of('a.v1').save({ name: 'a', input: 1 })
  for (const key of texts.keys()) texts.set(key, '{"presets":7}')

  expect(of('a.v1').read()).toEqual({ presets: [] })
})
