import { expect, test } from 'vitest'
import { readHead, unchunk } from './http-reply.ts'

test('a head is read when it is whole, whatever the case of its names', () => {
  const text = 'HTTP/1.1 201 Created\r\nContent-Length: 5\r\n\r\nhello'

  expect(readHead(Buffer.from(text.slice(0, 30)))).toBeUndefined()
  expect(readHead(Buffer.from(text))).toEqual({ status: 201, bodyFrom: 43, bodyLength: 5 })
})

test('an answer that has no body needs no length', () => {
  expect(readHead(Buffer.from('HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n'))?.bodyLength).toBe(0)
})

test('chunks are joined when the last is there', () => {
  const text = '5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n'

  expect(unchunk(Buffer.from(text.slice(0, -6)))).toBeUndefined()
  expect(unchunk(Buffer.from(text))?.toString()).toBe('hello world')
})
