import { expect, test } from 'vitest'
import { createGroupWriter } from './group-writer.ts'

/** Writes that wait until they are let go. */
function startWriter({ maxItems = 10, atOnce = 1 } = {}) {
  const writes: { items: readonly string[]; end: (error?: Error) => void }[] = []
  const put = createGroupWriter<string, string>({
    maxItems,
    atOnce,
    isForAll: (error) => error instanceof Error && error.message === 'away',
    write: (items) =>
      new Promise((resolve, reject) => {
        writes.push({
          items,
          end: (error) =>
            error ? reject(error) : resolve(items.map((item) => item.toUpperCase())),
        })
      }),
  })
  /** Lets the writes go that are under way, and what follows from them begin. */
  const next = async (error?: Error) => {
    for (const { end } of writes.splice(0)) end(error)
    await new Promise((resolve) => setImmediate(resolve))
  }
  return { put, writes, next }
}

test('the first is written at once, and those who come meanwhile share the next write', async () => {
  const { put, writes, next } = startWriter()
  const all = Promise.all([put(['a']), put(['b', 'c']), put(['d'])])

  expect(writes.map(({ items }) => items)).toEqual([['a']])
  await next()
  expect(writes.map(({ items }) => items)).toEqual([['b', 'c', 'd']])
  await next()
  expect(await all).toEqual([['A'], ['B', 'C'], ['D']])
})

test('a write holds no more than it may, unless one caller brings more', async () => {
  const { put, writes, next } = startWriter({ maxItems: 2 })
  const all = Promise.all([put(['a']), put(['b']), put(['c', 'd', 'e']), put(['f'])])

  const sizes: number[][] = []
  for (let round = 0; round < 4; round++) {
    sizes.push(writes.map(({ items }) => items.length))
    await next()
  }

  expect(sizes).toEqual([[1], [1], [3], [1]])
  expect((await all).flat()).toEqual(['A', 'B', 'C', 'D', 'E', 'F'])
})

test('one that cannot be written does not cost the others', async () => {
  const { put, writes, next } = startWriter()
  const first = put(['a'])
  const good = put(['b'])
  const bad = put(['c'])
  await next()
  await first

  expect(writes.map(({ items }) => items)).toEqual([['b', 'c']])
  await next(new Error('c is wrong'))
  expect(writes.map(({ items }) => items)).toEqual([['b']])
  await next()
  const refused = expect(bad).rejects.toThrow('c is wrong')
  await next(new Error('c is wrong'))

  expect(await good).toEqual(['B'])
  await refused
})

test('what concerns everybody is told everybody, and not tried again', async () => {
  const { put, writes, next } = startWriter()
  const all = ['a', 'b', 'c'].map((item) => expect(put([item])).rejects.toThrow('away'))
  await next(new Error('away'))
  await next(new Error('away'))
  await Promise.all(all)

  expect(writes).toEqual([])
})
