import { expect, test } from 'vitest'
import { outboundAllow } from './outbound-allow.ts'

test('definitions reach localhost of a gateway that only this machine can call, and of no other', () => {
  expect(outboundAllow({ host: '127.0.0.1' })).toBe('localhost')
  expect(outboundAllow({ host: '0.0.0.0' })).toBe('')
})
