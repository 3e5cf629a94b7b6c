import { expect, test } from 'vitest'
import { createInTurn } from './in-turn.ts'

test('so many are under way at once, also past those that fail', async () => {
  const inTurn = createInTurn(3)
  let underWay = 0
  let most = 0
  const work = async (at: number) => {
    most = Math.max(most, ++underWay)
    await new Promise(setImmediate)
    underWay--
    if (at % 4 === 0) throw new Error('no')
    return at
  }

  const done = await Promise.allSettled(
    Array.from({ length: 20 }, (_, at) => inTurn(() => work(at))),
  )

  expect(most).toBe(3)
  expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(15)
})
