import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { assert, expect, test } from 'vitest'
import { isTaken, takeLock } from './lock-file.ts'

test('a second taker learns who holds the lock', () => {
  const path = lockPath()
  const first = takeLock(path, 'first')

  const second = takeLock(path, 'second')

  assert(isTaken(first) && !isTaken(second))
  expect(second).toMatchObject({ pid: process.pid, purpose: 'first' })
})

test('a released lock leaves nothing behind and can be taken again', () => {
  const path = lockPath()
  const first = takeLock(path, 'first')
  assert(isTaken(first))

  first.release()

  expect(readdirSync(join(path, '..'))).toEqual([])
  const second = takeLock(path, 'second')
  assert(isTaken(second))
  expect(second.wasStale).toBe(false)
})

test.for([
  ['a process that is gone', JSON.stringify({ pid: 2 ** 22 + 1, identity: 'x', purpose: '' })],
  ['another process that got its pid', JSON.stringify({ pid: process.pid, identity: 'x' })],
  ['nobody, being unreadable', '{'],
])('a lock held by %s is taken over', ([, content]) => {
  const path = lockPath()
  writeFileSync(path, content ?? '')

  const lock = takeLock(path, 'next')

  assert(isTaken(lock))
  expect(lock.wasStale).toBe(true)
  expect(readdirSync(join(path, '..'))).toEqual(['the.lock'])
})

function lockPath(): string {
  return join(mkdtempSync(join(tmpdir(), 'lock-file-test-')), 'the.lock')
}
