import { expect, test } from 'vitest'
import { createEventIndex } from './event-index.ts'

const one = (name: string) => ({ name })

test('a value is found by a type, or by what a type begins with, once', () => {
  const index = createEventIndex<{ name: string }>()
  index.add(one('b-exact'), { types: ['order.created'] })
  index.add(one('a-star'), { types: ['order.*', 'order.created', '*'] })
  index.add(one('c-other'), { types: ['order.createdX', 'orders.*'] })

  const found = (type: string) =>
    index
      .match(type, 'shop')
      .map(({ name }) => name)
      .toSorted()

  expect(found('order.created')).toEqual(['a-star', 'b-exact'])
  expect(found('order.')).toEqual(['a-star'])
  expect(found('orders.x')).toEqual(['a-star', 'c-other'])
  expect(found('')).toEqual(['a-star'])
})

test('a source narrows what a type has found', () => {
  const index = createEventIndex<{ name: string }>()
  index.add(one('shop'), { types: ['*'], sources: ['https://shop/*', 'till'] })

  expect(index.match('a', 'https://shop/eu')).toHaveLength(1)
  expect(index.match('a', 'till')).toHaveLength(1)
  expect(index.match('a', 'till/2')).toHaveLength(0)
})

test('what is removed is found no more, and others are', () => {
  const index = createEventIndex<{ name: string }>()
  const gone = one('gone')
  const patterns = { types: ['a', 'b.*'] }
  index.add(gone, patterns)
  index.add(one('stays'), patterns)

  index.remove(gone, patterns)

  expect(index.match('a', '').map(({ name }) => name)).toEqual(['stays'])
  expect(index.match('b.c', '').map(({ name }) => name)).toEqual(['stays'])
})
