import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { withLock } from './with-lock.ts'

test('work under one lock never overlaps', async () => {
  const path = join(mkdtempSync(join(tmpdir(), 'with-lock-test-')), 'the.lock')
  const options = { onWait: () => {}, stop: new AbortController().signal }
  const events: string[] = []
  const work = (name: string) => async () => {
    events.push(`${name} begins`)
    await delay(20)
    events.push(`${name} ends`)
  }

  await Promise.all([withLock(path, options, work('a')), withLock(path, options, work('b'))])

  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
})
